/**
 * The reducer: what was known of a pod, and a snapshot, give what is known now and the transitions between.
 *
 * Every container run is recorded once, by its containerID (by its number where the API gives none); ends known only from
 * lastState are filled in; runs that nobody saw are counted, never guessed. Feeding the same snapshot again gives nothing.
 */

import type { Known, KnownLane } from './known.ts';
import { observeContainer } from './observe-container.ts';
import { observePod } from './observe-pod.ts';
import type { PodSnapshot } from './pod-snapshot.ts';
import { ROLE_RULES, type RoleRule } from './role-rules.ts';
import type { Millis } from './time.ts';
import type { Transition } from './transition.ts';

export interface Observation {
  readonly known: Known;
  /** In the order in which they are to be recorded; often none. */
  readonly transitions: readonly Transition[];
}

/**
 * Total: any snapshot after any other gives an observation. `known` is null at first sight of this uid. `rules` tells helpers from
 * apps; they are written down with the containers, and again only when the containers or what the rules look at change.
 */
export function observe(
  known: Known | null,
  snapshot: PodSnapshot,
  observedAt: Millis,
  rules: readonly RoleRule[] = ROLE_RULES,
): Observation {
  const pod = observePod(known, snapshot, observedAt, rules);
  const transitions: Transition[] = [...pod.transitions];
  const lanes = new Map<string, KnownLane>(Object.entries(known?.lanes ?? {}));
  for (const spec of snapshot.containers) {
    const status = snapshot.statuses.find((s) => s.kind === spec.kind && s.name === spec.name);
    if (status === undefined) continue;
    const before = known?.snapshot.statuses.find(
      (s) => s.kind === spec.kind && s.name === spec.name,
    );
    const lane = observeContainer({
      lane: lanes.get(spec.name) ?? { runs: [], flips: 0 },
      before: before ?? null,
      status,
      isInit: spec.kind === 'init' && spec.restartPolicy !== 'Always',
      unseenSince: known?.lastSeenAt ?? snapshot.createdAt,
      writtenAt: snapshot.writtenAt,
      observedAt,
    });
    lanes.set(spec.name, lane.lane);
    transitions.push(...lane.transitions);
  }
  const { flips } = pod;
  return {
    known: { snapshot, lastSeenAt: observedAt, flips, lanes: Object.fromEntries(lanes) },
    transitions,
  };
}

/** The pod no longer exists: by a DELETED event, or because a list no longer had it. */
export function observeGone(
  known: Known,
  how: 'observed' | 'inferred',
  observedAt: Millis,
): Transition {
  return {
    key: 'pod/gone',
    at: null,
    observedAt,
    container: null,
    change: { kind: 'gone', how, lastSeenAt: known.lastSeenAt },
  };
}
