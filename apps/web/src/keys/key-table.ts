/** Every key there is, in one table: the sheet on `?` prints it, and the page's own keys are read by it. */
import { LOGS_KEYS } from '../logs/logs-keys.ts';
import { TIMELINE_KEYS } from '../timeline/timeline-keys.ts';
import { WORKLOAD_KEYS } from '../workload/workload-keys.ts';

/** What the frame itself does on a key, wherever one is. */
export type FrameAction =
  | 'palette'
  | 'copy'
  | 'link'
  | 'query'
  | 'theme'
  | 'contrast'
  | 'keys'
  | 'words'
  | 'much-earlier'
  | 'earlier'
  | 'later'
  | 'much-later';

export interface KeyEntry {
  /** As `KeyboardEvent.key` gives them; `Mod+` is ⌘ on a Mac and Ctrl elsewhere. */
  readonly keys: readonly [string, ...string[]];
  readonly words: string;
}

export interface KeyPlace {
  readonly where: string;
  readonly keys: readonly KeyEntry[];
}

export const FRAME_KEYS: readonly (KeyEntry & { readonly action: FrameAction })[] = [
  { action: 'palette', keys: ['Mod+k'], words: 'find a pod, a page, an action, a word' },
  { action: 'query', keys: ['/'], words: 'go to the query of the pods' },
  { action: 'copy', keys: ['c'], words: 'copy a kubectl command for the pod' },
  { action: 'link', keys: ['y'], words: 'copy the link to what is shown' },
  { action: 'theme', keys: ['t'], words: 'theme: system, light, dark' },
  { action: 'contrast', keys: ['T'], words: 'high contrast' },
  { action: 'earlier', keys: [','], words: 'ten seconds back in time' },
  { action: 'later', keys: ['.'], words: 'ten seconds on in time, up to now' },
  { action: 'much-earlier', keys: ['<'], words: 'five minutes back in time' },
  { action: 'much-later', keys: ['>'], words: 'five minutes on in time, up to now' },
  { action: 'words', keys: ['g'], words: 'what the words mean' },
  { action: 'keys', keys: ['?'], words: 'all keys' },
];

export const KEY_TABLE: readonly KeyPlace[] = [
  { where: 'Everywhere', keys: FRAME_KEYS },
  {
    where: 'Now',
    keys: [
      { keys: ['Tab'], words: 'from figure to figure, and from cause to cause' },
      { keys: ['Enter'], words: 'open a cause into its pods; go where a figure leads' },
    ],
  },
  {
    where: 'Pods',
    keys: [
      { keys: ['j', 'ArrowDown'], words: 'next pod' },
      { keys: ['k', 'ArrowUp'], words: 'previous pod' },
      { keys: ['Enter'], words: 'open the pod; in the query, go to the first that matches' },
      { keys: ['PageUp', 'PageDown'], words: 'a screen of pods up and down' },
      { keys: ['Home', 'End'], words: 'first and last pod' },
      { keys: ['Tab'], words: 'in the query, take what is offered; in a row, its filters' },
      {
        keys: ['N', 'S', 'R', 'O', 'A', 'P'],
        words: 'sort by name, status, restarts, node, age, namespace',
      },
      { keys: ['Escape'], words: 'empty the query' },
    ],
  },
  {
    where: 'Pod',
    keys: [
      { keys: ['1', '2', '3', '4'], words: 'timeline, logs, events, spec' },
      { keys: ['ArrowLeft', 'ArrowRight'], words: 'along a lane' },
      { keys: ['ArrowUp', 'ArrowDown'], words: 'from lane to lane, at the same time' },
      { keys: ['Home', 'End'], words: 'first and last bar of a lane' },
      { keys: ['Enter'], words: 'show the facts of a bar' },
      { keys: ['Escape'], words: 'put away what is open, then back to the pods' },
    ],
  },
  {
    where: 'Timeline',
    keys: [
      ...TIMELINE_KEYS,
      { keys: ['Ctrl+Wheel'], words: 'look closer at the pointer, or two fingers' },
      { keys: ['Shift+Wheel'], words: 'earlier and later, or pull' },
    ],
  },
  {
    where: 'Workloads',
    keys: [
      { keys: ['j'], words: 'next workload' },
      { keys: ['k'], words: 'previous workload' },
      { keys: ['Enter'], words: 'its pods side by side' },
      { keys: ['Escape'], words: 'empty the filter' },
    ],
  },
  { where: 'Workload', keys: WORKLOAD_KEYS },
  { where: 'Logs', keys: LOGS_KEYS },
  {
    where: 'Spec',
    keys: [
      { keys: ['n', 'N'], words: 'next match, match before' },
      { keys: ['r'], words: 'read it again' },
      { keys: ['d'], words: 'save it' },
    ],
  },
  {
    where: 'Find',
    keys: [
      { keys: ['ArrowUp', 'ArrowDown'], words: 'choose' },
      { keys: ['PageUp', 'PageDown'], words: 'eight further' },
      { keys: ['Enter'], words: 'go there, or do it' },
      { keys: ['Escape'], words: 'away' },
    ],
  },
];

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** What a key press means to the frame; null: nothing. Whether the press is the page's at all is for others to say. */
export function frameActionOf(press: Press): FrameAction | null {
  const key = pressed(press);
  return FRAME_KEYS.find(({ keys }) => key !== null && keys.includes(key))?.action ?? null;
}

/** Either modifier will do: a keyboard of the one kind at a machine of the other is no rarity. */
function pressed({ key, ctrlKey, metaKey, altKey, shiftKey }: Press): string | null {
  if (!ctrlKey && !metaKey) return altKey ? null : key;
  return altKey || shiftKey || ctrlKey === metaKey ? null : `Mod+${key.toLowerCase()}`;
}

const PRINTED: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  PageUp: 'Page ↑',
  PageDown: 'Page ↓',
  T: 'Shift T',
  N: 'Shift N',
  S: 'Shift S',
  R: 'Shift R',
  O: 'Shift O',
  A: 'Shift A',
  P: 'Shift P',
  'Shift+ArrowLeft': 'Shift ←',
  'Shift+ArrowRight': 'Shift →',
  'Ctrl+Wheel': 'Ctrl wheel',
  'Shift+Wheel': 'Shift wheel',
};

/** As it is printed on the key. */
export const keyWords = (key: string, isMac: boolean): string =>
  key.startsWith('Mod+')
    ? `${isMac ? '⌘' : 'Ctrl'} ${key.slice('Mod+'.length).toUpperCase()}`
    : (PRINTED[key] ?? key);

/** The key that is told for an action. */
export const keyOf = (action: FrameAction, isMac: boolean): string =>
  FRAME_KEYS.filter((entry) => entry.action === action)
    .map(({ keys: [first] }) => keyWords(first, isMac))
    .join();
