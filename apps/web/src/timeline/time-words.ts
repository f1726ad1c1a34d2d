/** Points in time as a viewer reads them: local on the page, UTC beside it where it matters. */
import { formatRfc3339, type Millis } from '@podline/domain';

const CLOCK = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const YEAR = new Intl.DateTimeFormat('en-GB', { year: 'numeric' });

/** `11:34:02` in the viewer's zone. */
export const clockTime = (at: Millis): string => CLOCK.format(at);

/** `11:34:02` today, `22 Nov 11:34:02` on another day, `22 Nov 2025 11:34:02` in another year; in the viewer's zone. */
export function localTime(at: Millis, now: Millis): string {
  const year = YEAR.format(at) === YEAR.format(now) ? '' : ` ${YEAR.format(at)}`;
  const isToday = year === '' && DAY.format(at) === DAY.format(now);
  return isToday ? clockTime(at) : `${DAY.format(at)}${year} ${clockTime(at)}`;
}

/** `2026-11-22 11:34:02 UTC`. */
export const utcTime = (at: Millis): string =>
  formatRfc3339(at).replace('T', ' ').replace('Z', ' UTC');

/** What the viewer's zone adds to UTC then. */
export const utcOffsetMs = (at: Millis): number => -new Date(at).getTimezoneOffset() * 60_000;

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'm'],
  [1000, 's'],
] as const;

/** `+30s`, `+1m30s`, `+2h`: how long after the start, to the second. Empty for the start itself. */
export function offsetWords(offsetMs: number): string {
  let rest = Math.abs(offsetMs);
  let words = '';
  for (const [lengthMs, unit] of UNITS) {
    const count = Math.floor(rest / lengthMs);
    rest -= count * lengthMs;
    if (count > 0) words += `${count}${unit}`;
  }
  return words === '' ? '' : `${offsetMs < 0 ? '−' : '+'}${words}`;
}
