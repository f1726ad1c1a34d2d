/** The rows of causes. A cause takes another key when its finding comes, or when it joins another: its row follows its pods. */
import type { Cause } from '@podline/contract';

export interface CauseRow {
  /** One row's as long as it is there. */
  readonly id: number;
  readonly cause: Cause;
  /** Somebody opened it into its pods. */
  readonly isOpen: boolean;
}

/**
 * A row stays the row of its key; where that is gone, the row goes to the cause that has most of its pods. What was open stays so:
 * a row is open as well that is new and has pods of an open one, or takes in those of an open one that is gone.
 * `away` are the open ones that went before: a pod that runs for seconds between its failures comes back.
 */
export function causeRows(
  before: readonly CauseRow[],
  causes: readonly Cause[],
  away: readonly CauseRow[] = [],
): readonly CauseRow[] {
  const keys = new Set(causes.map(({ key }) => key));
  const stays = new Map(before.map((row) => [row.cause.key, row]));
  const free = new Set(before.filter(({ cause }) => !keys.has(cause.key)));
  const left = [...free];
  let lastId = before.reduce((last, { id }) => Math.max(last, id), 0);
  return causes.map((cause) => {
    const own = stays.get(cause.key) ?? nearest(cause, free);
    if (own !== null) free.delete(own);
    const from = own === null ? [...before, ...away] : left;
    const isOpen = own?.isOpen === true || from.some((row) => row.isOpen && shared(row, cause) > 0);
    lastId += own === null ? 1 : 0;
    return { id: own?.id ?? lastId, cause, isOpen };
  });
}

/** So many are remembered. */
const AWAY = 50;

/** Open rows of which no pod is told of any more, the newest last. */
export function awayAfter(
  away: readonly CauseRow[],
  before: readonly CauseRow[],
  rows: readonly CauseRow[],
): readonly CauseRow[] {
  const ids = new Set(rows.map(({ id }) => id));
  const gone = before.filter(({ id, isOpen }) => isOpen && !ids.has(id));
  return [...away, ...gone].filter((row) => rowAfter(row, rows) === null).slice(-AWAY);
}

/** After somebody opened it, or closed it. */
export const turned = (
  rows: readonly CauseRow[],
  id: number,
  isOpen: boolean,
): readonly CauseRow[] => rows.map((row) => (row.id === id ? { ...row, isOpen } : row));

/** Where the pods of a row that is gone are now, for who was at it; null: they are told of no more. */
export const rowAfter = (gone: CauseRow, rows: readonly CauseRow[]): CauseRow | null =>
  nearest(gone.cause, rows);

/** The one with most of its pods, of equals the first; null where none has one. */
function nearest(cause: Cause, rows: Iterable<CauseRow>): CauseRow | null {
  let best: CauseRow | null = null;
  let most = 0;
  for (const row of rows) {
    const pods = shared(row, cause);
    if (pods > most) [best, most] = [row, pods];
  }
  return best;
}

function shared(row: CauseRow, { members }: Cause): number {
  const uids = new Set(members.map(({ uid }) => uid));
  return row.cause.members.filter(({ uid }) => uids.has(uid)).length;
}
