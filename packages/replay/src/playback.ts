/** What is played when: the lines of all recordings on one clock, in the order of the cluster. Pure. */

import { Unplayable } from './errors.ts';
import type { JsonObject, RecordedLine, Recording } from './recording.ts';

/** A recording and where its clock stands in the play. */
export interface Source {
  readonly recording: Recording;
  /** The wall time (ms since 1970) at which the recorded cluster's clock shows position 0. */
  readonly startedAtMs: number;
  /** From position 0 to the recording's own beginning: zero for the first of those recorded together. */
  readonly offsetMs: number;
}

export interface PlannedLine {
  /** Milliseconds from the beginning of a round. */
  readonly atMs: number;
  readonly plural: 'pods' | 'events';
  readonly source: Source;
  readonly line: RecordedLine;
}

export interface Playback {
  readonly lines: readonly PlannedLine[];
  /** One round: until the last of the recordings is over. */
  readonly durationMs: number;
  readonly sources: readonly Source[];
  /** Where recorded resourceVersions begin; `null` when the recordings are of several clusters. */
  readonly firstResourceVersion: number | null;
}

/**
 * The order in which recordings are played together. Within one cluster that is the order of
 * resourceVersions (its watches were separate connections, so their `t` may disagree by some
 * milliseconds); `atMs` never runs backwards. Clusters are merged by `atMs`.
 * @throws Unplayable when there is nothing to play or two recordings hold the same pod.
 */
export function playbackOf(recordings: readonly Recording[]): Playback {
  if (recordings.length === 0) throw new Unplayable('There is no recording to play.');
  const clusters = clustersOf(recordings);
  const sources = clusters.flat();
  refuseClashes(sources);
  const lines = clusters.flatMap(linesOfCluster).sort((a, b) => a.atMs - b.atMs);
  const ends = sources.map(({ recording, offsetMs }) => offsetMs + recording.meta.durationMs);
  return {
    lines,
    durationMs: Math.max(...ends, lines.at(-1)?.atMs ?? 0),
    sources,
    firstResourceVersion: clusters.length === 1 ? firstVersionOf(sources) : null,
  };
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

const isObjectLine = ({ type }: RecordedLine): boolean => type !== 'BOOKMARK' && type !== 'ERROR';

/** A recorded version as a number: recordings hold what one real API server counted. */
const versionOf = ({ object }: RecordedLine): number => Number(object.metadata.resourceVersion);

function linesOfCluster(sources: readonly Source[]): PlannedLine[] {
  const planned = sources.flatMap((source) =>
    (['pods', 'events'] as const).flatMap((plural) =>
      source.recording[plural]
        .filter(isObjectLine)
        .map((line) => ({ atMs: source.offsetMs + line.t, plural, source, line })),
    ),
  );
  planned.sort((a, b) => versionOf(a.line) - versionOf(b.line));
  let latest = 0;
  return planned.map((line) => {
    latest = Math.max(latest, line.atMs);
    return { ...line, atMs: latest };
  });
}

/** What the API server was at before the first line: the initial bookmark says it. */
function firstVersionOf(sources: readonly Source[]): number {
  const lines = sources.flatMap(({ recording }) => [...recording.pods, ...recording.events]);
  const versions = lines
    .filter(({ type }) => type !== 'ERROR')
    .map((line) => versionOf(line) - (line.type === 'BOOKMARK' ? 0 : 1));
  return Math.max(1, Math.min(...versions));
}

/** `namespace/name`, by which the API tells objects of one kind apart. */
export const keyOf = (metadata: JsonObject): string =>
  `${String(metadata['namespace'] ?? '')}/${String(metadata['name'])}`;

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
