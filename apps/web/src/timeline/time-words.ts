/** Points in time as a viewer reads them: local on the page, UTC beside it where it matters. */
import type { Millis } from '@podline/domain';

const CLOCK = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const DAY_AND_CLOCK = new Intl.DateTimeFormat('en-GB', {
  day: '2-digit',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** `11:34:02` in the viewer's zone. */
export const clockTime = (at: Millis): string => CLOCK.format(at);

/** `22 Nov, 11:34:02` in the viewer's zone. */
export const dayAndTime = (at: Millis): string => DAY_AND_CLOCK.format(at);

/** `2026-11-22T11:34:02Z`. */
export const utcTime = (at: Millis): string => new Date(at).toISOString().replace('.000Z', 'Z');

/** What the viewer's zone adds to UTC then. */
export const utcOffsetMs = (at: Millis): number => -new Date(at).getTimezoneOffset() * 60_000;
