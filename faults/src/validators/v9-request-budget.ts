/** V9: what was asked of the API server stays within a budget. */
import type { TrueRequest, Truth, Violations } from '../evidence.ts';

export interface Budget {
  /** Lists of pods over the whole run. */
  readonly lists: number;
  /** Requests in any `perMs`, but for logs. */
  readonly requests: number;
  /** Requests for logs in any `perMs`, with those that make sure whose log it is. */
  readonly logs: number;
  readonly perMs: number;
}

export function withinBudget({ requests }: Truth, { lists, perMs, ...most }: Budget): Violations {
  const listed = requests.filter(({ kind, resource }) => kind === 'list' && resource === 'pods');
  const { logs = [], others = [] } = Object.groupBy(requests, kindOf);
  const busiest = { requests: busiestOf(others, perMs), logs: busiestOf(logs, perMs) };
  return [
    ...(listed.length > lists
      ? [`V9: pods were listed ${listed.length} times, ${lists} are in the budget.`]
      : []),
    ...(busiest.requests > most.requests
      ? [
          `V9: ${busiest.requests} requests came within ${perMs} ms, ${most.requests} are in the budget.`,
        ]
      : []),
    ...(busiest.logs > most.logs
      ? [
          `V9: ${busiest.logs} requests for logs came within ${perMs} ms, ${most.logs} are in the budget.`,
        ]
      : []),
  ];
}

/** A log is asked for, and then its pod. */
const kindOf = ({ kind, resource }: TrueRequest): 'logs' | 'others' =>
  kind === 'log' || (kind === 'get' && resource === 'pods') ? 'logs' : 'others';

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
