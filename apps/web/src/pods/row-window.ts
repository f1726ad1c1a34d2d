/** Which rows of a long list are drawn: those in view, and one screen each side. */

export interface RowWindow {
  /** First row drawn. */
  readonly start: number;
  /** One past the last. */
  readonly end: number;
  readonly firstInView: number;
}

/** `start` and `end` are equal when there is nothing to draw; both stay within the list, wherever it is scrolled. */
export function rowWindow(
  scrollTopPx: number,
  viewportPx: number,
  rowPx: number,
  count: number,
): RowWindow {
  const first = Math.floor((scrollTopPx - viewportPx) / rowPx);
  const last = Math.ceil((scrollTopPx + 2 * viewportPx) / rowPx);
  const end = Math.min(count, Math.max(last, 0));
  const firstInView = Math.min(Math.max(0, Math.ceil(scrollTopPx / rowPx)), Math.max(0, count - 1));
  return { start: Math.min(Math.max(0, first), end), end, firstInView };
}

/** The scroll position nearest to the one that is, at which a row is wholly in view. */
export function scrollTopToShow(
  index: number,
  scrollTopPx: number,
  viewportPx: number,
  rowPx: number,
): number {
  const topPx = index * rowPx;
  return Math.min(topPx, Math.max(scrollTopPx, topPx + rowPx - viewportPx));
}
