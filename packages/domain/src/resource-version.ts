/**
 * Which of two resourceVersions of one kind, in one cluster, is the older. They are whole numbers without a limit that may be
 * compared since Kubernetes 1.35 (KEP-5504), and were in every release before; of any other form nothing but equality is known.
 */

const DECIMAL = /^(?:0|[1-9]\d*)$/;

/** Whether `a` is certainly older than `b`: false for the same one, and where no order is known. */
export function isOlder(a: string, b: string): boolean {
  if (!DECIMAL.test(a) || !DECIMAL.test(b)) return false;
  // Without leading zeros the longer one is the greater one.
  return a.length === b.length ? a < b : a.length < b.length;
}

/** Whether `version` may be taken for a later one than `than`: another one that is not certainly older. */
export const isNewer = (version: string, than: string): boolean =>
  version !== than && !isOlder(version, than);
