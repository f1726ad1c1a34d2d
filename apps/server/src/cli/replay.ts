/** `podline replay DIR`: a whole recording at full speed through the domain, printed in one of three formats. */
import type { TimelineDocument } from '@podline/contract';
import {
  formatRfc3339,
  type Gap,
  type Known,
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

export const REPLAY_FORMATS = ['json', 'status', 'sketch'] as const;
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
      return sketch(histories(seeings), millis(began + recording.meta.durationMs));
    case 'json':
      return JSON.stringify(document(recording, seeings, began), null, 2);
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

function sketch(pods: ReadonlyMap<string, History>, end: Millis): string {
  return [...pods.values()]
    .map(({ known: { snapshot }, transitions }) => {
      const zero = snapshot.createdAt;
      const timeline = timelineOf(transitions, NO_GAPS);
      const waits = sketchWaits(timeline, end);
      return [
        `${snapshot.namespace}/${snapshot.name}`,
        ...transitions.map((transition) => `  ${sketchTransition(transition, zero)}`),
        '',
        sketchLanes(timeline, end),
        ...(waits === '' ? [] : ['', '  waited for', waits]),
      ].join('\n');
    })
    .join('\n\n');
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
    pods: [...histories(seeings)].map(([uid, { known, deletedAt, transitions }]) =>
      podDocument({
        snapshot: known.snapshot,
        deletedAt,
        transitions,
        gaps: NO_GAPS,
        events: events.filter((event) => event.podUid === uid),
        now: end,
      }),
    ),
  };
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
