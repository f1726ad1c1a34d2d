/** Is this pod stuck, since when, and which container holds up the rest. */
import { brokenSince } from './broken.ts';
import type { KubeletEvent } from './image-pull.ts';
import type { PodSnapshot } from './pod-snapshot.ts';
import { type Segment, waitOf } from './segment.ts';
import { countedFor } from './start-facts.ts';
import { type StartupStage, startupOf } from './startup.ts';
import { between, type DurationMs, durationMs, humanDuration, type Millis } from './time.ts';
import type { Lane, Timeline } from './timeline.ts';
import { ENOUGH_STARTS, type UsualStage } from './usual.ts';

export interface Stuck {
  readonly since: Millis;
  /** The container to blame; null when the pod as a whole waits (scheduling, sandbox). */
  readonly container: string | null;
  readonly because: string;
  /** The containers that wait for it, in start order: they are not to blame. */
  readonly heldUp: readonly string[];
}

type ByStage = Readonly<Record<StartupStage['stage'], DurationMs>>;

/** How long each stage may last before the pod counts as stuck rather than starting. */
export type Patience = ByStage & {
  /** What is usual for pods of this template; `patienceFor` puts it in place of what holds for any pod. */
  readonly usual?: readonly UsualStage[];
};

export const PATIENCE: ByStage = {
  scheduling: durationMs(30_000),
  sandbox: durationMs(60_000),
  pull: durationMs(120_000),
  init: durationMs(60_000),
  'native-sidecar': durationMs(60_000),
  apps: durationMs(60_000),
  readiness: durationMs(120_000),
};

/** However quick it usually is, a stage may take so long: a busy node makes any start this much slower. */
const SHORTEST = durationMs(20_000);
const LONGEST = durationMs(6 * 3_600_000);

/**
 * How long this stage of this pod may last. Where enough starts of its template are known, three times what 95 of 100 took; never
 * less than the slowest of them and half as long again, unless the general patience is less than that too. What somebody has set
 * (it is not the general patience) is never undercut.
 */
export function patienceFor(
  patience: Patience,
  { stage, container }: Pick<StartupStage, 'stage' | 'container'>,
): DurationMs {
  const general = patience[stage];
  const concerned = countedFor({ stage, container });
  const usual = patience.usual?.find((it) => it.stage === stage && it.container === concerned);
  if (usual === undefined || usual.starts < ENOUGH_STARTS) return general;
  const shortest = general === PATIENCE[stage] ? Math.min(general, SHORTEST) : general;
  const told = Math.max(3 * usual.p95Ms, Math.min(general, 1.5 * usual.slowestMs), shortest);
  return durationMs(Math.min(told, Math.max(general, LONGEST)));
}

/** What may be told besides, where somebody has it. */
export interface StuckHints {
  readonly patience?: Patience;
  /** In order of time; with them a slow image pull is called one. */
  readonly events?: readonly KubeletEvent[];
}

/** Null while the pod is fine, merely starting, finished or on its way out. */
export function stuckOf(
  pod: PodSnapshot,
  timeline: Timeline,
  now: Millis,
  { patience = PATIENCE, events = [] }: StuckHints = {},
): Stuck | null {
  const isFinished = pod.phase === 'Succeeded' || pod.phase === 'Failed';
  if (isFinished || pod.deletion !== null || timeline.until !== null) return null;
  // A debug container that does not come is no trouble of the pod.
  const own = timeline.lanes.filter(({ role }) => role !== 'ephemeral');
  const blame =
    own.map((lane) => brokenSince(lane, now)).find((it) => it !== null) ??
    notUp(pod, timeline, now, { patience, events });
  return blame && { ...blame, heldUp: heldUpBy(blame.container, timeline.lanes) };
}

type Blame = Omit<Stuck, 'heldUp'>;

