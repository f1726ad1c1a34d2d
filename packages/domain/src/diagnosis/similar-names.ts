/** Names that somebody may have meant who wrote another one. */

/** At most two letters differ, or only dashes do, or one begins the other. */
export function isNear(a: string, b: string): boolean {
  const [x, y] = [a.replaceAll('-', ''), b.replaceAll('-', '')];
  if (x === y || (Math.min(x.length, y.length) > 3 && (x.startsWith(y) || y.startsWith(x))))
    return true;
  return (
    Math.abs(x.length - y.length) < 3 &&
    distance(x, y) <= (Math.min(x.length, y.length) > 4 ? 2 : 1)
  );
}

/** Letters to change, add or drop (Levenshtein). Names have at most 63. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
