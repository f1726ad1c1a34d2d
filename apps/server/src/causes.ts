/** Stuck pods by what they have in common: one thing outside of them, or one template, one container, one cause. */
import { type Cause, NOW_LIMITS, type PodRow, type RowStuck } from '@podline/contract';
import { type Millis, millis, printQuery, type Term, type TextField } from '@podline/domain';

/** Whoever joined since is told as new. */
const GROWING_MS = 600_000;

type StuckRow = PodRow & { readonly stuck: RowStuck };

/** Those with the most pods first, then the oldest. */
export function causesOf(
  rows: readonly PodRow[],
  now: Millis,
  limit: number = NOW_LIMITS.causes,
): {
  readonly causes: readonly Cause[];
  /** Causes beyond those. */
  readonly more: number;
} {
  const stuck = rows.filter((row): row is StuckRow => row.stuck !== null);
  const groups = [...Map.groupBy(stuck, keyOf)].map(([key, members]) => causeOf(key, members, now));
  groups.sort((a, b) => b.pods - a.pods || a.since - b.since || (a.key < b.key ? -1 : 1));
  return {
    causes: groups.slice(0, limit),
    more: Math.max(0, groups.length - limit),
  };
}

/** What is outside of the pods is one, however many templates wait for it. */
function keyOf({ namespace, name, workload, stuck, cause }: StuckRow): string {
  if (cause !== null && cause.subject !== null) return `${cause.code} ${cause.subject}`;
  const template = `${namespace} ${templateOf({ name, workload })}`;
  return `${template} ${stuck.container} ${cause?.code ?? stuck.reason}`;
}

/** A pod that nobody controls has a template of its own. */
const templateOf = ({ name, workload }: Pick<PodRow, 'name' | 'workload'>): string =>
  workload === null ? `pod/${name}` : `${workload.kind}/${workload.name}/${workload.revision}`;

function causeOf(key: string, unsorted: readonly StuckRow[], now: Millis): Cause {
  const members = unsorted.toSorted(
    (a, b) => a.stuck.since - b.stuck.since || (a.name < b.name ? -1 : 1),
  );
  const [first] = members;
  if (first === undefined) throw new Error('A cause has pods.');
  const { stuck, namespace, workload, pips, cause } = first;
  const starters = pips.filter(({ role }) => role === 'init' || role === 'native-sidecar');
  const index = starters.findIndex(({ name }) => name === stuck.container);
  return {
    key,
    namespace,
    workload,
    namespaces: new Set(members.map((row) => row.namespace)).size,
    workloads: new Set(members.map((row) => `${row.namespace} ${ownerOf(row)}`)).size,
    finding: cause,
    container: stuck.container,
    role: pips.find(({ name }) => name === stuck.container)?.role ?? null,
    place: index < 0 ? null : { position: index + 1, of: starters.length },
    reason: stuck.reason,
    says: stuck.says,
    pods: members.length,
    joined: members.filter((row) => row.stuck.since > now - GROWING_MS).length,
    since: stuck.since,
    changedAt: millis(members.reduce((at, row) => Math.max(at, row.stuck.changedAt), 0)),
    usualMs: null,
    query: queryFor(first),
    members: members
      .slice(0, NOW_LIMITS.members)
      .map(({ uid, namespace, name, stuck: { since }, status, ready, node }) => ({
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
function queryFor({ namespace, name, workload, stuck, cause, labels }: StuckRow): string {
  const isStuck: Term = { kind: 'is', traits: ['stuck'], isNegated: false };
  if (cause !== null && cause.subject !== null)
    return printQuery({ terms: [isStuck, is('cause', cause.code), is('subject', cause.subject)] });
  const terms: Term[] = [
    isStuck,
    is('ns', namespace),
    workload === null ? is('name', name) : is('workload', `${workload.kind}/${workload.name}`),
    ...revisionTerms(workload?.revision ?? null, labels),
    stuck.container === null
      ? { ...is('blocker', '*'), isNegated: true }
      : is('blocker', stuck.container),
    cause === null ? is('reason', stuck.reason) : is('cause', cause.code),
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

/** The same for all its revisions. */
const ownerOf = ({ name, workload }: StuckRow): string =>
  workload === null ? `pod/${name}` : `${workload.kind}/${workload.name}`;

const exactly = (text: string) => ({ text, isWithin: false });

const is = (field: TextField, text: string): Term => ({
  kind: 'match',
  field,
  patterns: [exactly(text)],
  isNegated: false,
});
