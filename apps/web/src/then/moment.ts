/** The moment that a page shows (`?at=`): read, moved, carried in addresses, and put in words. */
import { formatRfc3339, type Millis, millis, parseRfc3339 } from '@podline/domain';
import { agoWords, localTime } from '../timeline/time-words.ts';

/** `at: null` is now. A text that is no moment is `unreadable`. */
export type Told =
  | { readonly kind: 'now' }
  | { readonly kind: 'then'; readonly at: Millis }
  | { readonly kind: 'unreadable'; readonly text: string };

/** What an address says of the moment, to the second. */
export function toldBy(text: string | null): Told {
  if (text === null || text === '') return { kind: 'now' };
  const at = parseRfc3339(text);
  return at === null
    ? { kind: 'unreadable', text: text.slice(0, 64) }
    : { kind: 'then', at: wholeSecond(at) };
}

const wholeSecond = (at: number): Millis => millis(Math.floor(at / 1000) * 1000);

/** As the address has it; null for now. */
export const momentParam = (at: Millis | null): string | null =>
  at === null ? null : formatRfc3339(wholeSecond(at));

export const SMALL_STEP_MS = 10_000;
export const LARGE_STEP_MS = 300_000;

export interface Bounds {
  /** The earliest that can be asked for. */
  readonly from: Millis;
  readonly now: Millis;
}

/** Within what is kept; null, which is now, from the present on. */
export function within(at: number, { from, now }: Bounds): Millis | null {
  if (at >= now) return null;
  return wholeSecond(Math.max(at, Math.ceil(from / 1000) * 1000));
}

/** That much later or, where it is negative, earlier; from now on backwards from the present. */
export const stepped = (at: Millis | null, byMs: number, bounds: Bounds): Millis | null =>
  within((at ?? bounds.now) + byMs, bounds);

/** `as of 14:03:20`. */
export const asOfWords = (at: Millis, now: Millis): string => `as of ${localTime(at, now)}`;

/** `14:03:20 (12m ago)`. */
export const momentWords = (at: Millis, now: Millis): string =>
  `${localTime(at, now)} (${agoWords(at, now)})`;

/** An address of this page with that moment in it, or with none; other addresses are left alone (null). */
export function pathWithMoment(href: string, moment: string | null): string | null {
  if (!href.startsWith('/') || href.startsWith('//') || href.startsWith('/api/')) return null;
  const url = new URL(href, 'http://page');
  if (moment === null) url.searchParams.delete('at');
  else url.searchParams.set('at', moment);
  const path = `${url.pathname}${url.search}${url.hash}`;
  return path === href ? null : path;
}

/** As `<input type="datetime-local" step="1">` has it, in the viewer's own zone. */
export function inputValue(at: Millis): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}

/** Null where the input holds no moment. */
export function inputMoment(value: string): Millis | null {
  const at = value === '' ? Number.NaN : new Date(value).getTime();
  return Number.isNaN(at) ? null : wholeSecond(at);
}
