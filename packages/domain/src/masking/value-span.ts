/** Where a value ends that follows a name and a `=` or `:`, in any of the ways in which programs print it. */
import type { Span } from './mask-rule.ts';

export interface Value extends Span {
  readonly isQuoted: boolean;
}

const ESCAPE = '\u001B';
// Colours of a terminal: logrus and others write `ESC[36mpassword ESC[0m=hunter2`.
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is passed over
const BEFORE_VALUE = /(?:\x1b\[[\d;]{0,12}m|[ \t]){0,8}(?:\[(?=["'\\]))?/y;
/** Python writes `b'…'` and `u'…'`. */
const OPENING_QUOTE = /(?:[bru]{1,2}(?=["']))?(\\{0,3})(["'`])/iy;
/** What shows that the next pair has begun. */
const NEXT_PAIR = /[,;&]\s{0,4}[-"'\\{[]{0,4}[\w.-]{1,40}["'\\]{0,4}\s{0,4}(?:=|:|%3[AD])/iy;
const CLOSING = /[.,;:)}\]>\\]+$/;

/** The value that begins at or soon behind `from`; null where there is none. Cut texts: a quote that never closes runs to the end. */
export function valueAt(text: string, from: number): Value | null {
  const begin = from + matchAt(BEFORE_VALUE, text, from).length;
  OPENING_QUOTE.lastIndex = begin;
  const quote = OPENING_QUOTE.exec(text);
  const value = quote === null ? bareAt(text, begin) : quotedAt(text, begin, quote);
  return value.to > value.from ? value : null;
}

function quotedAt(text: string, begin: number, quote: RegExpExecArray): Value {
  const [whole, slashes = '', sign = '"'] = quote;
  const mark = slashes + sign;
  const from = begin + whole.length;
  let to = from;
  while (to < text.length && text[to] !== '\n') {
    // With slashes the quote is itself inside a string, and is closed by as many.
    if (slashes === '' ? text[to] === sign : text.startsWith(mark, to)) break;
    to += slashes === '' && text[to] === '\\' ? 2 : 1;
  }
  return { from, to: Math.min(to, text.length), isQuoted: true };
}

function bareAt(text: string, from: number): Value {
  let to = from;
  while (to < text.length && !endsBare(text, to)) to += 1;
  const trimmed = text.slice(Math.max(from, to - 8), to).replace(CLOSING, '');
  return { from, to: Math.max(from, to - 8) + trimmed.length, isQuoted: false };
}

function endsBare(text: string, at: number): boolean {
  const sign = text[at] ?? '';
  if (sign === ESCAPE || /[\s<]/.test(sign)) return true;
  // A quote closes what the whole pair stands in, unless the value goes on behind it.
  if (/["'`]/.test(sign)) return !/[\w!-]/.test(text[at + 1] ?? '');
  return /[,;&]/.test(sign) && matchAt(NEXT_PAIR, text, at) !== '';
}

function matchAt(sticky: RegExp, text: string, at: number): string {
  sticky.lastIndex = at;
  return sticky.exec(text)?.[0] ?? '';
}

/** The first of `signs` behind `from`, or the line's end. */
export function endBefore(text: string, from: number, signs: RegExp): number {
  const line = text.indexOf('\n', from);
  const end = line === -1 ? text.length : line;
  signs.lastIndex = from;
  const found = signs.exec(text);
  return found === null ? end : Math.min(end, found.index);
}
