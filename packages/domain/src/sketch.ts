/**
 * A timeline as text, for tests, logs and the terminal: every transition on a line of its own, then the drawn lanes.
 * Two attempts that fall into one column share it; the lines above the drawing tell them apart.
 */

import { type Interval, type Segment, waitOf } from './segment.ts';
import { durationMs, humanDuration, type Millis } from './time.ts';
import type { Lane, Timeline } from './timeline.ts';
import { type Change, type Seen, type Transition, timeOf } from './transition.ts';
import type { WaitsFor } from './waits-for.ts';

const LEGEND = '. waiting  = running  ~ back-off  o exit 0  x other exit  ? not observed';
const MAX_COLUMNS = 100;

/** The lanes of one pod. `now` closes what is open. A line a lane, then the scale; just the scale when there is no lane. */
export function sketchLanes(timeline: Timeline, now: Millis): string {
  const from = timeline.from ?? now;
  const to = Math.max(timeline.until ?? now, from + 1000);
  const columnMs = niceColumn((to - from) / MAX_COLUMNS);
  const width = Math.max(...timeline.lanes.map((lane) => lane.name.length), 0);
  const lines = timeline.lanes.map((lane) => {
    const columns = Math.ceil((to - from) / columnMs);
    return `  ${lane.name.padEnd(width)} |${drawLane(lane, from, to, columnMs, columns)}`.trimEnd();
  });
  return [...lines, `  one column = ${humanDuration(durationMs(columnMs))}   ${LEGEND}`].join('\n');
}

/** The smallest pleasant number of whole seconds a column can stand for. */
function niceColumn(least: number): number {
  const nice = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].map((s) => s * 1000);
  return nice.find((ms) => ms >= least) ?? Math.ceil(least / 3_600_000) * 3_600_000;
}

function drawLane(lane: Lane, from: number, to: number, columnMs: number, columns: number): string {
  const cells = new Array<string>(columns).fill(' ');
  const paint = (start: number, end: number, glyph: string): void => {
    const last = Math.max(start + 1, end);
    for (let i = Math.max(0, start); i < Math.min(columns, last); i++) cells[i] = glyph;
  };
  for (const segment of lane.segments) {
    const start = Math.floor((segment.from - from) / columnMs);
    const end = Math.ceil(((segment.to ?? to) - from) / columnMs);
    paint(start, end, glyphOf(segment));
  }
  // Ends last: a run shorter than a column must not vanish under its neighbour.
  for (const segment of lane.segments) {
    if (segment.kind !== 'completed' && segment.kind !== 'failed') continue;
    const start = Math.floor((segment.from - from) / columnMs);
    const end = Math.max(Math.ceil(((segment.to ?? to) - from) / columnMs) - 1, start);
    paint(end, end + 1, segment.kind === 'completed' ? 'o' : 'x');
  }
  return cells.join('').trimEnd();
}

function glyphOf(segment: Segment): string {
  switch (segment.kind) {
    case 'waiting':
      return '.';
    case 'running':
    case 'completed':
    case 'failed':
      return '=';
    case 'back-off':
      return '~';
    case 'unobserved':
      return '?';
  }
}

/** What each container waited for, a line a container: `web  sandbox and volumes 1.0 s, init-a 4.0 s`. Empty when none waited. */
export function sketchWaits(timeline: Timeline, now: Millis): string {
  const width = Math.max(...timeline.lanes.map((lane) => lane.name.length), 0);
  const lines = timeline.lanes.flatMap((lane) => {
    const waits = waitsOf(lane).map(({ what, from, to }) => {
      const length = (((to ?? now) - from) / 1000).toFixed(1);
      return `${what} ${length} s${to === null ? ' so far' : ''}`;
    });
    return waits.length === 0 ? [] : [`  ${lane.name.padEnd(width)}  ${waits.join(', ')}`];
  });
  return lines.join('\n');
}

interface Wait extends Interval {
  readonly what: string;
}

