/** Is this pod stuck, since when, and which container holds up the rest. */
import { brokenSince } from './broken.ts';
import type { PodSnapshot } from './pod-snapshot.ts';
import { startupOf } from './startup.ts';
import { between, durationMs, humanDuration, type Millis } from './time.ts';
import type { Lane, Timeline } from './timeline.ts';

export interface Stuck {
  readonly since: Millis;
  /** The container to blame; null when the pod as a whole waits (scheduling, sandbox). */
  readonly container: string | null;
  readonly because: string;
}

/** How long a stage may last before the pod counts as stuck rather than starting. */
const PATIENCE = {
  scheduling: durationMs(30_000),
  sandbox: durationMs(60_000),
  init: durationMs(60_000),
  'native-sidecar': durationMs(60_000),
  apps: durationMs(60_000),
  readiness: durationMs(120_000),
} as const;

/** Null while the pod is fine, merely starting, finished or on its way out. */
export function stuckOf(pod: PodSnapshot, timeline: Timeline, now: Millis): Stuck | null {
  const isFinished = pod.phase === 'Succeeded' || pod.phase === 'Failed';
  if (isFinished || pod.deletion !== null || timeline.until !== null) return null;
  const broken = timeline.lanes.map((lane) => brokenSince(lane, now)).find((it) => it !== null);
  if (broken !== undefined) return broken;
  const readiness = pod.conditions.find((c) => c.type === 'Ready');
  if (readiness?.status === 'True') return null;
  const stage = startupOf(timeline).at(-1);
  if (stage === undefined) return null;
  if (stage.to !== null) return notReadyAgain(timeline.lanes, readiness?.at ?? null, now);
  const waited = between(stage.from, now);
  if (waited < PATIENCE[stage.stage]) return null;
  return {
    since: stage.from,
    container: stage.container,
    because: waitSentence(stage.stage, stage.container, waited),
  };
}

function waitSentence(
  stage: keyof typeof PATIENCE,
  container: string | null,
  waited: number,
): string {
  const time = humanDuration(durationMs(waited));
  switch (stage) {
    case 'scheduling':
      return `No node has been found for ${time}.`;
    case 'sandbox':
      return `Its sandbox, network and volumes have not been ready for ${time}.`;
    case 'init':
      return `The init container ${container} has not completed for ${time}; everything behind it waits.`;
    case 'native-sidecar':
      return `The native sidecar ${container} has not started up for ${time}; everything behind it waits.`;
    case 'apps':
      return `Its app containers have not started for ${time}.`;
    case 'readiness':
      return `It has run for ${time} without becoming ready.`;
  }
}

/** It was ready once and is not any more. A container that has ended for good explains that: such a pod is finishing. */
function notReadyAgain(lanes: readonly Lane[], since: Millis | null, now: Millis): Stuck | null {
  const isFinishing = lanes.some((lane) => lane.kind === 'app' && !isOpen(lane));
  if (since === null || isFinishing) return null;
  const waited = between(since, now);
  if (waited < PATIENCE.readiness) return null;
  const container = lanes.find(isHoldingUp)?.name ?? null;
  return { since, container, because: `It has not been ready for ${humanDuration(waited)}.` };
}

const isOpen = (lane: Lane): boolean => lane.segments.at(-1)?.to === null;

/** An init container that runs again, or a container that does not pass its readiness probe. */
function isHoldingUp(lane: Lane): boolean {
  if (lane.role === 'ephemeral' || !isOpen(lane)) return false;
  return lane.role === 'init' || lane.ready.at(-1)?.to !== null;
}
