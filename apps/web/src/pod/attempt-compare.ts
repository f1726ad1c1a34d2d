/** Two attempts side by side: what differs comes first. */
import type { Attempt, Millis } from '@podline/domain';
import { endingWords, lengthOf } from '../timeline/block-words.ts';
import { localTime, type Zone } from '../timeline/time-words.ts';

export interface Compared {
  readonly what: string;
  readonly a: string;
  readonly b: string;
  readonly differs: boolean;
}

interface Clocks {
  readonly now: Millis;
  /** When the pod was gone, else now. */
  readonly end: Millis;
  readonly zone: Zone;
}

/** Differences first, in the order in which they usually tell; when it was and its ids always differ and come last of them. */
export function compareAttempts(a: Attempt, b: Attempt, clocks: Clocks): readonly Compared[] {
  const rows = FIELDS.map(([what, words]): Compared => {
    const [one, other] = [words(a, clocks), words(b, clocks)];
    return { what, a: one, b: other, differs: one !== other };
  });
  return [...rows.filter(({ differs }) => differs), ...rows.filter(({ differs }) => !differs)];
}

/** How many of the rows differ that could be alike. */
export const tellingDifferences = (rows: readonly Compared[]): number =>
  rows.filter(({ what, differs }) => differs && !ALWAYS_DIFFER.has(what)).length;

const ALWAYS_DIFFER = new Set(['Started', 'Container id']);

const FIELDS: readonly (readonly [string, (attempt: Attempt, clocks: Clocks) => string])[] = [
  ['Ended', ({ ending }) => (ending === null ? 'runs' : endingWords(ending))],
  ['Message', ({ ending }) => ending?.message || 'none'],
  ['Image id', ({ imageId }) => imageId ?? 'not told'],
  ['Ran', ranWords],
  [
    'Observed',
    ({ seen }) => (seen === 'live' ? 'while it was so' : 'afterwards, by what came next'),
  ],
  [
    'Started',
    ({ startedAt }, { now, zone }) =>
      startedAt === null ? 'not known' : localTime(startedAt, now, zone),
  ],
  ['Container id', ({ containerId }) => containerId ?? 'not told'],
];

/** `2s`; `not known` where the kubelet gives no times. */
export function ranWords(
  { startedAt, finishedAt, ending }: Attempt,
  { end }: Pick<Clocks, 'end'>,
): string {
  if (startedAt === null || (finishedAt === null && ending !== null)) return 'not known';
  return lengthOf({ from: startedAt, to: finishedAt }, end);
}
