/** Which part of a long list to ask the server for: what is drawn, with room on both sides. */
import type { Window } from '@podline/contract';

/** Rows that are asked for at once. */
const SIZE = 200;
/** Windows begin at multiples of this, so that pages that look at about the same share one. */
const STEP = 50;

/** The window that holds the rows from `start` to `end` (past the last); the one there is, while it does. */
export function askedWindow(
  current: Window | null,
  drawn: { readonly start: number; readonly end: number },
): Window {
  const { start, end } = drawn;
  const holds = current !== null && start >= current.from && end <= current.from + current.size;
  if (holds) return current;
  const middle = (start + end) / 2;
  const from = Math.max(0, Math.round((middle - SIZE / 2) / STEP) * STEP);
  return { from, size: SIZE };
}
