/** No rule accuses what is healthy: every moment of every healthy recording, told as far as it had come then. */
import { join } from 'node:path';
import {
  type EvidenceEvent,
  type Finding,
  findingsOf,
  type Known,
  millis,
  observe,
  observeGone,
  type Transition,
} from '@podline/domain';
import { eventFromApi, isUnreadable, podFromApi } from '@podline/kube';
import { type RecordedLine, type Recording, readRecording } from '@podline/replay';
import { expect, test } from 'vitest';

const RECORDINGS = join(import.meta.dirname, '../../../../recordings');

/** All their pods start, work and end as they should, whatever was done around them. */
const HEALTHY = [
  'container-name-with-all-legal-chars',
  'containerd-down-during-init',
  'deployment-rollout-with-init',
  'deployment-twenty-replicas',
  'ephemeral-container-added',
  'image-alias',
  'init-deleted-graceful-exit',
  'init-force-deleted',
  'init-resize',
  'init-three-in-order',
  'istio-like',
  'kubelet-restart-during-init',
  'many-init-containers',
  'native-sidecar-fails-at-shutdown',
  'native-sidecar-happy',
  'native-sidecar-job-completes',
  'native-sidecar-job-sidecar-killed',
  'native-sidecars-three-with-inits',
  'pod-completes-succeeded',
  'pod-metadata-only-updates',
  'pod-readiness-gate',
  'pod-scheduling-gated',
  'pods-that-end-at-once',
  'prestop-slow-termination',
  'seed-init-downloads-config',
  'seed-sidecar-shared-logs',
  'startup-probe-slow-app',
  'statefulset-same-name-new-uid',
];

/** In recordings of several pods: those that are well. */
const HEALTHY_PODS: readonly (readonly [recording: string, pods: RegExp])[] = [
  ['demo-data', /^(?:warehouse|stock-sync|shard-export)-/],
  ['demo-payments', /^(?:ledger-0|fraud-check-)/],
  ['demo-platform', /^(?:node-agent|ingress|index-rebuild)/],
  ['demo-shop', /^(?:storefront|shop-api-5b99)/],
  ['kubelet-down-while-inits-end', /^(?:in-init|running)$/],
];

interface Moment {
  readonly pod: string;
  readonly at: number;
  readonly findings: readonly Finding[];
}

/** What would have been found at each update of each pod, and just before the next one. */
async function moments(name: string): Promise<readonly Moment[]> {
  const recording = await readRecording(join(RECORDINGS, name));
  const byUid = new Map<string, RecordedLine[]>();
  for (const line of recording.pods) {
    const uid = String(line.object.metadata['uid'] ?? '');
    if (line.type !== 'BOOKMARK') byUid.set(uid, [...(byUid.get(uid) ?? []), line]);
  }
  return [...byUid].flatMap(([uid, lines]) => momentsOf(recording, uid, lines));
}

function momentsOf(
  { recordedAtMs, meta, events }: Recording,
  uid: string,
  lines: readonly RecordedLine[],
): readonly Moment[] {
  let known: Known | null = null;
  const transitions: Transition[] = [];
  return lines.flatMap(({ t, type, object }, index) => {
    const snapshot = podFromApi(object);
    if (isUnreadable(snapshot)) return [];
    const observation = observe(known, snapshot, millis(recordedAtMs + t));
    known = observation.known;
    transitions.push(...observation.transitions);
    const seenAt = millis(recordedAtMs + t);
    if (type === 'DELETED') transitions.push(observeGone(known, 'observed', seenAt));
    const next = lines[index + 1]?.t ?? meta.durationMs;
    return [t, next - 1].map((at) => ({
      pod: snapshot.name,
      at,
      findings: findingsOf({
        snapshot,
        transitions: [...transitions],
        gaps: [],
        events: eventsUntil(events, uid, at),
        now: millis(recordedAtMs + at),
      }),
    }));
  });
}

function eventsUntil(lines: readonly RecordedLine[], pod: string, at: number): EvidenceEvent[] {
  const byUid = new Map<string, EvidenceEvent>();
  for (const { t, type, object } of lines) {
    if (t > at || type === 'BOOKMARK' || type === 'DELETED') continue;
    const event = eventFromApi(object);
    if (!isUnreadable(event) && event.podUid === pod) byUid.set(event.uid, event);
  }
  return [...byUid.values()].sort((a, b) => a.at - b.at);
}

const told = ({ pod, at, findings }: Moment) =>
  findings.map((it) => `${pod} at ${at}: ${it.severity} ${it.code}: ${it.sentence}`);

const accusing = (all: readonly Moment[]) =>
  all
    .map((it) => ({ ...it, findings: it.findings.filter(({ severity }) => severity !== 'info') }))
    .flatMap(told);

test.each(HEALTHY)('%s: at no moment anything above info, and nothing at its end', async (name) => {
  const all = await moments(name);
  expect(accusing(all)).toEqual([]);
  const last = new Map(all.map((it) => [it.pod, it]));
  expect([...last.values()].flatMap(told)).toEqual([]);
});

test.each(HEALTHY_PODS)('%s: the healthy pods %s are never accused', async (name, pods) => {
  const all = (await moments(name)).filter(({ pod }) => pods.test(pod));
  expect(all.length).toBeGreaterThan(0);
  expect(accusing(all)).toEqual([]);
});
