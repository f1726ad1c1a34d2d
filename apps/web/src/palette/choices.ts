/** What the palette offers, in the order in which it fits what was typed. */
import { fitOf } from './fuzzy.ts';

export interface Choice {
  /** Unique among all. */
  readonly id: string;
  readonly kind: 'pod' | 'gone' | 'page' | 'action' | 'word' | 'copy';
  readonly title: string;
  /** Beside the title; it is searched too. Empty for none. */
  readonly note: string;
  /** The key that does the same, as it is printed; null for none. */
  readonly key: string | null;
  readonly run: () => void;
}

export interface RankedChoice {
  readonly choice: Choice;
  /** Indices of the letters of the title that were matched. */
  readonly at: readonly number[];
}

/** Nobody reads further; they type another letter. */
const MOST = 60;

/** The best first, equals in the order given; an empty query leaves the order. */
export function ranked(choices: readonly Choice[], query: string): readonly RankedChoice[] {
  if (query.trim() === '') return choices.slice(0, MOST).map((choice) => ({ choice, at: [] }));
  const fits = choices.flatMap((choice) => {
    const fit = fitOf(query, `${choice.title} ${choice.note}`);
    return fit === null ? [] : [{ choice, fit }];
  });
  return fits
    .sort((a, b) => b.fit.score - a.fit.score)
    .slice(0, MOST)
    .map(({ choice, fit }) => ({
      choice,
      at: fit.at.filter((index) => index < choice.title.length),
    }));
}

/** A text in pieces, of which some are marked: as matched letters are printed. */
export function pieces(
  text: string,
  at: readonly number[],
): readonly { readonly from: number; readonly text: string; readonly isMarked: boolean }[] {
  const marked = new Set(at);
  const all: { from: number; text: string; isMarked: boolean }[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const isMarked = marked.has(index);
    const last = all.at(-1);
    if (last?.isMarked === isMarked) last.text += text.charAt(index);
    else all.push({ from: index, text: text.charAt(index), isMarked });
  }
  return all;
}
