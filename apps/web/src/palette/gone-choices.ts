/** Pods that are gone, as the palette offers them: what the log finds for what was typed, after all that is there. */
import type { PodRow } from '@podline/contract';
import type { Millis } from '@podline/domain';
import { podPath } from '../pods/address.ts';
import { agoWords } from '../timeline/time-words.ts';
import type { Choice } from './choices.ts';

/** Fewer letters are in nearly every name. */
const LEAST = 2;
/** A query has at most 40 terms, and nobody types as many. */
const MOST_WORDS = 10;

/** The query that finds them, each word as it stands; null where too little was typed. */
export function goneText(typed: string): string | null {
  const words = typed
    .replaceAll('"', ' ')
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, MOST_WORDS);
  if (words.join('').length < LEAST) return null;
  return `${words.map((word) => `"${word.slice(0, 60)}"`).join(' ')} gone`;
}

/** In the order in which they were found. Each leads to the very pod, whoever has its name by now. */
export const goneChoices = (
  rows: readonly PodRow[],
  now: Millis,
  open: (path: string) => void,
): readonly Choice[] =>
  rows.map((row) => ({
    ...{ id: `gone ${row.uid}`, kind: 'gone', title: row.name, key: null },
    note: `${row.namespace} · gone${row.deletedAt === null ? '' : ` ${agoWords(row.deletedAt, now)}`}`,
    run: () => open(podPath(row)),
  }));
