/** Pods as the timeline document gives them: what `podline replay --format json` and the REST API print. */
import type { FindingDocument, LaneDocument, PodDocument } from '@podline/contract';
import {
  besideStartup,
  type EvidenceEvent,
  type Finding,
  findingsOf,
  formatRfc3339,
  type Gap,
  type Lane,
  type LogTail,
  type Millis,
  PATIENCE,
  type Patience,
  type PodSnapshot,
  restartsColumn,
  type Segment,
  type StartupStage,
  type Surroundings,
  startupOf,
  statusColumns,
  stuckOf,
  type Transition,
  timelineOf,
  waitOf,
  workloadOf,
} from '@podline/domain';

export interface PodHistory {
  /** As last seen. */
  readonly snapshot: PodSnapshot;
  readonly deletedAt: Millis | null;
  readonly transitions: readonly Transition[];
  readonly gaps: readonly Gap[];
  /** Kubernetes Events of this pod, oldest first. */
  readonly events: readonly EvidenceEvent[];
  /** Ages and stuck-ness are as of then. */
  readonly now: Millis;
  readonly patience?: Patience;
  /** What its attempts wrote last, as far as that is kept and may be read. */
  readonly logs?: readonly LogTail[];
  /** What was seen around it; missing: nobody looked. */
  readonly surroundings?: Surroundings;
}

/** The document of one pod. */
export function podDocument(pod: PodHistory): PodDocument {
  const { snapshot, now, events, patience = PATIENCE } = pod;
  const columns = statusColumns(snapshot);
  const timeline = timelineOf(pod.transitions, pod.gaps, pod.events);
  const stuck = stuckOf(snapshot, timeline, now, { events, patience });
  return {
    uid: snapshot.uid,
    namespace: snapshot.namespace,
    name: snapshot.name,
    node: snapshot.node,
    createdAt: formatRfc3339(snapshot.createdAt),
    deletedAt: stamp(pod.deletedAt),
    workload: workloadOf(snapshot),
    ready: columns.ready,
    status: columns.status,
    restarts: restartsColumn(columns.restarts, columns.lastRestartAt, now),
    stuck: stuck && { ...stuck, since: formatRfc3339(stuck.since) },
    lanes: timeline.lanes.map(laneDocument),
    conditions: snapshot.conditions.map((c) => ({ ...c, at: stamp(c.at) })),
    startup: [
      ...startupOf(timeline, pod.events).map((stage) => stageDocument(stage, true)),
      ...besideStartup(timeline).map((stage) => stageDocument(stage, false)),
    ],
    events: pod.events.map((event) => ({
      at: stamp(event.at),
      type: event.type,
      reason: event.reason,
      container: event.container,
      count: event.count,
      message: event.message ?? '',
    })),
    findings: findingsOf(pod).map(findingDocument),
  };
}

/** A finding as it crosses the wire to scripts. */
export const findingDocument = (finding: Finding): FindingDocument => ({
  ...finding,
  since: stamp(finding.since),
  evidence: finding.evidence.map((it) => ({ ...it, at: stamp(it.at) })),
});

const stamp = (at: Millis | null): string | null => (at === null ? null : formatRfc3339(at));

const span = (interval: { readonly from: Millis; readonly to: Millis | null }) => ({
  from: formatRfc3339(interval.from),
  to: stamp(interval.to),
});

const stageDocument = ({ from, to, ...stage }: StartupStage, critical: boolean) => ({
  ...stage,
  ...span({ from, to }),
  critical,
});

function laneDocument(lane: Lane): LaneDocument {
  return {
    container: lane.name,
    role: lane.role,
    roleBecause: lane.roleBecause,
    position: lane.position,
    sharedVolumes: lane.sharedVolumes ?? [],
    attempts: lane.attempts.map((attempt) => ({
      number: attempt.number,
      containerId: attempt.containerId,
      startedAt: stamp(attempt.startedAt),
      finishedAt: stamp(attempt.finishedAt),
      exitCode: attempt.ending?.exitCode ?? null,
      signal: attempt.ending?.signal ?? null,
      reason: attempt.ending?.reason ?? null,
      message: attempt.ending?.message ?? null,
      seen: attempt.seen,
    })),
    unobserved: segmentsOfKind(lane, 'unobserved')
      .filter((segment) => segment.attempts > 0)
      .map((segment) => ({ ...span(segment), attempts: segment.attempts })),
    waits: segmentsOfKind(lane, 'waiting').map((segment) => ({
      ...span(segment),
      reason: segment.reason,
      message: segment.message,
      waitsFor: waitOf(segment),
    })),
    backOffs: segmentsOfKind(lane, 'back-off').map((segment) => ({
      ...span(segment),
      notBefore: stamp(segment.notBefore),
    })),
    ready: lane.ready.map(span),
  };
}

const segmentsOfKind = <K extends Segment['kind']>(
  lane: Lane,
  kind: K,
): readonly Extract<Segment, { kind: K }>[] =>
  lane.segments.filter(
    (segment): segment is Extract<Segment, { kind: K }> => segment.kind === kind,
  );
