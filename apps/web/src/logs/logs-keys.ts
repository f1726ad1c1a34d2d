/** The keys of the logs: what each does, in one table for the page, its hints and its help. */

export type LogsCommand =
  | 'next-match'
  | 'previous-match'
  | 'next-line'
  | 'previous-line'
  | 'follow'
  | 'wrap'
  | 'previous-run'
  | 'all-containers'
  | 'zone'
  | 'download';

export interface LogsKey {
  readonly command: LogsCommand;
  /** As `KeyboardEvent.key` gives them; the first is the one that is told. */
  readonly keys: readonly [string, ...string[]];
  readonly words: string;
}

export const LOGS_KEYS: readonly LogsKey[] = [
  { command: 'next-match', keys: ['n'], words: 'next match' },
  { command: 'previous-match', keys: ['N'], words: 'match before' },
  { command: 'next-line', keys: ['j', 'ArrowDown'], words: 'next line' },
  { command: 'previous-line', keys: ['k', 'ArrowUp'], words: 'line before' },
  { command: 'follow', keys: ['f', 'End'], words: 'follow what is written now' },
  { command: 'wrap', keys: ['w'], words: 'wrap long lines' },
  { command: 'previous-run', keys: ['p'], words: 'this run, or the one before' },
  { command: 'all-containers', keys: ['a'], words: 'all containers, or the one in trouble' },
  { command: 'zone', keys: ['u'], words: 'UTC or local time' },
  { command: 'download', keys: ['d'], words: 'save what is shown' },
];

/** What a key press means to the logs; null: nothing. */
export const logsCommandOf = ({ key }: Pick<KeyboardEvent, 'key'>): LogsCommand | null =>
  LOGS_KEYS.find(({ keys }) => keys.includes(key))?.command ?? null;

/** The key that is told for a command. */
export const logsKeyFor = (command: LogsCommand): string =>
  LOGS_KEYS.find((entry) => entry.command === command)?.keys[0] ?? '';
