/** Is this pod stuck, since when, and which container holds up the rest. */
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

/** Reasons with which a container waits for somebody to mend something; the kubelet's own list (KUBERNETES: waiting reasons). */
const BROKEN = new Set([
  'CrashLoopBackOff',
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
  'CreateContainerConfigError',
  'CreateContainerError',
  'PreCreateHookError',
  'PreStartHookError',
  'PostStartHookError',
  'RunContainerError',
]);

/** Null while the pod is fine, merely starting, finished or on its way out. */
export function stuckOf(pod: PodSnapshot, timeline: Timeline, now: Millis): Stuck | null {
  const isOver = pod.phase === 'Succeeded' || pod.deletion !== null || timeline.until !== null;
  if (isOver) return null;
  const isReady = pod.conditions.some((c) => c.type === 'Ready' && c.status === 'True');
  const broken = timeline.lanes.map(brokenSince).find((found) => found !== null);
  if (broken !== undefined) return broken;
  if (isReady || pod.phase === 'Failed') return null;
  const stage = startupOf(timeline).at(-1);
  if (stage === undefined || stage.to !== null) return null;
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

/** The container that waits with an error, or whose last run failed and that has not run well since. */
function brokenSince(lane: Lane): Stuck | null {
  const now = lane.segments.at(-1);
  if (now === undefined || now.to !== null) return null;
  if (now.kind === 'waiting' && now.reason !== null && BROKEN.has(now.reason)) {
    return {
      since: now.from,
      container: lane.name,
      because: `${lane.name} waits with ${now.reason}.`,
    };
  }
  if (now.kind !== 'back-off') return null;
  const failures = trailingFailures(lane);
  const first = failures[0];
  if (first === undefined) return null;
  const count = failures.length === 1 ? 'failed once' : `failed ${failures.length} times in a row`;
  return {
    since: first.finishedAt ?? now.from,
    container: lane.name,
    because: `${lane.name} ${count}, last with exit code ${failures.at(-1)?.ending?.exitCode}.`,
  };
}

function trailingFailures(lane: Lane): Lane['attempts'] {
  const lastGood = lane.attempts.findLastIndex((a) => a.ending === null || a.ending.exitCode === 0);
  return lane.attempts.slice(lastGood + 1);
}
