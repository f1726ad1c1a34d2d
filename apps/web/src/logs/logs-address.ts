/**
 * What of the logs stands in the address.
 *
 *     ?tab=logs&c=app,proxy&run=previous     whose logs; without `c` those of the container that is in trouble; `c=all`
 *     ?t=2026-11-22T11:34:02Z                the line of that time is looked at, and what is written now is not followed
 *     ?at=2026-11-22T11:34:02Z               the page shows that moment, and so does the log as long as `t` names no other
 *     ?find=error&re=1&wrap=1&tail=10000&tz=utc
 */
import { LOG_LIMITS } from '@podline/contract';
import { type Millis, parseRfc3339 } from '@podline/domain';
import type { Zone } from '../timeline/time-words.ts';
import type { Wanted } from './find.ts';

export interface LogsChoice {
  /** As they stand in the pod; never empty, unless the pod has none. */
  readonly containers: readonly string[];
  readonly run: 'current' | 'previous';
  /** Null: what is written now is followed. */
  readonly at: Millis | null;
  readonly wanted: Wanted;
  readonly isWrapped: boolean;
  /** Lines of each container, to begin with. */
  readonly tail: number;
  readonly zone: Zone;
}

/** How much of the end is asked for: first, and when somebody wants more. */
const TAILS = [LOG_LIMITS.defaultTail, 10_000, LOG_LIMITS.tail] as const;

/** `ofPod` in the order of its lanes; `first` is shown where the address names none that is there. */
export function logsChoice(
  get: (key: string) => string | null,
  ofPod: readonly string[],
  first: string | null,
): LogsChoice {
  // On a page that shows a moment, the line of then.
  const at = get('t') ?? get('at');
  return {
    containers: containersOf(get('c'), ofPod, first),
    run: get('run') === 'previous' ? 'previous' : 'current',
    at: at === null ? null : parseRfc3339(at),
    wanted: { text: get('find') ?? '', isPattern: get('re') === '1' },
    isWrapped: get('wrap') === '1',
    tail: TAILS.find((tail) => String(tail) === get('tail')) ?? TAILS[0],
    zone: get('tz') === 'utc' ? 'utc' : 'local',
  };
}

function containersOf(
  named: string | null,
  ofPod: readonly string[],
  first: string | null,
): readonly string[] {
  if (named === 'all') return ofPod.slice(0, LOG_LIMITS.containers);
  const names = named?.split(',') ?? [];
  const there = ofPod.filter((name) => names.includes(name)).slice(0, LOG_LIMITS.containers);
  if (there.length > 0) return there;
  const fallback = ofPod.includes(first ?? '') ? first : ofPod[0];
  return fallback === null || fallback === undefined ? [] : [fallback];
}

/** What names these in the address: all by one word. */
export const containersParam = (
  names: readonly string[],
  ofPod: readonly string[],
): string | null =>
  names.length === ofPod.length && names.length > 1
    ? 'all'
    : ofPod.filter((name) => names.includes(name)).join(',') || null;

/** More than is shown now; null: there is no more to ask for. */
export const moreThan = (tail: number): number | null => TAILS.find((it) => it > tail) ?? null;