function notUp(
  pod: PodSnapshot,
  timeline: Timeline,
  now: Millis,
  { patience, events }: Required<StuckHints>,
): Blame | null {
  const readiness = pod.conditions.find((c) => c.type === 'Ready');
  if (readiness?.status === 'True') return null;
  const stage = startupOf(timeline, events).at(-1);
  if (stage === undefined) return null;
  if (stage.to !== null) {
    return notReadyAgain(timeline.lanes, readiness?.at ?? null, now, patience);
  }
  const waited = between(stage.from, now);
  if (waited < patienceFor(patience, stage)) return null;
  const because = waitSentence(stage, timeline.lanes, humanDuration(waited));
  return { since: stage.from, container: stage.container, because };
}

/** Those whose wait names it; all that wait, where the pod as a whole does. */
const heldUpBy = (container: string | null, lanes: readonly Lane[]): readonly string[] =>
  lanes
    .filter((lane) => {
      const wait = openWait(lane);
      return wait !== null && waitOf(wait).container === container && lane.name !== container;
    })
    .map(({ name }) => name);

function openWait(lane: Lane | undefined): (Segment & { readonly kind: 'waiting' }) | null {
  const last = lane?.segments.at(-1);
  return last?.kind === 'waiting' && last.to === null ? last : null;
}

function waitSentence(
  { stage, container }: StartupStage,
  lanes: readonly Lane[],
  time: string,
): string {
  const lane = lanes.find(({ name }) => name === container);
  // A container that never began is not one that does not end.
  const isBegun = lane !== undefined && lane.attempts.length > 0;
  const notBegun = `has not been started for ${time}: its image is being pulled, or it is being created.`;
  switch (stage) {
    case 'scheduling':
      return isGated(lanes)
        ? `A scheduling gate has held it back for ${time}.`
        : `No node has been found for ${time}.`;
    case 'sandbox':
      return `Its sandbox, network and volumes have not been ready for ${time}.`;
    case 'pull':
      return `The image of ${container}, ${lane?.image}, has been being pulled for ${time}.`;
    case 'init':
      return isBegun
        ? `The init container ${container} has not completed for ${time}; everything behind it waits.`
        : `The init container ${container} ${notBegun}`;
    case 'native-sidecar':
      return isBegun
        ? `The native sidecar ${container} has not started up for ${time}; everything behind it waits.`
        : `The native sidecar ${container} ${notBegun}`;
    case 'apps':
      return container === null
        ? `Its app containers have not started for ${time}.`
        : `The container ${container} ${notBegun}`;
    case 'readiness':
      return `It has run for ${time} without becoming ready${whoIsNot(lanes)}.`;
  }
}

/** `: web and log are not`; nothing when all are (a readiness gate is missing). */
function whoIsNot(lanes: readonly Lane[]): string {
  const names = lanes
    .filter((lane) => lane.role !== 'init' && isHoldingUp(lane))
    .map(({ name }) => name);
  const last = names.at(-1);
  if (last === undefined) return '';
  return names.length === 1
    ? `: ${last} is not`
    : `: ${names.slice(0, -1).join(', ')} and ${last} are not`;
}

const isGated = (lanes: readonly Lane[]): boolean =>
  lanes.some((lane) => openWait(lane)?.waitsFor?.kind === 'scheduling-gate');

/** It was ready once and is not any more. A container that has ended for good explains that: such a pod is finishing. */
function notReadyAgain(
  lanes: readonly Lane[],
  since: Millis | null,
  now: Millis,
  patience: Patience,
): Blame | null {
  const isFinishing = lanes.some((lane) => lane.kind === 'app' && !isOpen(lane));
  if (since === null || isFinishing) return null;
  const waited = between(since, now);
  if (waited < patience.readiness) return null;
  const container = lanes.find(isHoldingUp)?.name ?? null;
  return { since, container, because: `It has not been ready for ${humanDuration(waited)}.` };
}

const isOpen = (lane: Lane): boolean => lane.segments.at(-1)?.to === null;

/** An init container that runs again, or a container that does not pass its readiness probe. */
function isHoldingUp(lane: Lane): boolean {
  if (lane.role === 'ephemeral' || !isOpen(lane)) return false;
  return lane.role === 'init' || lane.ready.at(-1)?.to !== null;
}
