/** How well a few letters fit a name: `shpap` finds `shop-api`. */

export interface Fit {
  /** Higher is better; comparable between texts for one query. */
  readonly score: number;
  /** Indices of the letters that were matched, ascending. */
  readonly at: readonly number[];
}

/** A letter that begins a word, and one that follows the letter matched before it. */
const AT_WORD = 8;
const NEXT_TO = 6;
const AT_START = 4;
/** A word that occurs as it was typed. */
const IN_ONE_PIECE = 8;
/** Among equal fits the shorter text is meant. */
const PER_LETTER = -0.02;
const SEPARATORS = /[\s\-_./:@]/;

/**
 * Null when some word of the query does not occur in the text, letter by letter in order; every text fits an empty query.
 * Words of the query may come in any order, and a case is none.
 */
export function fitOf(query: string, text: string): Fit | null {
  const lower = text.toLowerCase();
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  let score = text.length * PER_LETTER;
  const at = new Set<number>();
  for (const word of words) {
    const fit = fitOfWord(word, lower);
    if (fit === null) return null;
    score += fit.score;
    for (const index of fit.at) at.add(index);
  }
  return { score, at: [...at].sort((a, b) => a - b) };
}

/** As one piece where it occurs so, else letter by letter from the left. */
function fitOfWord(word: string, text: string): Fit | null {
  const whole = bestPiece(word, text);
  return whole ?? scattered(word, text);
}

function bestPiece(word: string, text: string): Fit | null {
  let best: number | null = null;
  for (let from = text.indexOf(word); from !== -1; from = text.indexOf(word, from + 1)) {
    best ??= from;
    if (beginsWord(text, from)) {
      best = from;
      break;
    }
  }
  if (best === null) return null;
  const start = best;
  const { score, at } = scored(
    text,
    Array.from(word, (_, index) => start + index),
  );
  return { score: score + IN_ONE_PIECE, at };
}

/** The beginnings of words first: `sa` in `shop-api` is its two words. */
function scattered(word: string, text: string): Fit | null {
  const byWords = walked(word, text, (index) => beginsWord(text, index));
  return byWords ?? walked(word, text, () => false);
}

/**
 * Takes each letter where `isBetter` says so, if what follows still fits from there; else the next that there is. Greedy: a
 * name is short, and a person corrects a query faster than they would notice a better order.
 */
function walked(word: string, text: string, isBetter: (index: number) => boolean): Fit | null {
  const at: number[] = [];
  let from = 0;
  for (const letter of word) {
    const index = nextOf(letter, text, from, isBetter);
    if (index === -1) return null;
    at.push(index);
    from = index + 1;
  }
  return scored(text, at);
}

function nextOf(
  letter: string,
  text: string,
  from: number,
  isBetter: (index: number) => boolean,
): number {
  const first = text.indexOf(letter, from);
  if (first === -1 || first === from) return first;
  for (let index = first; index !== -1; index = text.indexOf(letter, index + 1))
    if (isBetter(index)) return index;
  return first;
}

function scored(text: string, at: readonly number[]): Fit {
  let score = at[0] === 0 ? AT_START : 0;
  at.forEach((index, place) => {
    score += 1;
    if (beginsWord(text, index)) score += AT_WORD;
    if (place > 0 && at[place - 1] === index - 1) score += NEXT_TO;
  });
  return { score, at };
}

const beginsWord = (text: string, index: number): boolean =>
  index === 0 || SEPARATORS.test(text.charAt(index - 1));
