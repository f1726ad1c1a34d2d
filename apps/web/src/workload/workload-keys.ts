/** The keys of a workload's page: what each does, in one table for the page and its help. */
import { commandOf, keyFor } from '../timeline/timeline-keys.ts';

export type ChartCommand =
  | 'zoom-in'
  | 'zoom-out'
  | 'pan-left'
  | 'pan-right'
  | 'fit'
  | 'all'
  | 'follow'
  | 'zone'
  | 'axis'
  | 'next-revision'
  | 'previous-revision';

type Entry = {
  readonly keys: readonly [string, ...string[]];
  readonly words: string;
};

const OWN: readonly (Entry & { readonly command: ChartCommand })[] = [
  { command: 'axis', keys: ['o'], words: 'since creation or time of day' },
  { command: 'fit', keys: ['f'], words: 'the starts, or the rollout' },
  { command: 'all', keys: ['0'], words: 'all there is' },
  { command: 'next-revision', keys: [']'], words: 'another revision alone' },
  { command: 'previous-revision', keys: ['['], words: 'the one before' },
];

/** The rest is as on a pod's timeline. */
const SHARED = ['zoom-in', 'zoom-out', 'pan-left', 'pan-right', 'follow', 'zone'] as const;

/** For the sheet of all keys. */
export const WORKLOAD_KEYS: readonly Entry[] = [
  { keys: ['j', 'ArrowDown'], words: 'next of its pods' },
  { keys: ['k', 'ArrowUp'], words: 'previous of its pods' },
  { keys: ['Enter'], words: 'open that pod' },
  ...OWN.map(({ keys, words }) => ({ keys, words })),
  { keys: [keyFor('zoom-in'), keyFor('zoom-out')], words: 'look closer, from further away' },
  { keys: [keyFor('pan-left'), keyFor('pan-right')], words: 'earlier, later' },
  { keys: ['Escape'], words: 'back to what is shown at first, then to its pods in the table' },
];

/** What a key press means to the chart; null: nothing. */
export function chartCommandOf(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
): ChartCommand | null {
  const own = OWN.find(({ keys }) => keys.includes(event.key));
  if (own !== undefined) return own.command;
  const command = commandOf(event);
  return SHARED.find((shared) => shared === command) ?? null;
}
