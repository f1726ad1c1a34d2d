/**
 * What fingers, mouse and wheel mean on the tracks, as a pure step: `(gesture, input) → gesture and effect`.
 *
 *     none ── down ──▶ press ── moved 4 px ──▶ pan ── up ──▶ none
 *                        │ up: a click            ▲ second finger: pinch
 *                        └ with Shift, or while measuring ──▶ measure
 */
import { type Millis, millis } from '@podline/domain';
import { type TimeWindow, timeAt, timeScale } from './time-scale.ts';
import { type Life, panned, zoomed } from './time-window.ts';

export interface Finger {
  readonly pointer: number;
  /** Where it went down, and where it is. */
  readonly startPx: number;
  readonly xPx: number;
}

export type Gesture =
  | { readonly kind: 'none' }
  | { readonly kind: 'press'; readonly finger: Finger; readonly window: TimeWindow }
  | { readonly kind: 'pan'; readonly finger: Finger; readonly window: TimeWindow }
  | {
      readonly kind: 'pinch';
      readonly fingers: readonly [Finger, Finger];
      readonly window: TimeWindow;
    }
  | { readonly kind: 'measure'; readonly finger: Finger; readonly from: Millis };

export const AT_REST: Gesture = { kind: 'none' };

export type Input =
  | {
      readonly kind: 'down';
      readonly pointer: number;
      readonly xPx: number;
      readonly measures: boolean;
    }
  | { readonly kind: 'move'; readonly pointer: number; readonly xPx: number }
  | { readonly kind: 'up'; readonly pointer: number }
  | { readonly kind: 'cancel' };

/** Two points in time, in no order: a ruler is pulled either way. */
export interface Measure {
  readonly from: Millis;
  readonly to: Millis;
}

export interface Step {
  readonly gesture: Gesture;
  /** The window is now this one. */
  readonly window?: TimeWindow;
  readonly measure?: Measure;
}

export interface Field {
  /** As it is drawn now. */
  readonly window: TimeWindow;
  readonly widthPx: number;
  readonly life: Life;
}

/** Less than this is a hand that trembles. */
const STILL_PX = 4;

/** What an input makes of a gesture. An input that means nothing here changes nothing. */
export function step(gesture: Gesture, input: Input, field: Field): Step {
  switch (input.kind) {
    case 'down':
      return down(gesture, input, field);
    case 'move':
      return moved(gesture, input, field);
    case 'up':
      return { gesture: lifted(gesture, input.pointer, field) };
    case 'cancel':
      return { gesture: AT_REST };
  }
}

function down(gesture: Gesture, input: Input & { kind: 'down' }, field: Field): Step {
  const { pointer, xPx } = input;
  const finger: Finger = { pointer, startPx: xPx, xPx };
  if (gesture.kind === 'press' || gesture.kind === 'pan') {
    const first = { ...gesture.finger, startPx: gesture.finger.xPx };
    return { gesture: { kind: 'pinch', fingers: [first, finger], window: field.window } };
  }
  if (gesture.kind !== 'none') return { gesture };
  if (input.measures) return { gesture: { kind: 'measure', finger, from: at(xPx, field) } };
  return { gesture: { kind: 'press', finger, window: field.window } };
}

function moved(gesture: Gesture, input: Input & { kind: 'move' }, field: Field): Step {
  const { pointer, xPx } = input;
  switch (gesture.kind) {
    case 'none':
      return { gesture };
    case 'pinch': {
      const [a, b] = gesture.fingers;
      const fingers = [withMove(a, pointer, xPx), withMove(b, pointer, xPx)] as const;
      return { gesture: { ...gesture, fingers }, window: pinched(gesture.window, fingers, field) };
    }
    case 'press':
    case 'pan': {
      if (gesture.finger.pointer !== pointer) return { gesture };
      const finger = { ...gesture.finger, xPx };
      const byPx = xPx - finger.startPx;
      if (gesture.kind === 'press' && Math.abs(byPx) < STILL_PX) return { gesture };
      const window = panned(gesture.window, -byPx / field.widthPx, field.life);
      return { gesture: { kind: 'pan', finger, window: gesture.window }, window };
    }
    case 'measure': {
      if (gesture.finger.pointer !== pointer) return { gesture };
      const measure = { from: gesture.from, to: at(xPx, field) };
      return { gesture: { ...gesture, finger: { ...gesture.finger, xPx } }, measure };
    }
  }
}

/** Of two fingers the other one goes on alone. */
function lifted(gesture: Gesture, pointer: number, { window }: Field): Gesture {
  if (gesture.kind !== 'pinch') return AT_REST;
  const rest = gesture.fingers.find((finger) => finger.pointer !== pointer);
  if (rest === undefined) return AT_REST;
  return { kind: 'pan', finger: { ...rest, startPx: rest.xPx }, window };
}

const withMove = (finger: Finger, pointer: number, xPx: number): Finger =>
  finger.pointer === pointer ? { ...finger, xPx } : finger;

/** What was under the two fingers stays under them. */
function pinched(window: TimeWindow, [a, b]: readonly [Finger, Finger], field: Field): TimeWindow {
  const { widthPx, life } = field;
  const before = Math.max(Math.abs(a.startPx - b.startPx), 1);
  const after = Math.max(Math.abs(a.xPx - b.xPx), 1);
  const middleBefore = (a.startPx + b.startPx) / 2;
  const middleAfter = (a.xPx + b.xPx) / 2;
  const wide = zoomed(window, before / after, middleBefore / widthPx, life);
  return panned(wide, (middleBefore - middleAfter) / widthPx, life);
}

const at = (xPx: number, { window, widthPx }: Field): Millis =>
  timeAt(timeScale(window.from, window.to, widthPx), Math.min(Math.max(xPx, 0), widthPx));

export interface Wheel {
  readonly xPx: number;
  readonly deltaX: number;
  readonly deltaY: number;
  /** Ctrl or Cmd; a pinch on a touchpad comes as a wheel with Ctrl. */
  readonly zooms: boolean;
  readonly isShifted: boolean;
}

/** Wheel pixels that make the window e times as long. */
const WHEEL_E = 300;
/** One notch of a mouse's wheel must not jump over everything. */
const MOST_DELTA = 120;

/** The window after a turn of the wheel; null where the turn is for the page, to scroll it. */
export function wheeled(wheel: Wheel, { window, widthPx, life }: Field): TimeWindow | null {
  const { deltaX, deltaY, xPx } = wheel;
  if (wheel.zooms) {
    const delta = Math.min(Math.max(deltaY, -MOST_DELTA), MOST_DELTA);
    return zoomed(window, Math.exp(delta / WHEEL_E), xPx / widthPx, life);
  }
  const byPx = wheel.isShifted && deltaX === 0 ? deltaY : deltaX;
  const isSideways = wheel.isShifted || Math.abs(deltaX) > Math.abs(deltaY);
  return isSideways && byPx !== 0 ? panned(window, byPx / widthPx, life) : null;
}

/** Nearer than this an edge draws the ruler to it. */
const SNAP_PX = 7;

/** The edge of a bar that is meant by a point near it, so that a measure between edges is exact; else the point. */
export function snapped(at: Millis, edges: readonly Millis[], field: Field): Millis {
  const reachMs = ((field.window.to - field.window.from) / field.widthPx) * SNAP_PX;
  let best: Millis | null = null;
  for (const edge of edges) {
    const isNearer = best === null || Math.abs(edge - at) < Math.abs(best - at);
    if (Math.abs(edge - at) <= reachMs && isNearer) best = edge;
  }
  return best ?? millis(at);
}
