/** The keys of the timeline: what each does, in one table for the page, its hints and its help. */

export type Command =
  | 'zoom-in'
  | 'zoom-out'
  | 'pan-left'
  | 'pan-right'
  | 'fit'
  | 'follow'
  | 'measure'
  | 'zone'
  | 'list'
  | 'zoom-to-selection'
  | 'previous-attempt'
  | 'next-attempt';

export interface TimelineKey {
  readonly command: Command;
  /** As `KeyboardEvent.key` gives them; the first is the one that is told. */
  readonly keys: readonly [string, ...string[]];
  readonly words: string;
}

/** Letters as in Perfetto where they are free. */
export const TIMELINE_KEYS: readonly TimelineKey[] = [
  { command: 'zoom-in', keys: ['+', '=', 'w'], words: 'look closer' },
  { command: 'zoom-out', keys: ['-', 's'], words: 'look from further away' },
  { command: 'pan-left', keys: ['a', 'Shift+ArrowLeft'], words: 'earlier' },
  { command: 'pan-right', keys: ['d', 'Shift+ArrowRight'], words: 'later' },
  { command: 'fit', keys: ['f', '0'], words: 'all of its life' },
  { command: 'follow', keys: ['n'], words: 'follow the present' },
  { command: 'zoom-to-selection', keys: ['z'], words: 'to what is selected' },
  { command: 'measure', keys: ['m'], words: 'measure between two points' },
  { command: 'previous-attempt', keys: ['['], words: 'attempt before' },
  { command: 'next-attempt', keys: [']'], words: 'attempt after' },
  { command: 'zone', keys: ['u'], words: 'UTC or local time' },
  { command: 'list', keys: ['v'], words: 'timeline or list' },
];

/** What a key press means to the timeline; null: nothing. */
export function commandOf(event: Pick<KeyboardEvent, 'key' | 'shiftKey'>): Command | null {
  const isArrow = event.key.startsWith('Arrow');
  const key = isArrow && event.shiftKey ? `Shift+${event.key}` : event.key;
  return TIMELINE_KEYS.find(({ keys }) => keys.includes(key))?.command ?? null;
}

/** The key that is told for a command, e.g. in the hint of its button. */
export const keyFor = (command: Command): string =>
  TIMELINE_KEYS.find((entry) => entry.command === command)?.keys[0] ?? '';
