/** Pods that no API server should show: any state with any count, ids that repeat, times that run backwards. */
import fc from 'fast-check';
import type {
  ContainerSpec,
  ContainerState,
  ContainerStatus,
  PodSnapshot,
  Terminated,
} from '../src/index.ts';
import { app, at, condition, ephemeral, init, pod, sidecar } from './build.ts';

const time = fc.option(fc.integer({ min: -20, max: 200 }).map(at), { nil: null });
const id = fc.option(fc.constantFrom('x', 'y', 'z'), { nil: null });
const reason = fc.option(
  fc.constantFrom('CrashLoopBackOff', 'RunContainerError', 'PodInitializing', 'OOMKilled', 'Error'),
  { nil: null },
);
const message = fc.option(fc.constantFrom('back-off 10s restarting failed container=x', 'other'), {
  nil: null,
});

const terminated: fc.Arbitrary<Terminated> = fc.record({
  kind: fc.constant('terminated'),
  ending: fc.record({
    exitCode: fc.constantFrom(0, 1, 137),
    signal: fc.constantFrom(null, 9),
    reason,
    message,
  }),
  startedAt: time,
  finishedAt: time,
  containerId: id,
});
const state: fc.Arbitrary<ContainerState> = fc.oneof(
  fc.record({ kind: fc.constant('waiting' as const), reason, message }),
  fc.record({ kind: fc.constant('running' as const), startedAt: time }),
  terminated,
);

const SPECS = [init('prepare'), sidecar('proxy'), app('web'), app('log'), ephemeral('debug')];

const statusOf = (spec: ContainerSpec): fc.Arbitrary<ContainerStatus> =>
  fc.record({
    kind: fc.constant(spec.kind),
    name: fc.constant(spec.name),
    state,
    lastEnd: fc.option(terminated, { nil: null }),
    restartCount: fc.integer({ min: 0, max: 9 }),
    ready: fc.boolean(),
    started: fc.constantFrom(null, true, false),
    image: fc.constant(spec.image),
    imageId: fc.constant(null),
    containerId: id,
  });

const snapshot: fc.Arbitrary<PodSnapshot> = fc
  .record({
    writtenAt: time,
    phase: fc.constantFrom('Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'),
    reason: fc.constantFrom(null, 'Evicted', 'NodeLost'),
    node: fc.constantFrom(null, 'node-1', 'node-2'),
    restartPolicy: fc.constantFrom('Always', 'OnFailure', 'Never'),
    deletion: fc.constantFrom(null, { requestedAt: at(50), deadlineAt: at(80) }),
    conditions: fc.subarray([
      condition('PodScheduled', 'True', 3),
      condition('PodReadyToStartContainers', 'True', 4),
      condition('Initialized', 'True', 9),
      condition('Ready', 'False', 12),
    ]),
    containers: fc.subarray(SPECS),
    statuses: fc.tuple(...SPECS.map(statusOf)).chain((all) => fc.subarray(all)),
  })
  .map((told) => pod(told));

export const anySnapshots = fc.array(snapshot, { minLength: 1, maxLength: 8 });
