/** Puts what overlaps into rows of its own, for viewers that would nest it. */

interface Span {
  readonly from: number;
  /** Null: goes on. */
  readonly to: number | null;
}

/** All of `spans`, which come in order of `from`, each in the first row in which it overlaps nothing; in one row where nothing does. */
export function apart<T extends Span>(spans: readonly T[]): readonly (readonly T[])[] {
  const rows: T[][] = [];
  for (const span of spans) {
    const row = rows.find((other) => {
      const last = other.at(-1);
      return last !== undefined && last.to !== null && last.to <= span.from;
    });
    if (row === undefined) rows.push([span]);
    else row.push(span);
  }
  return rows;
}
