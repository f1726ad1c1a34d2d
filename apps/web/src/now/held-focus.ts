/** Where the keyboard is among the causes, so that it can be there again after rows moved or went. */
import { type CauseRow, rowAfter } from './cause-rows.ts';

export interface HeldFocus {
  readonly element: HTMLElement;
  readonly row: CauseRow;
  /** Of the pod whose link it is; null: it is something else of the row. */
  readonly uid: string | null;
}

/** Null when the keyboard is elsewhere. */
export function heldFocus(list: HTMLElement, rows: readonly CauseRow[]): HeldFocus | null {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement) || !list.contains(element)) return null;
  const id = element.closest('[data-cause]')?.getAttribute('data-cause');
  const row = rows.find((it) => String(it.id) === id);
  return row === undefined ? null : { element, row, uid: element.dataset['uid'] ?? null };
}

/** To the same thing; where that is gone, to its pod's link or its pods' row. Not when somebody has gone elsewhere meanwhile. */
export function giveFocusBack(held: HeldFocus, list: HTMLElement, rows: readonly CauseRow[]): void {
  if (document.activeElement !== document.body && document.activeElement !== null) return;
  const goal = held.element.isConnected ? held.element : goalAfter(held, list, rows);
  goal?.focus({ preventScroll: true });
}

function goalAfter(
  { row, uid }: HeldFocus,
  list: HTMLElement,
  rows: readonly CauseRow[],
): HTMLElement | null {
  const link =
    uid === null ? null : list.querySelector<HTMLElement>(`a[data-uid="${CSS.escape(uid)}"]`);
  const after = rowAfter(row, rows);
  return link ?? list.querySelector<HTMLElement>(`[data-cause="${after?.id ?? ''}"] summary`);
}
