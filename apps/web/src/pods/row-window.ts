/** Which rows of a long list are drawn: those in view, and one screen each side. */

export interface RowWindow {
  /** First row drawn. */
  readonly start: number;
  /** One past the last. */
  readonly end: number;
}

export function rowWindow(
  scrollTopPx: number,
  viewportPx: number,
  rowPx: number,
  count: number,
): RowWindow {
  const first = Math.floor((scrollTopPx - viewportPx) / rowPx);
  const last = Math.ceil((scrollTopPx + 2 * viewportPx) / rowPx);
  const end = Math.min(count, Math.max(last, 0));
  return { start: Math.min(Math.max(0, first), end), end };
}
