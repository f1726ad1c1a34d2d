/** Durations as a query writes them: `90s`, `10m`, `1h30m`, `2d`. */
import { type DurationMs, durationMs } from '../time.ts';

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** Null when it is none, or longer than ten years. */
export function durationFrom(text: string): DurationMs | null {
  const parts = /^(?:\d{1,9}[dhms])+$/.test(text) ? text.matchAll(/(\d+)([dhms])/g) : null;
  if (parts === null) return null;
  let ms = 0;
  for (const [, count, unit] of parts) {
    ms += Number(count) * (UNITS.find(([name]) => name === unit)?.[1] ?? 0);
  }
  return ms <= 3650 * 86_400_000 ? durationMs(ms) : null;
}

/** The same duration in the fewest units. */
export function durationText(duration: DurationMs): string {
  let rest = Math.floor(duration / 1000) * 1000;
  let text = '';
  for (const [unit, length] of UNITS) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) text += `${count}${unit}`;
  }
  return text === '' ? '0s' : text;
}
