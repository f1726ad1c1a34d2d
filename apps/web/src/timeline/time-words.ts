/** Points in time as a viewer reads them: in their own zone or in UTC, as they have chosen. */
import { between, formatRfc3339, humanDuration, type Millis } from '@podline/domain';

export type Zone = 'local' | 'utc';

const formats = (timeZone: string | undefined) => ({
  clock: new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZone,
  }),
  day: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone }),
  year: new Intl.DateTimeFormat('en-GB', { year: 'numeric', timeZone }),
});

const FORMATS = { local: formats(undefined), utc: formats('UTC') } as const;

/** `11:34:02`. */
export const clockTime = (at: Millis, zone: Zone = 'local'): string =>
  FORMATS[zone].clock.format(at);

/** `11:34:02` today, `22 Nov 11:34:02` on another day, `22 Nov 2025 11:34:02` in another year. */
export function localTime(at: Millis, now: Millis, zone: Zone = 'local'): string {
  const { day, year } = FORMATS[zone];
  const years = year.format(at) === year.format(now) ? '' : ` ${year.format(at)}`;
  const isToday = years === '' && day.format(at) === day.format(now);
  return isToday ? clockTime(at, zone) : `${day.format(at)}${years} ${clockTime(at, zone)}`;
}

/** `22 Nov`. */
export const dayWords = (at: Millis, zone: Zone): string => FORMATS[zone].day.format(at);

/** `2026-11-22 11:34:02 UTC`. */
export const utcTime = (at: Millis): string =>
  formatRfc3339(at).replace('T', ' ').replace('Z', ' UTC');

/** What the zone adds to UTC then. */
export const zoneOffsetMs = (at: Millis, zone: Zone): number =>
  zone === 'utc' ? 0 : -new Date(at).getTimezoneOffset() * 60_000;

/** `UTC`, `UTC+1`, `UTC−3:30`. */
export function zoneWords(at: Millis, zone: Zone): string {
  const minutes = zoneOffsetMs(at, zone) / 60_000;
  if (minutes === 0) return 'UTC';
  const rest = Math.abs(minutes) % 60;
  const hours = Math.floor(Math.abs(minutes) / 60);
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

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

/** `40s ago`, `in 12s`, `now`. */
export function agoWords(at: Millis, now: Millis): string {
  if (Math.abs(now - at) < 1000) return 'now';
  return at < now
    ? `${humanDuration(between(at, now))} ago`
    : `in ${humanDuration(between(now, at))}`;
}
