/** What is usual for a container of this pod's template, in words. */
import type { PodRow, WorkloadUsual } from '@podline/contract';
import { humanDuration, type Lane, type SlowerSince, type TemplateChange } from '@podline/domain';
import { countWords } from '../ui/count-words.ts';

/** As the address takes them. */
const KIND = /^[A-Za-z][A-Za-z0-9]{0,62}$/;
const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const REVISION = /^[A-Za-z0-9._-]{1,63}$/;

/** Where it is told; null for a pod that nobody controls, which is like no other. */
export function usualAddress({ namespace, workload }: PodRow): string | null {
  if (workload === null) return null;
  const { kind, name, revision } = workload;
  // An owner reference may hold anything; what names nothing is not asked for.
  if (!KIND.test(kind) || !NAME.test(name)) return null;
  const path = ['', 'api', 'workloads', namespace, kind, name, 'usual'].map(encodeURIComponent);
  const search =
    revision === null || !REVISION.test(revision)
      ? ''
      : `?revision=${encodeURIComponent(revision)}`;
  return `${path.join('/')}${search}`;
}

/** Fewer say nothing. */
const ENOUGH_TO_SAY = 3;

type Named = Pick<Lane, 'name' | 'role'>;

/** `completed within 8s (p95 of 40 starts), half of them within 4s`; null where too little is known. */
export function usualWords(
  { name, role }: Named,
  { usual }: Pick<WorkloadUsual, 'usual'>,
): string | null {
  const [stage, done] = WORK[role];
  const known = usual.stages.find((it) => it.container === name && it.stage === stage);
  if (known === undefined || known.starts < ENOUGH_TO_SAY) return null;
  const { p50Ms, p95Ms, starts, attempts } = known;
  const half = p50Ms === p95Ms ? '' : `, half of them within ${humanDuration(p50Ms)}`;
  const runs = attempts.most > 1 ? `, in up to ${attempts.most} attempts` : '';
  return `${done} within ${humanDuration(p95Ms)} (p95 of ${countWords(starts, 'start')})${half}${runs}`;
}

/** What is counted as a container's work, and what it then has done. */
const WORK: Readonly<
  Record<Lane['role'], readonly [stage: 'init' | 'native-sidecar' | 'readiness', done: string]>
> = {
  init: ['init', 'completed'],
  'native-sidecar': ['native-sidecar', 'started up'],
  app: ['readiness', 'ready'],
  'classic-sidecar': ['readiness', 'ready'],
  ephemeral: ['readiness', 'ready'],
};

/** `revision 5b99: half of the starts took 9s, before that 4s; changed: image a → b`; null where it is not slower. */
export function slowerWords(
  { name, role }: Named,
  { slowerSince }: Pick<WorkloadUsual, 'slowerSince'>,
): string | null {
  const [stage] = WORK[role];
  const slower = slowerSince.find((it) => it.container === name && it.stage === stage);
  if (slower === undefined) return null;
  const took = `half of the starts took ${humanDuration(slower.toMs)}, before that ${humanDuration(slower.fromMs)}`;
  return `revision ${slower.revision ?? 'unknown'}: ${took}; ${changedWords(slower)}`;
}

/** Changes that are named; the rest is counted. */
const NAMED = 4;

function changedWords({ changed, container: own }: SlowerSince): string {
  if (changed === null) return 'what changed was not seen';
  if (changed.length === 0) return 'nothing that Podline looks at changed with it';
  // What changed of the container itself says most.
  const ordered = changed.toSorted(
    (a, b) => Number(b.container === own) - Number(a.container === own),
  );
  const said = ordered.slice(0, NAMED).map((change) => changeWords(change, own));
  const more = changed.length - said.length;
  return `changed: ${said.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function changeWords({ container, what, name, from, to }: TemplateChange, own: string): string {
  const whose = container === own ? '' : ` of ${container}`;
  switch (what) {
    case 'container':
      return to === null ? `${container} is gone` : `${container} is new (${to})`;
    case 'command':
      return `the command${whose}`;
    case 'env':
      return `the variable ${name}${whose} ${to === null ? 'is gone' : 'is new'}`;
    default:
      return `${name ?? what}${whose} ${from ?? 'not set'} → ${to ?? 'not set'}`;
  }
}
