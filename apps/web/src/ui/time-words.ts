/** Times and durations in a person's words. The zone is the viewer's unless a test says otherwise. */
import { between, durationMs, formatRfc3339, humanDuration, type Millis } from '@podline/domain';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one costs more than using it a thousand times. */
function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  const kept = formats.get(key) ?? new Intl.DateTimeFormat('en-GB', options);
  formats.set(key, kept);
  return kept;
}

const zoned = (timeZone: string | undefined) => (timeZone === undefined ? {} : { timeZone });

/** `13:34:12` today, `21 Nov 13:34:12` on another day, with the year in another year. */
export function localTime(at: Millis, now: Millis, timeZone?: string): string {
  const zone = zoned(timeZone);
  const time = format({ timeStyle: 'medium', hourCycle: 'h23', ...zone }).format(at);
  const day = format({ dateStyle: 'medium', ...zone });
  const [date, today] = [day.format(at), day.format(now)];
  if (date === today) return time;
  const year = / \d{4}$/.exec(date)?.[0] ?? '';
  const isThisYear = today.endsWith(year);
  return `${isThisYear ? date.slice(0, -year.length) : date} ${time}`;
}

/** `2026-11-22 11:34:12 UTC`. */
export const utcTime = (at: Millis): string =>
  formatRfc3339(at).replace('T', ' ').replace('Z', ' UTC');

/** kubectl's way; a whole second is the least the kubelet tells apart. */
export function lengthOf(from: Millis, to: Millis): string {
  const length = Math.max(0, between(from, to));
  return length < 1000 ? 'under 1s' : humanDuration(durationMs(length));
}

/** `3m12s ago`. */
export const ago = (at: Millis, now: Millis): string =>
  `${humanDuration(durationMs(Math.max(0, between(at, now))))} ago`;

/** An age as kubectl prints it. */
export const ageOf = (createdAt: Millis, now: Millis): string =>
  humanDuration(between(createdAt, now));

/** kubectl's RESTARTS: `9 (14s ago)`. */
export const restartsText = (restarts: number, lastAt: Millis | null, now: Millis): string =>
  restarts === 0 || lastAt === null ? String(restarts) : `${restarts} (${ago(lastAt, now)})`;
