/** What a segment says in words: for tooltips, the facts card and screen readers. */
import {
  durationMs,
  type Ending,
  humanDuration,
  type Lane,
  type Millis,
  type Segment,
} from '@podline/domain';

/** `2.0 s`-like lengths are not known: the kubelet's times are whole seconds, so nothing finer is claimed. */
export function lengthOf(segment: Segment, now: Millis): string {
  const length = (segment.to ?? now) - segment.from;
  return length < 1000 ? 'less than 1 s' : humanDuration(durationMs(length));
}

/** The headline of a segment, e.g. `attempt 3 failed: exit 1 Error`. */
export function titleOf(segment: Segment): string {
  switch (segment.kind) {
    case 'waiting':
      return waitTitle(segment.reason);
    case 'running':
      return `${attempt(segment.attempt)} runs`;
    case 'completed':
      return `${attempt(segment.attempt)} ended well: ${endingWords(segment.ending)}`;
    case 'failed':
      return `${attempt(segment.attempt)} failed: ${endingWords(segment.ending)}`;
    case 'back-off':
      return 'back-off: waits to be started again';
    case 'unobserved':
      return segment.attempts === 0
        ? 'not observed'
        : `${segment.attempts} ${segment.attempts === 1 ? 'attempt' : 'attempts'} not observed`;
  }
}

/** Attempts count from 1 for people; restartCount counts from 0. */
const attempt = (number: number): string => `attempt ${number + 1}`;

function waitTitle(reason: string | null): string {
  if (reason === null) return 'waits; the kubelet has said nothing yet';
  if (reason === 'PodInitializing') return 'waits for what comes before it (PodInitializing)';
  if (reason === 'ContainerCreating') return 'is being created (ContainerCreating)';
  return `waits: ${reason}`;
}

const SIGNALS: Readonly<Record<number, string>> = {
  129: 'SIGHUP',
  130: 'SIGINT',
  131: 'SIGQUIT',
  134: 'SIGABRT',
  137: 'SIGKILL',
  139: 'SIGSEGV',
  141: 'SIGPIPE',
  143: 'SIGTERM',
};

/** `exit 137 (SIGKILL) OOMKilled`. */
export function endingWords({ exitCode, signal, reason }: Ending): string {
  const name = SIGNALS[exitCode];
  const by =
    signal !== null && signal !== 0
      ? ` (signal ${signal})`
      : name === undefined
        ? ''
        : ` (${name})`;
  return `exit ${exitCode}${by}${reason === null ? '' : ` ${reason}`}`;
}

/** The whole lane in a sentence, for those who do not see the bar. */
export function laneSentence(lane: Lane, now: Millis): string {
  const last = lane.segments.at(-1);
  const failed = lane.attempts.filter((a) => a.ending !== null && a.ending.exitCode !== 0).length;
  const attempts = lane.attempts.length;
  const present =
    last === undefined ? 'nothing is known of it' : `${titleOf(last)}, for ${lengthOf(last, now)}`;
  const history =
    attempts === 0
      ? 'never started'
      : `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}, ${failed} failed`;
  return `${roleWords(lane)} ${lane.name}: ${history}; ${last?.to === null ? 'now ' : 'last '}${present}.`;
}

export function roleWords(lane: Pick<Lane, 'role' | 'position'>): string {
  switch (lane.role) {
    case 'init':
      return `init ${lane.position}`;
    case 'native-sidecar':
      return `native sidecar ${lane.position}`;
    case 'app':
      return 'app';
    case 'classic-sidecar':
      return 'classic sidecar';
    case 'ephemeral':
      return 'ephemeral container';
  }
}

/** What stands beside a lane's name: the one thing to know of it. */
export function laneNote(lane: Lane): { readonly text: string; readonly isBad: boolean } {
  const last = lane.segments.at(-1);
  const restarts = Math.max(0, ...lane.attempts.map((a) => a.number));
  const again = restarts === 0 ? '' : `${restarts} ${restarts === 1 ? 'restart' : 'restarts'}`;
  const isBad = last?.to === null && (last.kind === 'back-off' || isBadWait(last));
  if (isBad && last?.kind === 'waiting') return { text: last.reason ?? '', isBad };
  if (again !== '') return { text: again, isBad };
  if (last?.kind === 'waiting') return { text: 'waits', isBad };
  return { text: lane.role === 'classic-sidecar' ? 'classic sidecar' : '', isBad };
}

/** A wait that is not part of every start. */
export const isBadWait = (segment: Segment): boolean =>
  segment.kind === 'waiting' && segment.reason !== null && !CALM_WAITS.has(segment.reason);

const CALM_WAITS = new Set(['PodInitializing', 'ContainerCreating']);

/** What is written on the bar where there is room. */
export function barText(segment: Segment, now: Millis): string {
  switch (segment.kind) {
    case 'completed':
      return '✓';
    case 'failed':
      return String(segment.ending.exitCode);
    case 'unobserved':
      return segment.attempts === 0 ? 'not observed' : titleOf(segment);
    case 'back-off':
      return segment.to === null && segment.notBefore !== null && segment.notBefore > now
        ? `next in ${humanDuration(durationMs(segment.notBefore - now))}`
        : '';
    case 'waiting':
      return isBadWait(segment) ? (segment.reason ?? '') : '';
    case 'running':
      return '';
  }
}
