/** Which marks of a row have a button: all of a few, of many those around where the keyboard is. */

/** So many can be reached without the row being asked again; the arrow keys lead on to all. */
const MOST = 40;

/** `anchor` is the index of the mark that the keyboard is at; -1: at the newest. */
export function focusWindow<T>(marks: readonly T[], anchor: number): readonly T[] {
  if (marks.length <= MOST) return marks;
  const middle = anchor === -1 ? marks.length : anchor;
  const start = Math.min(Math.max(middle - MOST / 2, 0), marks.length - MOST);
  return marks.slice(start, start + MOST);
}
