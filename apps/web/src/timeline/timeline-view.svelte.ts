/** What a viewer does with a timeline: which window they see, what they measure, in which zone. All of it stands in the address. */
import { type Millis, millis } from '@podline/domain';
import {
  AT_REST,
  type Field,
  type Gesture,
  type Input,
  type Measure,
  snapped,
  step,
  type Wheel,
  wheeled,
} from './gesture.ts';
import { type TimeScale, type TimeWindow, timeScale } from './time-scale.ts';
import {
  ALL,
  around,
  type Life,
  panned,
  type WindowChoice,
  windowOf,
  zoomed,
} from './time-window.ts';
import type { Zone } from './time-words.ts';
import { choiceOf, measureOf, measureParam, windowParams } from './timeline-address.ts';

/** The address of the page, or what stands for it. */
export interface Address {
  get(key: string): string | null;
  set(changes: Readonly<Record<string, string | null>>): unknown;
}

/** After the last turn of the wheel; the address is not written a hundred times a second. */
const WHEEL_REST_MS = 160;
const GLIDE_MS = 170;

export class TimelineView {
  readonly #address: Address;
  readonly #life: () => Life;
  /** While a hand moves it, the window is ahead of the address. */
  #ahead = $state.raw<WindowChoice | null>(null);
  #measure = $state.raw<Measure | null>(null);
  #gesture = $state.raw<Gesture>(AT_REST);
  #rest: ReturnType<typeof setTimeout> | undefined;
  #glide = 0;
  /** Where a glide leads to: a key that is pressed meanwhile goes on from there. */
  #target: WindowChoice | null = null;
  widthPx = $state(800);
  /** Where the mouse is on the tracks; null: elsewhere. */
  pointerPx = $state<number | null>(null);
  /** The next pull measures. */
  isMeasuring = $state(false);
  /** Where bars begin and end, so that a ruler can lie exactly. */
  edges: () => readonly Millis[] = () => [];

  readonly choice: WindowChoice = $derived.by(() => {
    const { from, to } = { from: this.#address.get('from'), to: this.#address.get('to') };
    return this.#ahead ?? choiceOf({ from, to });
  });
  readonly window: TimeWindow = $derived.by(() => windowOf(this.choice, this.#life()));
  readonly scale: TimeScale = $derived(timeScale(this.window.from, this.window.to, this.widthPx));
  readonly measure: Measure | null = $derived.by(
    () => this.#measure ?? measureOf(this.#address.get('ruler')),
  );

  constructor(address: Address, life: () => Life) {
    this.#address = address;
    this.#life = life;
  }

  get life(): Life {
    return this.#life();
  }

  get zone(): Zone {
    return this.#address.get('tz') === 'utc' ? 'utc' : 'local';
  }

  /** A hand is on it, or it glides. */
  get isMoving(): boolean {
    return this.#ahead !== null || this.#gesture.kind === 'measure';
  }

  get isPulled(): boolean {
    return this.#gesture.kind !== 'none' && this.#gesture.kind !== 'press';
  }

  /** The page shows a moment that is over: its end is no present, and nothing is to be followed. */
  get isPast(): boolean {
    return this.#address.get('at') !== null;
  }

  get isFollowing(): boolean {
    return this.choice.kind === 'last';
  }

  switchZone(): void {
    void this.#address.set({ tz: this.zone === 'utc' ? null : 'utc' });
  }

  /** Takes part of a gesture. */
  pointer(input: Input): void {
    const { gesture, window, measure } = step(this.#gesture, input, this.#field());
    const wasPulled = this.isPulled;
    this.#gesture = gesture;
    if (window !== undefined) this.moveTo(window);
    if (measure !== undefined) this.#measure = this.#withSnap(measure);
    if (gesture.kind === 'none' && wasPulled) this.settle();
  }

  /** True where the turn of the wheel was meant for the timeline. */
  wheel(wheel: Wheel): boolean {
    const window = wheeled(wheel, this.#field());
    if (window === null) return false;
    this.moveTo(window);
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.settle(), WHEEL_REST_MS);
    return true;
  }

  /** The window while a hand moves it; `settle` ends that. */
  moveTo(window: TimeWindow): void {
    cancelAnimationFrame(this.#glide);
    this.#target = null;
    this.#ahead = { kind: 'fixed', ...window };
  }

  /** The address takes up what was moved or measured. */
  settle(): void {
    clearTimeout(this.#rest);
    const measured = this.#measure === null ? {} : { ruler: measureParam(this.#measure) };
    const moved = this.#ahead === null ? {} : windowParams(this.#ahead);
    this.isMeasuring = this.isMeasuring && this.#measure === null;
    this.#measure = null;
    this.#ahead = null;
    void this.#address.set({ ...moved, ...measured });
  }

  /** Goes there: at once where the viewer wants no motion, else in a short glide. */
  show(choice: WindowChoice): void {
    cancelAnimationFrame(this.#glide);
    const [from, to] = [this.window, windowOf(choice, this.#life())];
    this.#target = choice;
    const began = performance.now();
    const frame = (): void => {
      const part = Math.min((performance.now() - began) / GLIDE_MS, 1);
      if (part === 1 || matchMedia('(prefers-reduced-motion: reduce)').matches) {
        this.#target = null;
        this.#ahead = choice;
        this.settle();
        return;
      }
      this.#ahead = { kind: 'fixed', ...between(from, to, 1 - (1 - part) ** 3) };
      this.#glide = requestAnimationFrame(frame);
    };
    frame();
  }

  fit(): void {
    this.show(ALL);
  }

  /** Keeps the present in view, at the length that is shown; or stands still. */
  toggleFollow(): void {
    const { from, to } = this.#aim();
    const isFollowing = (this.#target ?? this.choice).kind === 'last';
    this.show(isFollowing ? { kind: 'fixed', from, to } : newest({ from, to }));
  }

  /** By a key: around the middle, or around the present while that is followed. */
  zoomBy(factor: number): void {
    const fixed = zoomed(this.#aim(), factor, 0.5, this.life);
    const isFollowing = (this.#target ?? this.choice).kind === 'last';
    this.show(isFollowing ? newest(fixed) : { kind: 'fixed', ...fixed });
  }

  panBy(share: number): void {
    this.show({ kind: 'fixed', ...panned(this.#aim(), share, this.life) });
  }

  showAround(from: Millis, to: Millis): void {
    this.show({ kind: 'fixed', ...around(from, to, this.life) });
  }

  clearMeasure(): void {
    this.#measure = null;
    void this.#address.set({ ruler: null });
  }

  #aim(): TimeWindow {
    return this.#target === null ? this.window : windowOf(this.#target, this.life);
  }

  #field(): Field {
    return { window: this.window, widthPx: this.widthPx, life: this.#life() };
  }

  #withSnap({ from, to }: Measure): Measure {
    const [edges, field] = [this.edges(), this.#field()];
    return { from: snapped(from, edges, field), to: snapped(to, edges, field) };
  }
}

/** The newest stretch of that length; a following window keeps a little room after the present. */
const newest = ({ from, to }: TimeWindow): WindowChoice => ({
  kind: 'last',
  lengthMs: (to - from) / 1.03,
});

const mix = (a: Millis, b: Millis, part: number): Millis => millis(a + (b - a) * part);

const between = (a: TimeWindow, b: TimeWindow, part: number): TimeWindow => ({
  from: mix(a.from, b.from, part),
  to: mix(a.to, b.to, part),
});
