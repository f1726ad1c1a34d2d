/** What stands at the head of a workload, and of each of its revisions. */
import { toneOf } from '../pods/status-tone.ts';
import { countWords } from '../ui/count-words.ts';
import type { PodLine } from './pod-lines.ts';

/** `3 pods, 2 ready, 1 stuck`; pods that are gone are counted for themselves. */
export function groupWords(lines: readonly PodLine[]): string {
  const live = lines.filter(({ deletedAt }) => deletedAt === null);
  const is = (tone: string): number =>
    live.filter(({ status, ready }) => toneOf(status, ready) === tone).length;
  const parts: readonly (readonly [number, string])[] = [
    [is('ready'), 'ready'],
    [is('done'), 'completed'],
    [live.filter(({ stuck }) => stuck !== null).length, 'stuck'],
    [lines.length - live.length, 'gone'],
  ];
  const told = parts.flatMap(([count, words]) => (count === 0 ? [] : [`${count} ${words}`]));
  return [countWords(live.length, 'pod'), ...told].join(', ');
}
