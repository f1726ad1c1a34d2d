/** Which stretch of a pod's life is shown: all of it, the newest so many minutes, or from here to there. */
import { type Millis, millis } from '@podline/domain';
import type { TimeWindow } from './time-scale.ts';

/** `all` grows with the pod, `last` follows the present, `fixed` stands still. */
export type WindowChoice =
  | { readonly kind: 'all' }
  | { readonly kind: 'last'; readonly lengthMs: number }
  | ({ readonly kind: 'fixed' } & TimeWindow);

export const ALL: WindowChoice = { kind: 'all' };

/** A pod's life as far as a window needs it. */
export interface Life {
  readonly from: Millis;
  /** When it first was ready; null: never yet. */
  readonly readyAt: Millis | null;
  /** The present, or when the pod was gone. */
  readonly end: Millis;
  readonly isOver: boolean;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** The kubelet's times are whole seconds: nearer than this nothing more is to be seen. */
export const SHORTEST_MS = 5 * SECOND;

export interface Preset {
  readonly words: string;
  readonly choice: WindowChoice;
}

const NEWEST: readonly (readonly [string, number])[] = [
  ['1 h', 60 * MINUTE],
  ['15 min', 15 * MINUTE],
  ['5 min', 5 * MINUTE],
];

/** What is offered: all, how it came up, and the newest minutes; only what would show less than all of this life. */
export function presetsOf(life: Life): readonly Preset[] {
  const lengthMs = life.end - life.from;
  const startUp = startUpOf(life);
  return [
    { words: 'All', choice: ALL },
    ...(startUp === null ? [] : [{ words: 'Start-up', choice: startUp }]),
    ...NEWEST.flatMap(([words, ms]): readonly Preset[] =>
      ms < lengthMs ? [{ words: `Last ${words}`, choice: { kind: 'last', lengthMs: ms } }] : [],
    ),
  ];
}

export const isSameChoice = (a: WindowChoice, b: WindowChoice): boolean => {
  if (a.kind === 'last') return b.kind === 'last' && a.lengthMs === b.lengthMs;
  if (a.kind === 'fixed') return b.kind === 'fixed' && a.from === b.from && a.to === b.to;
  return b.kind === 'all';
};

/** Where a choice begins and ends. While the pod lives there is room after the present, so that the line of now is in sight. */
export function windowOf(choice: WindowChoice, life: Life): TimeWindow {
  switch (choice.kind) {
    case 'all':
      return life.isOver ? closed(life.from, life.end) : growing(life.from, life.end);
    case 'last':
      return {
        from: millis(life.end - choice.lengthMs),
        to: millis(life.end + choice.lengthMs * 0.03),
      };
    case 'fixed':
      return { from: choice.from, to: choice.to };
  }
}

/** A little of what came after the pod was ready belongs to the picture. Null where all is no more than that. */
function startUpOf({ from, readyAt, end }: Life): WindowChoice | null {
  if (readyAt === null) return null;
  const to = millis(readyAt + Math.max((readyAt - from) * 0.15, 2 * SECOND));
  return to < end ? { kind: 'fixed', ...closed(from, to) } : null;
}

/** Before the first fact there is a breath of room, so that its mark is not cut. */
const LEAD = 0.006;
const SHORTEST_LIFE_MS = 15 * SECOND;
/** From one width of a growing window to the next. */
const GROWTH = 1.125;

function closed(from: Millis, end: Millis): TimeWindow {
  const lengthMs = Math.max(end - from, SECOND);
  return { from: millis(from - lengthMs * LEAD), to: millis(end + lengthMs * 0.02 + 100) };
}

/** It widens in steps, not every second: the scale stands still for a while, and only the ends of the bars move. */
function growing(from: Millis, now: Millis): TimeWindow {
  const wantedMs = Math.max((now - from) * 1.03, SHORTEST_LIFE_MS);
  const steps = Math.ceil(Math.log(wantedMs / SHORTEST_LIFE_MS) / Math.log(GROWTH));
  const lengthMs = SHORTEST_LIFE_MS * GROWTH ** steps;
  return { from: millis(from - lengthMs * LEAD), to: millis(from + lengthMs) };
}

/** A window `factor` times as long; what is at `fraction` of its width stays where it is. */
export function zoomed(
  window: TimeWindow,
  factor: number,
  fraction: number,
  life: Life,
): TimeWindow {
  const lengthMs = window.to - window.from;
  const wantedMs = Math.min(Math.max(lengthMs * factor, SHORTEST_MS), longestMs(life));
  const from = window.from + (lengthMs - wantedMs) * fraction;
  return within({ from: millis(from), to: millis(from + wantedMs) }, life);
}

/** The window moved by a share of its length; to the right where it is positive. */
export function panned(window: TimeWindow, share: number, life: Life): TimeWindow {
  const byMs = (window.to - window.from) * share;
  return within({ from: millis(window.from + byMs), to: millis(window.to + byMs) }, life);
}

/** This stretch with room around it. */
export function around(from: Millis, to: Millis, life: Life): TimeWindow {
  const lengthMs = Math.max((to - from) * 1.3, SHORTEST_MS);
  const middle = (from + to) / 2;
  return within({ from: millis(middle - lengthMs / 2), to: millis(middle + lengthMs / 2) }, life);
}

const longestMs = (life: Life): number => Math.max((life.end - life.from) * 1.5, SHORTEST_LIFE_MS);

/** Moved, never stretched, so that at least half of the window lies within the pod's life. */
function within(window: TimeWindow, life: Life): TimeWindow {
  const half = (window.to - window.from) / 2;
  const middle = (window.from + window.to) / 2;
  const byMs = Math.min(Math.max(middle, life.from), life.end) - middle;
  if (byMs === 0) return window;
  const from = millis(window.from + byMs);
  return { from, to: millis(from + 2 * half) };
}
