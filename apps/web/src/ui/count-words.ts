/** Counts as people read them. */

const COUNT = new Intl.NumberFormat('en-GB');

/** `1 pod`, `3,500 pods`. */
export const countWords = (count: number, one: string): string =>
  `${COUNT.format(count)} ${one}${count === 1 ? '' : 's'}`;
