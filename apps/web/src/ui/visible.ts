/**
 * Text that others wrote, made safe for the eye. A pod's author chooses reasons, messages and image names; what does not show
 * could hide a word, turn a line round, or stand for a command of a terminal. Such characters are shown as escapes.
 */

import { countWords } from './count-words.ts';

/**
 * Controls, and format characters: zero-width, direction, tags, soft hyphens. A lone surrogate is no character at all, and the
 * line and paragraph separators break lines where nobody expects it. Line feeds and tabs are what they look like.
 */
const UNSEEN = /[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?![\n\t])\p{Cc}/gu;
/** So many marks may stand on one letter (Vietnamese needs two, Hebrew four); more would cover the lines above and below. */
const PILED = /(?<=\p{M}{4})\p{M}+/gu;
const HALF_AT_END = /\p{Cs}$/u;
/** Of Windows. */
const LINE_END = /\r\n/g;

/** What a kubelet keeps of a message. Nobody reads more in a cell, and a browser takes seconds to break a word of 10,000 letters. */
const LONGEST = 4096;
/** Leaves room for the words that say so. */
const SHOWN = 4032;

/** The text, with what cannot be seen written as `\u202e`, and with what is too long cut. Other text is given back as it is. */
export function visible(text: string): string {
  const shown = seen(text.length > LONGEST ? text.slice(0, LONGEST) : text);
  if (text.length <= LONGEST && shown.length <= LONGEST) return shown;
  return `${shown.slice(0, SHOWN).replace(HALF_AT_END, '')}… (cut: ${countWords(text.length, 'character')} in all)`;
}

const seen = (text: string): string =>
  text.replace(LINE_END, '\n').replace(UNSEEN, escaped).replace(PILED, allEscaped);

/** All texts within it made visible; what has nothing to make visible is the same object. Keys stay as they are. */
export function visibleIn<T>(value: T): T;
export function visibleIn(value: unknown): unknown {
  if (typeof value === 'string') return visible(value);
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => visibleIn(item));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (typeof value === 'object' && value !== null) return fieldsVisibleIn(value);
  return value;
}

function fieldsVisibleIn(value: object): object {
  const before = Object.entries(value);
  const after = before.map(([key, field]: [string, unknown]) => [key, visibleIn(field)] as const);
  const isSame = after.every(([, field], index) => field === before[index]?.[1]);
  return isSame ? value : Object.fromEntries(after);
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

const allEscaped = (characters: string): string => [...characters].map(escaped).join('');
