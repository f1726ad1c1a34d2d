/** `podline replay DIR`: a whole recording at full speed through the domain, printed in one of several formats. */
import { EXPORT_FORMATS, EXPORT_KINDS, type TimelineDocument } from '@podline/contract';
import {
  type Finding,
  findingsOf,
  formatRfc3339,
  type Gap,
  type Known,
  type LogTail,
  type Millis,
  millis,
  observe,
  observeGone,
  type PodSnapshot,
  parseRfc3339,
  restartsColumn,
  sketchLanes,
  sketchTransition,
  sketchWaits,
  statusColumns,
  type Transition,
  timelineOf,
} from '@podline/domain';
import { type ClusterEvent, eventFromApi, isUnreadable, podFromApi } from '@podline/kube';
import { type Recording, readRecording } from '@podline/replay';
import { podDocument } from '../timeline-document.ts';

export const REPLAY_FORMATS = [...EXPORT_FORMATS, 'status', 'sketch'] as const;
export type ReplayFormat = (typeof REPLAY_FORMATS)[number];

/** The text to print. @throws RecordingUnreadable naming file and line. */
export async function replay(dir: string, format: ReplayFormat): Promise<string> {
  const recording = await readRecording(dir);
  const began = parseRfc3339(recording.meta.recordedAt) ?? millis(0);
  const seeings = podSeeings(recording, began);
  switch (format) {
    case 'status':
      return seeings.map(statusLine).join('\n');
    case 'sketch':
      return sketch(recording, histories(seeings), millis(began + recording.meta.durationMs));
    default:
      return EXPORT_KINDS[format].text(document(recording, seeings, began));
  }
}

interface PodSeeing {
  readonly snapshot: PodSnapshot;
  readonly isDeleted: boolean;
  readonly observedAt: Millis;
}

function podSeeings(recording: Recording, began: Millis): readonly PodSeeing[] {
  return recording.pods.flatMap(({ t, type, object }): PodSeeing[] => {
    if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED') return [];
    const snapshot = podFromApi(object);
    if (isUnreadable(snapshot)) return [];
    return [{ snapshot, isDeleted: type === 'DELETED', observedAt: millis(began + t) }];
  });
}

function statusLine({ snapshot, observedAt }: PodSeeing): string {
  const columns = statusColumns(snapshot);
  return JSON.stringify({
    resourceVersion: snapshot.resourceVersion,
    name: snapshot.name,
    ready: columns.ready,
    status: columns.status,
    restarts: restartsColumn(columns.restarts, columns.lastRestartAt, observedAt),
  });
}

interface History {
  readonly known: Known;
  readonly deletedAt: Millis | null;
  readonly transitions: readonly Transition[];
}

/** By uid, in the order in which the pods appeared. */
function histories(seeings: readonly PodSeeing[]): ReadonlyMap<string, History> {
  const found = new Map<string, History>();
  for (const { snapshot, isDeleted, observedAt } of seeings) {
    const before = found.get(snapshot.uid);
    const { known, transitions } = observe(before?.known ?? null, snapshot, observedAt);
    const gone = isDeleted ? [observeGone(known, 'observed', observedAt)] : [];
    found.set(snapshot.uid, {
      known,
      deletedAt: isDeleted ? observedAt : null,
      transitions: [...(before?.transitions ?? []), ...transitions, ...gone],
    });
  }
  return found;
}

const NO_GAPS: readonly Gap[] = [];

function sketch(recording: Recording, pods: ReadonlyMap<string, History>, end: Millis): string {
  const events = clusterEvents(recording);
  return [...pods]
    .map(([uid, history]) => {
      const { known, transitions } = history;
      const { snapshot } = known;
      const zero = snapshot.createdAt;
      const timeline = timelineOf(transitions, NO_GAPS);
      const waits = sketchWaits(timeline, end);
      const own = events.filter((event) => event.podUid === uid);
      const findings = findingsOf(evidenceOf(recording, history, own, end));
      return [
        `${snapshot.namespace}/${snapshot.name}`,
        ...transitions.map((transition) => `  ${sketchTransition(transition, zero)}`),
        '',
        sketchLanes(timeline, end),
        ...(waits === '' ? [] : ['', '  waited for', waits]),
        '',
        sketchFindings(findings),
      ].join('\n');
    })
    .join('\n\n');
}

/** The first finding with its sentence, then the others by their codes. */
function sketchFindings([first, ...others]: readonly Finding[]): string {
  const name = ({ code, severity, container }: Finding) =>
    `${severity} ${code}${container === null ? '' : ` ${container}`}`;
  if (first === undefined) return '  finding  none';
  return [
    `  finding  ${name(first)}: ${first.title}`,
    `           ${first.sentence}`,
    ...others.map((it) => `      and  ${name(it)}: ${it.title}`),
  ].join('\n');
}

function document(
  recording: Recording,
  seeings: readonly PodSeeing[],
  began: Millis,
): TimelineDocument {
  const end = millis(began + recording.meta.durationMs);
  const events = clusterEvents(recording);
  return {
    version: 1,
    cluster: recording.meta.scenario,
    generatedAt: formatRfc3339(end),
    gaps: [],
    pods: [...histories(seeings)].map(([uid, history]) => {
      const own = events.filter((event) => event.podUid === uid);
      const { deletedAt } = history;
      return podDocument({ ...evidenceOf(recording, history, own, end), deletedAt });
    }),
  };
}

const evidenceOf = (
  recording: Recording,
  { known, transitions }: History,
  events: readonly ClusterEvent[],
  now: Millis,
) => ({
  snapshot: known.snapshot,
  transitions,
  gaps: NO_GAPS,
  events,
  logs: logTails(recording, known.snapshot.name, transitions),
  now,
});

/** A viewer of a timeline reads the end of a log, not all of it. */
const MAX_LINES = 80;

/** Logs were fetched at the end: the current one is of the newest attempt, the previous one of the one before. */
function logTails(
  { logs }: Recording,
  pod: string,
  transitions: readonly Transition[],
): readonly LogTail[] {
  return timelineOf(transitions, NO_GAPS).lanes.flatMap(({ name, attempts }) => {
    const log = logs.get(`${pod}/${name}`);
    const tail = (bytes: Buffer | null | undefined, attempt: number | undefined): LogTail[] =>
      bytes == null || attempt === undefined
        ? []
        : [{ container: name, attempt, lines: bytes.toString().split('\n').slice(-MAX_LINES) }];
    return [
      ...tail(log?.current, attempts.at(-1)?.number),
      ...tail(log?.previous, attempts.at(-2)?.number),
    ];
  });
}

/** The last word of each event: a repeat comes as the same object with a higher count. */
function clusterEvents(recording: Recording): readonly ClusterEvent[] {
  const byUid = new Map<string, ClusterEvent>();
  for (const { type, object } of recording.events) {
    if (type !== 'ADDED' && type !== 'MODIFIED') continue;
    const event = eventFromApi(object);
    if (!isUnreadable(event)) byUid.set(event.uid, event);
  }
  return [...byUid.values()].sort((a, b) => a.at - b.at);
}
