/** How long what a stuck pod waits for usually takes, in starts of its template. */
import type { PodRow } from '@podline/contract';
import type { StartFact, UsualStage } from '@podline/domain';
import type { KnownUsual } from './usual.ts';

export interface UsualWait {
  /** Of 100 starts 95 took no longer. */
  readonly p95Ms: number;
  readonly starts: number;
}

/** Fewer say nothing: the count is told, but a number stands out before it. */
const ENOUGH_TO_SAY = 3;

/** Reasons with which an app holds up its pod's start; an app that crashes may have been up for days. */
const STARTS: ReadonlySet<string> = new Set(['NotReady', 'NotStarted']);

/** What the pod waits for where no container is to blame. */
const STAGES: Readonly<Record<string, StartFact['stage']>> = {
  Unschedulable: 'scheduling',
  NoSandbox: 'sandbox',
  NotStarted: 'apps',
  NotReady: 'readiness',
};

/** Null where it is not known, or where no start can be compared with it. */
export function usualWait(
  { stuck, pips }: Pick<PodRow, 'stuck' | 'pips'>,
  { stages, byContainer }: KnownUsual,
): UsualWait | null {
  if (stuck === null) return null;
  const found =
    stuck.container === null
      ? ofPod(stages, STAGES[stuck.reason])
      : ofContainer(stuck.container, stuck.reason, pips, byContainer);
  return found === null || found.starts < ENOUGH_TO_SAY
    ? null
    : { p95Ms: found.p95Ms, starts: found.starts };
}

const ofPod = (
  stages: readonly UsualStage[],
  stage: StartFact['stage'] | undefined,
): UsualStage | null => stages.find((it) => it.container === null && it.stage === stage) ?? null;

function ofContainer(
  container: string,
  reason: string,
  pips: PodRow['pips'],
  usual: KnownUsual['byContainer'],
): UsualWait | null {
  const role = pips.find(({ name }) => name === container)?.role;
  const isOfStart = role === 'init' || role === 'native-sidecar' || STARTS.has(reason);
  return isOfStart && Object.hasOwn(usual, container) ? (usual[container] ?? null) : null;
}
