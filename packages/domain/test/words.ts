/** Transitions in words, for tables of expectations. */
import { type Lane, type Transition, waitOf } from '../src/index.ts';
import { at } from './build.ts';

/** Facts of containers: `web#1 started 5 live`, times in seconds after the pod's creation. */
export function words(transitions: readonly Transition[]): readonly string[] {
  return transitions.flatMap(({ at: time, container, change }) => {
    if (container === null) return [];
    const when = time === null ? '?' : `${(time - at(0)) / 1000}`;
    switch (change.kind) {
      case 'started':
        return [`${container}#${change.attempt} started ${when} ${change.seen}`];
      case 'ended':
        return [
          `${container}#${change.attempt} ended ${when} ${change.seen} ${change.ending.exitCode}`,
        ];
      case 'waiting':
        return [`${container} waits ${change.reason}`];
      case 'unobserved':
        return [
          `${container} ${change.attempts} unseen ${seconds(change.from)}–${seconds(change.to)}`,
        ];
      case 'ready':
        return [`${container} ${change.ready ? 'ready' : 'not ready'}`];
      case 'startup':
        return [`${container} ${change.started ? 'started up' : 'not started up'}`];
      default:
        return [];
    }
  });
}
/** Seconds after the pod's creation, `?` where no time is known. */
export const seconds = (time: number | null): string =>
  time === null ? '?' : `${(time - at(0)) / 1000}`;

/** Segments of a lane, e.g. `waiting 0–2 PodInitializing`, `failed#0 2–5`, `back-off 5– not before 15`, `unobserved×3 5–9`. */
export function segmentWords(lane: Lane | undefined): readonly string[] {
  return (lane?.segments ?? []).map((segment) => {
    const interval = `${seconds(segment.from)}–${segment.to === null ? '' : seconds(segment.to)}`;
    switch (segment.kind) {
      case 'waiting':
        return `waiting ${interval}${segment.reason === null ? '' : ` ${segment.reason}`}`;
      case 'back-off':
        return `back-off ${interval}${segment.notBefore === null ? '' : ` not before ${seconds(segment.notBefore)}`}`;
      case 'unobserved':
        return `unobserved×${segment.attempts} ${interval}`;
      default:
        return `${segment.kind}#${segment.attempt} ${interval}`;
    }
  });
}

/** What a lane waits for, e.g. `scheduling 0–2`, `container a 2–5`. */
export function waitWords(lane: Lane | undefined): readonly string[] {
  return (lane?.segments ?? []).flatMap((segment) => {
    if (segment.kind !== 'waiting') return [];
    const { kind, container } = waitOf(segment);
    const what = container === null ? kind : `${kind} ${container}`;
    return [`${what} ${seconds(segment.from)}–${segment.to === null ? '' : seconds(segment.to)}`];
  });
}
