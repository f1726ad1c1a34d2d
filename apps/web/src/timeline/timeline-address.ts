/**
 * What of the timeline stands in the address, so that whoever opens it sees the same.
 *
 *     ?from=now-15m&to=now                                   follows the present
 *     ?from=2026-11-22T11:34:00Z&to=2026-11-22T11:40:00Z     stands still
 *     ?sel=db-migrate.3&cmp=2                                an attempt, and the one it is compared with
 *     ?sel=db-migrate.2026-11-22T11:34:02Z                   a stretch in which nothing ran
 *     ?ruler=2026-…Z~2026-…Z&tz=utc&view=list
 */
import { formatRfc3339, type Millis, parseRfc3339 } from '@podline/domain';
import type { Measure } from './gesture.ts';
import { ALL, SHORTEST_MS, type WindowChoice } from './time-window.ts';

type WindowParams = Readonly<Record<'from' | 'to', string | null>>;

/** What an address says of the window; all, where it says nothing that can be read. */
export function choiceOf({ from, to }: WindowParams): WindowChoice {
  if (from === null || to === null) return ALL;
  const lengthMs = newestMs(from);
  if (lengthMs !== null && to === 'now') return { kind: 'last', lengthMs };
  const [begin, end] = [parseRfc3339(from), parseRfc3339(to)];
  if (begin === null || end === null || end - begin < SHORTEST_MS) return ALL;
  return { kind: 'fixed', from: begin, to: end };
}

export function windowParams(choice: WindowChoice): WindowParams {
  switch (choice.kind) {
    case 'all':
      return { from: null, to: null };
    case 'last':
      return { from: `now-${shortLength(choice.lengthMs)}`, to: 'now' };
    case 'fixed':
      return { from: formatRfc3339(choice.from), to: formatRfc3339(choice.to) };
  }
}

const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

function newestMs(text: string): number | null {
  const match = /^now-(\d{1,9})([smhd])$/.exec(text);
  const lengthMs = Number(match?.[1]) * (UNITS_MS[match?.[2] ?? ''] ?? Number.NaN);
  return lengthMs >= SHORTEST_MS ? lengthMs : null;
}

function shortLength(lengthMs: number): string {
  const seconds = Math.max(Math.round(lengthMs / 1000), SHORTEST_MS / 1000);
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

/** `2026-11-22T11:34:02Z~2026-11-22T11:34:06Z`; null where it cannot be read. */
export function measureOf(text: string | null): Measure | null {
  const [from, to] = (text ?? '').split('~').map(parseRfc3339);
  return from == null || to == null ? null : { from, to };
}

export const measureParam = (measure: Measure | null): string | null =>
  measure === null ? null : `${formatRfc3339(measure.from)}~${formatRfc3339(measure.to)}`;

/** What a selection names: a container, and in it a run by its number or a stretch by its beginning. */
export interface Selected {
  readonly lane: string;
  readonly attempt: number | null;
  readonly since: Millis | null;
}

/** A container's name has no dot, so what comes after the first one is the rest. */
export function selectedOf(text: string | null): Selected | null {
  const match = /^([^.]+)\.(.+)$/.exec(text ?? '');
  const [, lane = '', what = ''] = match ?? [];
  if (match === null) return null;
  if (/^\d{1,9}$/.test(what)) return { lane, attempt: Number(what), since: null };
  const since = parseRfc3339(what);
  return since === null ? null : { lane, attempt: null, since };
}

export const selectedParam = ({ lane, attempt, since }: Selected): string =>
  `${lane}.${attempt ?? (since === null ? '' : formatRfc3339(since))}`;
