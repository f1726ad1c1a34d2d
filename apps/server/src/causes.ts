/** Stuck pods by what they have in common: one template, one container, one reason. */
import { type Cause, NOW_LIMITS, type PodRow, type RowStuck } from '@podline/contract';
import { millis, printQuery, type Term, type TextField } from '@podline/domain';
import type { UsualWait } from './usual-wait.ts';

type StuckRow = PodRow & { readonly stuck: RowStuck };

/** Those with the most pods first, then the oldest. */
export function causesOf(
  rows: readonly PodRow[],
  usualFor: (row: PodRow) => UsualWait | null = () => null,
): {
  readonly causes: readonly Cause[];
  /** Causes beyond those. */
  readonly more: number;
} {
  const stuck = rows.filter((row): row is StuckRow => row.stuck !== null);
  const groups = [...Map.groupBy(stuck, keyOf)].map(([key, members]) =>
    causeOf(key, members, usualFor),
  );
  groups.sort((a, b) => b.pods - a.pods || a.since - b.since || (a.key < b.key ? -1 : 1));
  return {
    causes: groups.slice(0, NOW_LIMITS.causes),
    more: Math.max(0, groups.length - NOW_LIMITS.causes),
  };
}

/** A pod that nobody controls has a template of its own. */
const keyOf = ({ namespace, name, workload, stuck }: StuckRow): string => {
  const template =
    workload === null ? `pod/${name}` : `${workload.kind}/${workload.name}/${workload.revision}`;
  return `${namespace} ${template} ${stuck.container} ${stuck.reason}`;
};

function causeOf(
  key: string,
  unsorted: readonly StuckRow[],
  usualFor: (row: PodRow) => UsualWait | null,
): Cause {
  const members = unsorted.toSorted(
    (a, b) => a.stuck.since - b.stuck.since || (a.name < b.name ? -1 : 1),
  );
  const [first] = members;
  if (first === undefined) throw new Error('A cause has pods.');
  const { stuck, namespace, workload, pips } = first;
  const starters = pips.filter(({ role }) => role === 'init' || role === 'native-sidecar');
  const usual = usualFor(first);
  const index = starters.findIndex(({ name }) => name === stuck.container);
  return {
    key,
    namespace,
    workload,
    container: stuck.container,
    role: pips.find(({ name }) => name === stuck.container)?.role ?? null,
    place: index < 0 ? null : { position: index + 1, of: starters.length },
    reason: stuck.reason,
    says: stuck.says,
    pods: members.length,
    since: stuck.since,
    changedAt: millis(members.reduce((at, row) => Math.max(at, row.stuck.changedAt), 0)),
    usualMs: usual?.p95Ms ?? null,
    usualStarts: usual?.starts ?? null,
    query: queryFor(first),
    members: members
      .slice(0, NOW_LIMITS.members)
      .map(({ uid, name, stuck: { since }, status, ready, node }) => ({
        uid,
        namespace,
        name,
        since,
        status,
        ready,
        node,
      })),
  };
}

/** Finds the pods of its cause: where the revision is a label, those of its template alone. */
function queryFor({ namespace, name, workload, stuck, labels }: StuckRow): string {
  const terms: Term[] = [
    { kind: 'is', traits: ['stuck'], isNegated: false },
    is('ns', namespace),
    workload === null ? is('name', name) : is('workload', `${workload.kind}/${workload.name}`),
    ...revisionTerms(workload?.revision ?? null, labels),
    stuck.container === null
      ? { ...is('blocker', '*'), isNegated: true }
      : is('blocker', stuck.container),
    is('reason', stuck.reason),
  ];
  return printQuery({ terms });
}

function revisionTerms(revision: string | null, labels: PodRow['labels']): readonly Term[] {
  const key = ['pod-template-hash', 'controller-revision-hash'].find(
    (label) => revision !== null && labels[label] === revision,
  );
  if (key === undefined || revision === null) return [];
  return [{ kind: 'label', key, patterns: [exactly(revision)], isNegated: false }];
}

const exactly = (text: string) => ({ text, isWithin: false });

const is = (field: TextField, text: string): Term => ({
  kind: 'match',
  field,
  patterns: [exactly(text)],
  isNegated: false,
});
