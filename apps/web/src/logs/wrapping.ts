/** How high lines are that are wrapped, and where each of them stands. */

/** Of Chinese, Japanese, Korean and emoji a letter is two wide. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const PLAIN = /^[ -~]*$/;
const TAB = 8;

/** Columns of a letter grid that a text takes. */
export function columnsOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let columns = 0;
  for (const letter of text) {
    if (letter === '\t') columns += TAB - (columns % TAB);
    else columns += WIDE.test(letter) ? 2 : 1;
  }
  return columns;
}

/** Rows that a text takes in `columns`; at least one. */
export const rowsOf = (text: string, columns: number): number =>
  Math.max(1, Math.ceil(columnsOf(text) / Math.max(1, columns)));

/** Where lines stand above each other, each some rows high. */
export interface Stack {
  readonly heightPx: number;
  topOf(index: number): number;
  /** The line at that height, within the stack. */
  at(topPx: number): number;
}

/** Of lines that are all one row high. */
export const evenStack = (count: number, rowPx: number): Stack => ({
  heightPx: count * rowPx,
  topOf: (index) => index * rowPx,
  at: (topPx) => Math.min(Math.max(0, Math.floor(topPx / rowPx)), Math.max(0, count - 1)),
});

/** Of lines of that many rows each. */
export function stackOf(rows: ArrayLike<number>, rowPx: number): Stack {
  const tops = new Float64Array(rows.length + 1);
  for (let index = 0; index < rows.length; index += 1)
    tops[index + 1] = (tops[index] ?? 0) + (rows[index] ?? 1) * rowPx;
  return {
    heightPx: tops[rows.length] ?? 0,
    topOf: (index) => tops[index] ?? 0,
    at(topPx) {
      let [low, high] = [0, Math.max(0, rows.length - 1)];
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if ((tops[middle] ?? 0) <= topPx) low = middle;
        else high = middle - 1;
      }
      return low;
    },
  };
}
