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

/** When to look, between one update of a pod and the next; milliseconds of the recording. */
type Times = (from: number, next: number) => readonly number[];
const AROUND_UPDATES: Times = (from, next) => [from, next - 1];

/** What would have been found then, of each pod. */
async function moments(name: string, times: Times = AROUND_UPDATES): Promise<readonly Moment[]> {
  const recording = await readRecording(join(RECORDINGS, name));
  const byUid = new Map<string, RecordedLine[]>();
  for (const line of recording.pods) {
    const uid = String(line.object.metadata['uid'] ?? '');
    if (line.type !== 'BOOKMARK') byUid.set(uid, [...(byUid.get(uid) ?? []), line]);
  }
  return [...byUid].flatMap(([uid, lines]) => momentsOf(recording, uid, lines, times));
}

function momentsOf(
  { recordedAtMs, meta, events }: Recording,
  uid: string,
  lines: readonly RecordedLine[],
  times: Times,
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
    return times(t, next).map((at) => ({
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

/** What is found while it lasts, where it is mended before the end. `at` in milliseconds of the recording. */
test.each<[recording: string, pod: string, at: number, first: string]>([
  ['init-missing-configmap-env', 'example-pod', 14_000, 'critical config-missing use-config'],
  ['init-missing-volume-configmap', 'example-pod', 20_000, 'warning volume-object-missing null'],
  ['init-image-pull-backoff', 'example-pod', 40_000, 'critical image-registry-unreachable fetch'],
  ['init-fails-twice-then-succeeds', 'example-pod', 8000, 'critical exits-non-zero flaky'],
  ['demo-payments', 'card-vault-697d9ccf79-vspjj', 200_000, 'critical config-missing load-keys'],
  ['demo-platform', 'index-rebuild', 110_000, 'info scheduling-gated null'],
  ['node-lost', 'bare', 45_000, 'critical node-lost null'],
  ['node-lost', 'web-5786fd8f7d-lm2jd', 60_000, 'warning unschedulable null'],
  ['pod-readiness-gate', 'example-pod', 7000, 'info readiness-gate null'],
  ['pod-sandbox-changed', 'example-pod', 16_000, 'info inits-again null'],
  ['kubelet-down-pod-deleted', 'example-pod', 19_000, 'none'],
])('%s: %s at %i ms is %s', async (name, pod, at, first) => {
  const then: Times = (from, next) => (from <= at && at < next ? [at] : []);
  const moment = (await moments(name, then)).find((it) => it.pod === pod);
  const [finding] = moment?.findings ?? [];
  const told = finding && `${finding.severity} ${finding.code} ${finding.container}`;
  expect(told ?? 'none').toBe(first);
});
