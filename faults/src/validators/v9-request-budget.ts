/** V9: what was asked of the API server stays within a budget. */
import type { TrueRequest, Truth, Violations } from '../evidence.ts';

export interface Budget {
  /** Lists of pods over the whole run. */
  readonly lists: number;
  /** Requests of any kind in any `perMs`. */
  readonly requests: number;
  readonly perMs: number;
}

export function withinBudget(
  { requests }: Truth,
  { lists, requests: most, perMs }: Budget,
): Violations {
  const listed = requests.filter(({ kind, resource }) => kind === 'list' && resource === 'pods');
  const busiest = busiestOf(requests, perMs);
  return [
    ...(listed.length > lists
      ? [`V9: pods were listed ${listed.length} times, ${lists} are in the budget.`]
      : []),
    ...(busiest > most
      ? [`V9: ${busiest} requests came within ${perMs} ms, ${most} are in the budget.`]
      : []),
  ];
}

/** The most requests that any window of `perMs` saw. They are in order of time. */
function busiestOf(requests: readonly TrueRequest[], perMs: number): number {
  let first = 0;
  let most = 0;
  for (const [last, { at }] of requests.entries()) {
    while ((requests[first]?.at ?? at) <= at - perMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
