/**
 * Which of two resourceVersions of one kind is older. They are ordered whole numbers since Kubernetes 1.35 (KEP 5504) and were
 * in every release before; a server that gives anything else gets no order, only equality.
 */

/** Whether `a` is certainly older than `b`; false for the same one and for versions that have no order. */
export function isOlder(a: string, b: string): boolean {
  if (!isNumber(a) || !isNumber(b)) return false;
  return a.length === b.length ? a < b : a.length < b.length;
}

/** Decimal without leading zeros, so that the longer one is the greater one: they may be beyond what a number holds. */
const isNumber = (version: string): boolean => /^(0|[1-9][0-9]*)$/.test(version);
