/** Where a text or a pattern stands in lines. Pure; a pattern may take for ever, so it is only ever run where it can be ended. */

export interface Wanted {
  readonly text: string;
  readonly isPattern: boolean;
}

/** Where it begins and ends in its line. */
export type Place = readonly [from: number, to: number];

/** By the number of the line in what was searched. */
export type Found = ReadonlyMap<number, readonly Place[]>;

/** Nobody looks at more in one line. */
const MOST_IN_LINE = 100;

/** What is wrong with a pattern, in the browser's words; null: nothing. */
export function wrongWith({ text, isPattern }: Wanted): string | null {
  if (!isPattern) return null;
  try {
    new RegExp(text, 'giu');
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : '';
  }
}

/** In small and capital letters alike. @throws SyntaxError for a pattern that is none. */
export function placesIn(lines: readonly string[], wanted: Wanted): Found {
  if (wanted.text === '') return new Map();
  const pattern = new RegExp(wanted.isPattern ? wanted.text : escaped(wanted.text), 'giu');
  const found = new Map<number, readonly Place[]>();
  lines.forEach((line, index) => {
    const places = placesOf(line, pattern);
    if (places.length > 0) found.set(index, places);
  });
  return found;
}

function placesOf(line: string, pattern: RegExp): readonly Place[] {
  const places: Place[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(line); match !== null; match = pattern.exec(line)) {
    const to = match.index + match[0].length;
    // A pattern that fits nothing at all stands everywhere: that is nowhere.
    if (to > match.index) places.push([match.index, to]);
    else pattern.lastIndex += 1;
    if (places.length === MOST_IN_LINE || pattern.lastIndex > line.length) break;
  }
  return places;
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

/** The match after (1) or before (-1) line `from`, around the end; null where there is none. `lines` in order. */
export function nextMatch(
  lines: readonly number[],
  from: number | null,
  step: 1 | -1,
): number | null {
  if (lines.length === 0) return null;
  if (step === 1) return lines.find((line) => line > (from ?? -1)) ?? lines[0] ?? null;
  return lines.findLast((line) => line < (from ?? Infinity)) ?? lines.at(-1) ?? null;
}
