/**
 * The one axis of all pods: times of day, or how long after its creation each pod was. What of it is shown stands in the address.
 *
 *     since creation   ?from=0s&to=40s            time of day   ?axis=time&from=2026-…Z&to=2026-…Z   (or from=now-15m&to=now)
 *     nothing asked    the starts                               the newest rollout
 *     ?from=all        all there is
 */
import { formatRfc3339, later, type Millis, millis, parseRfc3339 } from '@podline/domain';
import { type TimeScale, type TimeWindow, timeScale } from '../timeline/time-scale.ts';
import { type Life, SHORTEST_MS } from '../timeline/time-window.ts';
import type { Address } from '../timeline/timeline-view.svelte.ts';
import type { PodLine, RevisionGroup } from './pod-lines.ts';
import { readyAtOf } from './strip.ts';

export type AxisMode = 'since' | 'time';

export const axisModeOf = (text: string | null): AxisMode => (text === 'time' ? 'time' : 'since');

const endOf = ({ deletedAt }: Pick<PodLine, 'deletedAt'>, now: Millis): Millis => deletedAt ?? now;

/** All that the axis can show. Since creation, a pod begins at 0. */
export function lifeOf(lines: readonly PodLine[], mode: AxisMode, now: Millis): Life {
  const readyAt = null;
  if (mode === 'since') {
    const longest = lines.reduce((most, it) => Math.max(most, endOf(it, now) - it.createdAt), 0);
    return { from: millis(0), readyAt, end: millis(Math.max(longest, SHORTEST_MS)), isOver: true };
  }
  const from = lines.reduce((least, { createdAt }) => Math.min(least, createdAt), Number(now));
  const isOver = lines.length > 0 && lines.every(({ deletedAt }) => deletedAt !== null);
  const end = isOver ? lines.reduce((most, it) => later(most, endOf(it, now)), millis(from)) : now;
  return { from: millis(from), readyAt, end, isOver };
}

/** Of the pods that are not up yet no more is shown than so many times what the others took. */
const UNFINISHED = 3;
const MARGIN = 1.15;
/** From one length of a window that grows to the next, so that the scale stands still for a while. */
const GROWTH = 1.25;

/** Where the starts are, as far as they can be compared. */
export function startsWindow(lines: readonly PodLine[], now: Millis): TimeWindow {
  const took = lines.flatMap(({ stages, createdAt }) => {
    const readyAt = readyAtOf(stages);
    return readyAt === null ? [] : [Math.max(readyAt - createdAt, 0)];
  });
  // The longest of many may be one of its kind.
  const usual = took.sort((a, b) => a - b)[Math.max(Math.ceil(took.length * 0.95) - 1, 0)];
  const under = lines
    .filter(({ stages }) => readyAtOf(stages) === null)
    .map((line) => endOf(line, now) - line.createdAt);
  const most = Math.max(0, ...under);
  const wanted = usual === undefined ? most : Math.max(usual, Math.min(most, usual * UNFINISHED));
  return { from: millis(0), to: inSteps(wanted * MARGIN) };
}

const LEAST_MS = 10_000;
const inSteps = (ms: number): Millis =>
  ms <= LEAST_MS
    ? millis(LEAST_MS)
    : millis(LEAST_MS * GROWTH ** Math.ceil(Math.log(ms / LEAST_MS) / Math.log(GROWTH)));

/** A rollout that is over for so long is shown without what came after. */
const FRESH_MS = 10 * 60_000;

/** From the newest revision's first pod to where its pods are up, with a little around it; to now while that is fresh. */
export function rolloutWindow(groups: readonly RevisionGroup[], now: Millis): TimeWindow {
  const [newest] = groups;
  if (newest === undefined) return { from: millis(now - 60_000), to: now };
  const ends = newest.lines.map((line) => readyAtOf(line.stages) ?? endOf(line, now));
  const through = Math.max(newest.since + LEAST_MS, ...ends);
  const end = now - through < FRESH_MS ? now : through;
  const around = (end - newest.since) * 0.12;
  return { from: millis(newest.since - around), to: millis(end + around) };
}

/** The scale on which a pod is drawn: since creation, each pod has its own beginning. */
export const scaleFor = (scale: TimeScale, mode: AxisMode, createdAt: Millis): TimeScale =>
  mode === 'time'
    ? scale
    : timeScale(millis(scale.from + createdAt), millis(scale.to + createdAt), scale.widthPx);

/** The address as a timeline reads it: where it says nothing, `usual` is shown. A ruler has no place here. */
export function chartAddress(
  address: Address,
  mode: () => AxisMode,
  usual: () => TimeWindow,
): Address {
  const get = (key: string): string | null => {
    const text = address.get(key);
    if (key === 'ruler') return null;
    if (key !== 'from' && key !== 'to') return text;
    const from = address.get('from');
    if (from === 'all') return null;
    if (from === null) return formatRfc3339(usual()[key]);
    return mode() === 'time' ? text : pointInTime(text);
  };
  const set = (changes: Readonly<Record<string, string | null>>): unknown => {
    const { ruler: _ruler, from, to, ...others } = changes;
    if (from === undefined) return address.set(others);
    if (from === null) return address.set({ ...others, from: 'all', to: null });
    const isSince = mode() === 'since';
    return address.set({
      ...others,
      from: isSince ? offsetText(from) : from,
      to: isSince ? offsetText(to ?? null) : (to ?? null),
    });
  };
  return { get, set };
}

/** `40s` after the creation as a point in time, where creation is 1970. */
function pointInTime(text: string | null): string | null {
  const match = /^(-?\d{1,9}(?:\.\d{1,3})?)s$/.exec(text ?? '');
  return match === null ? null : formatRfc3339(millis(Number(match[1]) * 1000));
}

function offsetText(text: string | null): string | null {
  const at = text === null ? null : parseRfc3339(text);
  return at === null ? null : `${Math.round(at / 100) / 10}s`;
}
