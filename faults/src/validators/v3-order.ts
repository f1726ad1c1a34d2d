/** V3: per pod, the order of record agrees with the cluster's order of versions. */
import type { Database, TrueChange, Truth, Violations } from '../evidence.ts';
import { shows } from './shown.ts';

/**
 * Walks each pod's log by seq and its versions forward with it: each fact must be shown by the version that the walk has come to
 * or by a later one. One that only an older version shows was recorded too late.
 */
export function orderHolds({ changes }: Truth, { transitions }: Database): Violations {
  const versions = Map.groupBy(changes, ({ uid }) => uid);
  const logs = Map.groupBy(transitions, ({ uid }) => uid);
  return [...logs].flatMap(([uid, log]) => walked(uid, log, versions.get(uid) ?? []));
}

function walked(
  uid: string,
  log: Database['transitions'],
  versions: readonly TrueChange[],
): Violations {
  const violations: string[] = [];
  let reached = 0;
  for (const fact of log) {
    const shown = versions.map((version) => shows(version, fact));
    if (shown.every((it) => it !== true)) continue;
    const next = shown.findIndex((it, index) => it === true && index >= reached);
    if (next >= 0) reached = next;
    else
      violations.push(
        `V3: pod ${uid}: seq ${fact.seq} (${fact.key}) was recorded after version ${versions[reached]?.resourceVersion}, but no version from there on shows it.`,
      );
  }
  return violations;
}
