/** The row that the keyboard is at, in a list of which only a part is here and which moves by itself. */
export interface RowCursor {
  readonly index: number;
  /** Null while that row is not here. */
  readonly uid: string | null;
}

/** The rows that are here; the first of them is the one at `from`. */
interface Here {
  readonly from: number;
  readonly uids: readonly string[];
}

/** Where it stands now: it follows its pod while that is here, and keeps its place when the pod is gone. */
export function settled(cursor: RowCursor, { from, uids }: Here, total: number): RowCursor {
  const at = cursor.uid === null ? -1 : uids.indexOf(cursor.uid);
  if (at >= 0) return { index: from + at, uid: cursor.uid };
  const index = Math.max(0, Math.min(cursor.index, total - 1));
  return { index, uid: uids[index - from] ?? null };
}

/** By how many rows a key moves; to the first and the last row by more than there are. Null: it moves nothing. */
export function stepOf(key: string, rowsInView: number): number | null {
  switch (key) {
    case 'j':
    case 'ArrowDown':
      return 1;
    case 'k':
    case 'ArrowUp':
      return -1;
    case 'PageDown':
      return rowsInView;
    case 'PageUp':
      return -rowsInView;
    case 'Home':
      return Number.NEGATIVE_INFINITY;
    case 'End':
      return Number.POSITIVE_INFINITY;
    default:
      return null;
  }
}

/** After a step. */
export function moved(cursor: RowCursor, step: number, here: Here, total: number): RowCursor {
  const index = Math.max(0, Math.min(total - 1, cursor.index + step));
  return { index, uid: here.uids[index - here.from] ?? null };
}