/** The kubelet may change its words in the middle of one wait. */
function waitsOf(lane: Lane): readonly Wait[] {
  const waits: Wait[] = [];
  for (const segment of lane.segments) {
    if (segment.kind !== 'waiting') continue;
    const { from, to } = segment;
    const what = waitWords(waitOf(segment));
    const last = waits.at(-1);
    const goesOn = last?.what === what && last.to === from;
    if (goesOn) waits[waits.length - 1] = { ...last, to };
    else waits.push({ what, from, to });
  }
  return waits;
}

function waitWords({ kind, container }: WaitsFor): string {
  switch (kind) {
    case 'scheduling-gate':
      return 'a scheduling gate';
    case 'scheduling':
      return 'a node';
    case 'sandbox':
      return 'sandbox and volumes';
    case 'container':
      return `${container}`;
    case 'inits-again':
      return container === null ? 'all inits again' : `${container} again`;
    case 'image':
      return 'its image';
    case 'configuration':
      return 'its configuration';
    case 'runtime':
      return 'the runtime';
    case 'post-start':
      return 'its postStart hook';
    case 'creation':
      return 'its creation';
  }
}

/** One transition on a line: `+02.3 s  flaky#1  ended exit 1 Error  (seen +0.4 s)`. `zero` is the pod's creation. */
export function sketchTransition(transition: Transition, zero: Millis): string {
  const at = timeOf(transition);
  const late =
    transition.at === null ? '' : `  (seen ${seconds(transition.observedAt - transition.at)})`;
  return `${seconds(at - zero).padStart(9)}  ${words(transition)}${late}`;
}

const seconds = (ms: number): string =>
  `${ms < 0 ? '-' : '+'}${(Math.abs(ms) / 1000).toFixed(1)} s`;

const words = ({ container, change }: Transition): string =>
  container === null ? `pod  ${podWords(change)}` : `${container}${containerWords(change)}`;

const optional = (word: string | null): string => (word === null ? '' : ` ${word}`);

function containerWords(change: Change): string {
  switch (change.kind) {
    case 'waiting':
      return `  waiting${optional(change.reason)}`;
    case 'started':
      return `#${change.attempt}  started${afterwards(change.seen)}`;
    case 'ended': {
      const { exitCode, signal, reason } = change.ending;
      const bySignal = signal === null ? '' : ` signal ${signal}`;
      return `#${change.attempt}  ended exit ${exitCode}${bySignal}${optional(reason)}${afterwards(change.seen)}`;
    }
    case 'unobserved':
      return change.attempts === 0
        ? '  end not observed'
        : `  ${change.attempts} attempts not observed`;
    case 'ready':
      return `  ${change.ready ? 'ready' : 'not ready'}`;
    case 'startup':
      return `  ${change.started ? 'started up' : 'not started up'}`;
    default:
      return '';
  }
}

const afterwards = (seen: Seen): string => (seen === 'live' ? '' : ' (known afterwards)');

function podWords(change: Change): string {
  switch (change.kind) {
    case 'appeared':
      return `created${change.owner === null ? '' : ` by ${change.owner.kind} ${change.owner.name}`}`;
    case 'containers':
      return `containers ${change.lanes.map((l) => `${l.name} (${l.role})`).join(', ')}`;
    case 'scheduled':
      return `scheduled to ${change.node}`;
    case 'phase':
      return `phase ${change.phase}${optional(change.reason)}`;
    case 'condition':
      return `condition ${change.type} ${change.status}${optional(change.reason)}`;
    case 'deletion-requested':
      return 'deletion requested';
    case 'pod-ip':
      return `address ${change.podIp ?? 'none'}`;
    case 'sandbox-changed':
      return 'sandbox changed';
    case 'inits-again':
      return `inits run again from ${change.container}${change.because === null ? '' : ` (${change.because})`}`;
    case 'kubelet-restarted':
      return 'kubelet restarted';
    case 'gone':
      return `gone${change.how === 'inferred' ? ' (not observed)' : ''}`;
    default:
      return '';
  }
}
