/**
 * The stages of a start as intervals that add up: created → scheduled → sandbox → (pull →) each init and native sidecar → apps → ready.
 * The stages of `startupOf` are the critical path: each begins where the one before it ends. What went on beside it and delayed
 * nothing, `besideStartup` tells.
 */
import { endedWell } from './container-state.ts';
import { type ImagePull, imagePulls, type KubeletEvent } from './image-pull.ts';
import { type DurationMs, durationMs, earlier, later, type Millis } from './time.ts';
import type { Lane, Timeline } from './timeline.ts';

export interface StartupStage {
  readonly stage:
    | 'scheduling'
    | 'sandbox'
    | 'pull'
    | 'init'
    | 'native-sidecar'
    | 'apps'
    | 'readiness';
  /**
   * Whom the stage waited for: the container of a pull, an init or a native sidecar; the app that started last; the container that
   * became ready last. Null for the pod as a whole (its scheduling, its sandbox, its readiness gates).
   */
  readonly container: string | null;
  readonly from: Millis;
  /** Null: the pod is in this stage. */
  readonly to: Millis | null;
  /** Of a pull that is over and whose event told it. */
  readonly pull?: { readonly queueMs: DurationMs | null; readonly transferMs: DurationMs };
}

/**
 * Stages follow each other without a hole; the last one is open while the start goes on. Empty when nothing is known.
 * Pulls are stages only where `events`, in order of time, tell of them.
 */
export function startupOf(
  timeline: Timeline,
  events: readonly KubeletEvent[] = [],
): readonly StartupStage[] {
  if (timeline.from === null) return [];
  const stages: StartupStage[] = [];
  let from = timeline.from;
  for (const { end, ...stage } of milestones(timeline, imagePulls(events))) {
    const over = end ?? timeline.until;
    const to = over === null ? null : later(over, from);
    // A pull that was over before its turn came, or within the second, delayed nothing.
    if (stage.stage === 'pull' && to !== null && to <= from) continue;
    stages.push({ ...stage, from, to });
    if (to === null || end === null) break;
    from = to;
  }
  return stages;
}

/** From start to readiness of each container that did not decide when the pod was ready. */
export function besideStartup(timeline: Timeline): readonly StartupStage[] {
  const last = lastReady(serving(timeline));
  return serving(timeline).flatMap((lane): readonly StartupStage[] => {
    const from = startOf(lane);
    const to = lane.ready[0]?.from ?? null;
    if (from === null || to === null || lane.name === last) return [];
    return [{ stage: 'readiness', container: lane.name, from, to: later(to, from) }];
  });
}

type Milestone = Omit<StartupStage, 'from' | 'to'> & {
  /** Null: not reached, neither by its own sign nor by that of a later stage. */
  readonly end: Millis | null;
};

function milestones(timeline: Timeline, pulls: readonly ImagePull[]): readonly Milestone[] {
  const mark = (title: string): Millis | null =>
    timeline.marks.find((m) => m.title === title)?.at ?? null;
  const inits = timeline.lanes.filter((lane) => lane.kind === 'init');
  const apps = timeline.lanes.filter((lane) => lane.kind === 'app');
  const firstStart = timeline.lanes.map(startOf).reduce(earliest, null);
  const firstApp = apps.map(startOf).reduce(earliest, null);
  return [
    { stage: 'scheduling', container: null, end: mark('Scheduled') ?? firstStart },
    { stage: 'sandbox', container: null, end: mark('Sandbox ready') ?? firstStart },
    ...inits.flatMap((lane, index): readonly Milestone[] => {
      // What comes after a container starts only when it is done: that proves an end which was never shown.
      const next = inits
        .slice(index + 1)
        .map(startOf)
        .reduce(earliest, firstApp);
      const milestone: Milestone =
        lane.role === 'native-sidecar'
          ? { stage: 'native-sidecar', container: lane.name, end: lane.startedUpAt ?? next }
          : { stage: 'init', container: lane.name, end: completedAt(lane) ?? next };
      return [...pullsOf(lane, pulls), milestone];
    }),
    ...apps.flatMap((lane) => pullsOf(lane, pulls)),
    { stage: 'apps', ...lastOf(apps, startOf) },
    { stage: 'readiness', ...readinessOf(serving(timeline), mark('Ready')) },
  ];
}

/** The pulls that this container's first start waited for. */
const pullsOf = (lane: Lane, pulls: readonly ImagePull[]): readonly Milestone[] =>
  pulls.flatMap(({ container, to, transferMs, totalMs }): readonly Milestone[] => {
    const start = startOf(lane);
    const isForFirst = start === null || (to !== null && to <= start);
    if (container !== lane.name || !isForFirst) return [];
    const queueMs =
      totalMs === null || transferMs === null ? null : durationMs(totalMs - transferMs);
    const told = transferMs === null ? {} : { pull: { queueMs, transferMs } };
    return [{ stage: 'pull', container, end: to, ...told }];
  });

/** Whose sign came last, and when; while one has none, the first of those, and null. */
function lastOf(
  lanes: readonly Lane[],
  sign: (lane: Lane) => Millis | null,
): Pick<Milestone, 'container' | 'end'> {
  const missing = lanes.find((lane) => sign(lane) === null);
  if (missing !== undefined) return { container: missing.name, end: null };
  const end = lanes.map(sign).reduce(latest, null);
  return { container: lanes.find((lane) => sign(lane) === end)?.name ?? null, end };
}

/** The containers whose readiness is the pod's. */
const serving = (timeline: Timeline): readonly Lane[] =>
  timeline.lanes.filter((lane) => lane.role !== 'init' && lane.role !== 'ephemeral');

/**
 * While the pod is not ready, a container that is not is to blame; where all are, a readiness gate is. Afterwards it was the last
 * container, unless the pod became ready well after it: the kubelet tells both in one write, dated in whole seconds.
 */
function readinessOf(
  lanes: readonly Lane[],
  end: Millis | null,
): Pick<Milestone, 'container' | 'end'> {
  const last = lastOf(lanes, (lane) => lane.ready[0]?.from ?? null);
  const missing = lanes.find((lane) => lane.ready.at(-1)?.to !== null);
  if (end === null) return { container: missing?.name ?? null, end };
  const byGate = last.end !== null && end - last.end > 1000;
  return { container: byGate ? null : last.container, end };
}

const lastReady = (lanes: readonly Lane[]): string | null =>
  lastOf(lanes, (lane) => lane.ready[0]?.from ?? null).container;

const startOf = (lane: Lane): Millis | null => lane.attempts[0]?.startedAt ?? null;

const completedAt = (lane: Lane): Millis | null =>
  lane.attempts.find((a) => a.ending !== null && endedWell(a.ending))?.finishedAt ?? null;

const earliest = (a: Millis | null, b: Millis | null): Millis | null =>
  a === null || b === null ? (a ?? b) : earlier(a, b);

const latest = (a: Millis | null, b: Millis | null): Millis | null =>
  a === null || b === null ? (a ?? b) : later(a, b);
