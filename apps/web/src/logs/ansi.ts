/**
 * The colours that programs write for terminals, read by hand: what colours or stresses text becomes a span with a style, what commands a
 * terminal in any other way (titles, links, cursors, modes) is dropped, and what is no whole command is text like any other.
 *
 *     ESC [ 1 ; 31 m   red and bold      ESC ] 8 ; ; url BEL   dropped      ESC [ 31   text, for it never ends
 *
 * Each line begins without a style: which lines stood before it, nobody knows for sure.
 */
import { visible } from '../ui/visible.ts';
import { indexed, rgb, type Tone } from './ansi-colours.ts';

interface Style {
  readonly colour: Tone | null;
  readonly ground: Tone | null;
  readonly isBold: boolean;
  readonly isItalic: boolean;
  readonly isUnderlined: boolean;
  readonly isInverse: boolean;
}

export interface Span {
  /** Nothing in it is unseen. */
  readonly text: string;
  /** Class names; empty for plain text. */
  readonly look: string;
}

const PLAIN: Style = {
  colour: null,
  ground: null,
  isBold: false,
  isItalic: false,
  isUnderlined: false,
  isInverse: false,
};

/** A line of a thousand colours is a picture; past them the text is plain. */
const MOST_SPANS = 500;
/** No honest command is longer; an honest link is. */
const LONGEST_COMMAND = 64;
const LONGEST_STRING = 2048;

