/** What stands on the two rows of the axis: times of day, and how long after the pod was created. */
import type { Millis } from '@podline/domain';
import { placeLabels } from './lane-layout.ts';
import { type TimeScale, ticks, xOf } from './time-scale.ts';
import { clockTime, dayWords, offsetWords, type Zone, zoneOffsetMs } from './time-words.ts';

export interface Tick {
  readonly at: Millis;
  readonly xPx: number;
  readonly text: string;
}

const CHARACTER_PX = 6.7;
const DAY_MS = 86_400_000;

/** Round times of the day in this zone; where a new day begins, its date. */
export function clockTicks(scale: TimeScale, zone: Zone): readonly Tick[] {
  const offsetMs = zoneOffsetMs(scale.to, zone);
  const found = ticks(scale, 100, offsetMs);
  const isDaily = found.length > 1 && (found[1] ?? 0) - (found[0] ?? 0) >= DAY_MS;
  const placed = found.map((at) => {
    const isMidnight = (at + offsetMs) % DAY_MS === 0;
    const text = isDaily || isMidnight ? dayWords(at, zone) : clockTime(at, zone);
    return { at, xPx: xOf(scale, at), text };
  });
  return placeLabels(placed, CHARACTER_PX, scale.widthPx + CHARACTER_PX);
}

/** Round lengths of time since `zero`. */
export function offsetTicks(scale: TimeScale, zero: Millis): readonly Tick[] {
  const placed = ticks(scale, 90, -zero).map((at) => ({
    at,
    xPx: xOf(scale, at),
    text: offsetWords(at - zero) || 'created',
  }));
  return placeLabels(placed, CHARACTER_PX, scale.widthPx + CHARACTER_PX);
}
