/** The lines of a recorded cluster, each in its place. Pure. */

import type { RecordedLine, Recording } from './recording.ts';

/** A recording and where its clock stands in the play. */
export interface Source {
  readonly recording: Recording;
  /** The wall time (ms since 1970) at which the recorded cluster's clock shows position 0. */
  readonly startedAtMs: number;
  /** From position 0 to the recording's own beginning: zero for the first of those recorded together. */
  readonly offsetMs: number;
}

/** A recorded line in its place. */
export interface RecordedPlan {
  /** Milliseconds from the beginning of a round. */
  readonly atMs: number;
  readonly plural: 'pods' | 'events';
  readonly source: Source;
  readonly line: RecordedLine;
}

/** Whether a line is about an object, and no bookmark or error. */
export const isObjectLine = ({ type }: RecordedLine): boolean =>
  type !== 'BOOKMARK' && type !== 'ERROR';

/** A recorded version as a number: recordings hold what one real API server counted. */
const versionOf = ({ object }: RecordedLine): number => Number(object.metadata.resourceVersion);

/** The lines of one cluster's recordings, in the order of resourceVersions; `atMs` never runs backwards. */
export function linesOfCluster(sources: readonly Source[]): RecordedPlan[] {
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
export function firstVersionOf(sources: readonly Source[]): number {
  const lines = sources.flatMap(({ recording }) => [...recording.pods, ...recording.events]);
  const versions = lines
    .filter(({ type }) => type !== 'ERROR')
    .map((line) => versionOf(line) - (line.type === 'BOOKMARK' ? 0 : 1));
  return Math.max(1, Math.min(...versions));
}
