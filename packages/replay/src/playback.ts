/** What is played when: the lines of all recordings on one clock, in the order of the cluster. Pure. */

import { Unplayable } from './errors.ts';
import type { Fleet, FleetPlan } from './fleet.ts';
import { mergedLines } from './fleet-lines.ts';
import { keyOf } from './object-key.ts';
import {
  firstVersionOf,
  isObjectLine,
  linesOfCluster,
  type RecordedPlan,
  type Source,
} from './planned.ts';
import type { JsonObject, RecordedLine, Recording } from './recording.ts';

export type PlannedLine = RecordedPlan | FleetPlan;

export interface Playback {
  /** In order. Those of a fleet are made when they are asked for. */
  readonly lines: Pick<readonly PlannedLine[], 'length' | 'at'>;
  /** Those of the lines that are of recordings as they are. */
  readonly recorded: readonly RecordedPlan[];
  /** One round: until the last of the recordings is over. */
  readonly durationMs: number;
  readonly sources: readonly Source[];
  /** Where recorded resourceVersions begin; `null` when the recordings are of several clusters. */
  readonly firstResourceVersion: number | null;
  /** The wall time (ms since 1970) at which the first of what is played began; `null` with nothing to play. */
  readonly startedAtMs: number | null;
  /** What the objects that are played live in and on. */
  readonly namespaces: ReadonlySet<string>;
  readonly nodes: ReadonlySet<string>;
}

/**
 * The order in which recordings are played together. Within one cluster that is the order of
 * resourceVersions (its watches were separate connections, so their `t` may disagree by some
 * milliseconds); `atMs` never runs backwards. Clusters are merged by `atMs`, and so is each fleet. With
 * nothing to play there is nothing but what is written by hand.
 * @throws Unplayable when two recordings hold the same pod, or two fleets have one name.
 */
export function playbackOf(
  recordings: readonly Recording[],
  fleets: readonly Fleet[] = [],
): Playback {
  const clusters = clustersOf(recordings);
  const sources = clusters.flat();
  refuseClashes(sources);
  refuseNamesakes(fleets);
  const recorded = clusters.flatMap(linesOfCluster).sort((a, b) => a.atMs - b.atMs);
  const ends = [
    ...sources.map(({ recording, offsetMs }) => offsetMs + recording.meta.durationMs),
    ...fleets.map(({ durationMs }) => durationMs),
  ];
  return {
    lines: fleets.length === 0 ? recorded : mergedLines(recorded, fleets),
    recorded,
    durationMs: Math.max(0, ...ends, recorded.at(-1)?.atMs ?? 0),
    sources,
    firstResourceVersion:
      clusters.length === 1 && fleets.length === 0 ? firstVersionOf(sources) : null,
    startedAtMs: (sources[0] ?? fleets[0])?.startedAtMs ?? null,
    namespaces: new Set([
      ...recorded.flatMap(({ plural, line }) => (plural === 'pods' ? namespaceOf(line) : [])),
      ...fleets.flatMap(({ namespaces }) => namespaces),
    ]),
    nodes: new Set([
      ...recorded.flatMap(({ line }) => nodeOf(line)),
      ...fleets.flatMap(({ nodes }) => nodes),
    ]),
  };
}

const namespaceOf = ({ object }: RecordedLine): readonly string[] => [
  String(object.metadata['namespace']),
];

function nodeOf({ object }: RecordedLine): readonly string[] {
  const name = (object['spec'] as JsonObject | undefined)?.['nodeName'];
  return typeof name === 'string' ? [name] : [];
}

/** Recordings that were recorded together form one cluster, with the earliest as its zero. */
function clustersOf(recordings: readonly Recording[]): Source[][] {
  const byCluster = Map.groupBy(recordings, ({ name, meta }) =>
    JSON.stringify(meta.recordedTogether?.toSorted() ?? [name]),
  );
  return [...byCluster.values()].map((members) => {
    const startedAtMs = Math.min(...members.map(({ recordedAtMs }) => recordedAtMs));
    return members.map((recording) => ({
      recording,
      startedAtMs,
      offsetMs: recording.recordedAtMs - startedAtMs,
    }));
  });
}

function refuseClashes(sources: readonly Source[]): void {
  const owners = new Map<string, Recording>();
  for (const { recording } of sources) {
    for (const { object } of recording.pods.filter(isObjectLine)) {
      const key = keyOf(object.metadata);
      const owner = owners.get(key) ?? recording;
      if (owner !== recording)
        throw new Unplayable(
          `The recordings ${owner.name} and ${recording.name} both hold the pod ${key}, so they cannot be played together.`,
        );
      owners.set(key, owner);
    }
  }
}

function refuseNamesakes(fleets: readonly Fleet[]): void {
  const names = fleets.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new Unplayable(`Two fleets are called ${twice}: give each a name of its own.`);
}