/** Behind ESC: a command; a text with an end of its own; a set of characters; a single letter. */
const COMMAND =
  /\[([0-9;:<=>?]*)([ -/]*)([@-~])|[PX\]^_]\P{Cc}*(\p{Cc}\\?)|[ -/]+[0-~]|[0-Z\\`-~]/uy;
const BEL = '\u0007';
const ESC = '\u001b';

/** The spans of a line, in order; their texts together are what is seen of it. An empty line has none. */
export function spansOf(line: string): readonly Span[] {
  const spans: Span[] = [];
  let style = PLAIN;
  let pending = '';
  const flush = (next: Style): void => {
    if (pending !== '') spans.push({ text: shown(pending), look: lookOf(style) });
    pending = '';
    style = next;
  };
  for (const piece of piecesOf(line)) {
    if (typeof piece === 'string') pending += piece;
    else if (piece.style !== null && spans.length < MOST_SPANS)
      flush(styleAfter(style, piece.style));
  }
  flush(PLAIN);
  return spans;
}

/** Texts and whole commands, in turn. */
function* piecesOf(line: string): Generator<string | Command, void> {
  for (let at = 0; at < line.length; ) {
    const next = line.indexOf(ESC, at);
    const end = next === -1 ? line.length : next;
    if (end > at) yield line.slice(at, end);
    if (next === -1) return;
    const command = commandAt(line, next);
    yield command ?? ESC;
    at = next + (command?.length ?? 1);
  }
}

/** As it is seen without any style. */
export const plainText = (spans: readonly Span[]): string => spans.map(({ text }) => text).join('');

interface Command {
  readonly length: number;
  /** Numbers of a command that styles text; null for all others. */
  readonly style: string | null;
}

function commandAt(line: string, at: number): Command | null {
  COMMAND.lastIndex = at + 1;
  const found = COMMAND.exec(line);
  if (found === null) return null;
  const [whole, numbers = '', between, final, end] = found;
  if (end !== undefined) return textCommand(whole, end);
  if (whole.length > LONGEST_COMMAND) return null;
  const isStyle = final === 'm' && between === '' && !/[<=>?]/.test(numbers);
  return { length: 1 + whole.length, style: isStyle ? numbers : null };
}

/** It ends with BEL, or with ESC and a backslash; where neither comes it is none. */
function textCommand(whole: string, end: string): Command | null {
  const isEnded = end.startsWith(BEL) || end === `${ESC}\\`;
  if (!isEnded || whole.length > LONGEST_STRING) return null;
  const more = end.startsWith(BEL) ? end.length - 1 : 0;
  return { length: 1 + whole.length - more, style: null };
}

/** Cut where `visible` would cut: a line is shown whole. */
const PIECE = 4000;

function shown(text: string): string {
  if (text.length <= PIECE) return visible(text);
  let all = '';
  for (let at = 0; at < text.length; ) {
    // Not between the halves of a character.
    const end = /[\ud800-\udbff]/.test(text[at + PIECE - 1] ?? '') ? at + PIECE - 1 : at + PIECE;
    // Escapes are six times as long as what they stand for: such a piece goes through in smaller ones.
    const seen = visible(text.slice(at, end));
    all += seen.length > PIECE ? [...text.slice(at, end)].map((it) => visible(it)).join('') : seen;
    at = end;
  }
  return all;
}

function lookOf({ colour, ground, isBold, isItalic, isUnderlined, isInverse }: Style): string {
  const looks: string[] = [];
  if (isInverse) looks.push(`solid-${colour ?? 'white'}`);
  else {
    if (colour !== null) looks.push(`fg-${colour}`);
    if (ground !== null) looks.push(`bg-${ground}`);
  }
  if (isBold) looks.push('bold');
  if (isItalic) looks.push('italic');
  if (isUnderlined) looks.push('underline');
  return looks.join(' ');
}

function styleAfter(style: Style, told: string): Style {
  let after = style;
  const numbers = numbersOf(told);
  for (let at = 0; at < numbers.length; ) {
    const group = numbers[at] ?? [0];
    const part = EXTENDED[group[0] ?? 0];
    const { tone, taken } = part === undefined ? NO_TONE : extended(group, numbers, at);
    if (part === undefined) after = simple(after, group);
    else if (tone !== null) after = { ...after, [part]: tone };
    at += taken;
  }
  return after;
}

const EXTENDED: Readonly<Record<number, 'colour' | 'ground'>> = { 38: 'colour', 48: 'ground' };
const NO_TONE = { tone: null, taken: 1 } as const;

/** `1;38:5:9;4` is `[[1], [38, 5, 9], [4]]`; what is left out is 0. */
const numbersOf = (text: string): readonly (readonly number[])[] =>
  text.split(';').map((group) => group.split(':').map((digits) => Number(digits.slice(0, 4))));

/** `38;5;n`, `38;2;r;g;b`, and both within one group, with colons. */
function extended(
  group: readonly number[],
  numbers: readonly (readonly number[])[],
  at: number,
): { readonly tone: Tone | null; readonly taken: number } {
  const isOneGroup = group.length > 1;
  const told = isOneGroup ? group : numbers.slice(at, at + 5).map(([first = 0]) => first);
  const [, kind, ...rest] = told;
  if (kind === 5) return { tone: indexed(rest[0]), taken: isOneGroup ? 1 : 3 };
  // With colons a colour space may stand before the three.
  if (kind === 2) return { tone: rgb(rest.slice(isOneGroup ? -3 : 0)), taken: isOneGroup ? 1 : 5 };
  return NO_TONE;
}

const SWITCHES: Readonly<Record<number, Partial<Style>>> = {
  0: PLAIN,
  1: { isBold: true },
  2: { colour: 'grey' },
  3: { isItalic: true },
  4: { isUnderlined: true },
  7: { isInverse: true },
  21: { isUnderlined: true },
  22: { isBold: false },
  23: { isItalic: false },
  24: { isUnderlined: false },
  27: { isInverse: false },
  39: { colour: null },
  49: { ground: null },
};

/** Blinking, concealed and struck text stays what it is: read. */
function simple(style: Style, [code = 0, detail]: readonly number[]): Style {
  const change = code === 4 && detail === 0 ? { isUnderlined: false } : SWITCHES[code];
  if (change !== undefined) return { ...style, ...change };
  const [tens, one] = [Math.floor(code / 10), code % 10];
  if (one > 7) return style;
  if (tens === 3) return { ...style, colour: indexed(one) };
  if (tens === 4) return { ...style, ground: indexed(one) };
  if (tens === 9) return { ...style, colour: indexed(one + 8) };
  return tens === 10 ? { ...style, ground: indexed(one + 8) } : style;
}
