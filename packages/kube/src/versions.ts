/** The one place where resourceVersions are ordered. */

const DECIMAL = /^(?:0|[1-9]\d*)$/;

/**
 * Whether `version` comes after `than`, of two versions of one kind of object in one cluster. They are whole numbers without
 * a limit that may be compared since Kubernetes 1.35 (KEP-5504); of any other form, another version counts as a later one.
 */
export function isNewer(version: string, than: string): boolean {
  if (!DECIMAL.test(version) || !DECIMAL.test(than)) return version !== than;
  return version.length === than.length ? version > than : version.length > than.length;
}
