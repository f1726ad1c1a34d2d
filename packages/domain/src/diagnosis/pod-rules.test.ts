import { describe, expect, it, test } from 'vitest';
import {
  app,
  at,
  condition,
  ended,
  ephemeral,
  pod,
  running,
  status,
  waiting,
} from '../../test/build.ts';
import { event, first, found, placed, sentence, specOf, type ToldCase } from '../../test/case.ts';
import type { PodSnapshot } from '../pod-snapshot.ts';

const web = app('web');
const bare = { containers: [web] };

const failedScheduling = (message: string): ToldCase => ({
  seen: [
    pod({
      ...bare,
      conditions: [{ ...condition('PodScheduled', 'False', 1, 'Unschedulable'), message }],
    }),
  ],
  events: [event(1, 'FailedScheduling', message)],
  now: 120,
});

describe('no node', () => {
  test.each<[string, string, string]>([
    [
      'resources and taints',
      '0/5 nodes are available: 2 Insufficient cpu, 3 node(s) had untolerated taint {gpu: true}. preemption: 0/5 nodes are available: 5 No preemption victims found for incoming pod.',
      'of 5 nodes, 2 have too little `cpu`, 3 have a taint that it does not tolerate (`gpu: true`)',
    ],
    [
      'a selector that fits nothing',
      "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.",
      'of 2 nodes, 2 do not match its node affinity or selector',
    ],
    [
      'cordoned',
      '0/1 nodes are available: 1 node(s) were unschedulable.',
      'of 1 node, 1 is cordoned',
    ],
    ['words of another scheduler', 'queue is full', 'queue is full'],
  ])('%s', (_, message, told) => {
    expect(first(failedScheduling(message))).toBe('critical unschedulable');
    expect(sentence(failedScheduling(message))).toContain(told);
  });

  it('a claim that does not exist is named', () => {
    const told = failedScheduling(
      '0/1 nodes are available: persistentvolumeclaim "data" not found.',
    );
    expect(first(told)).toBe('critical volume-claim-pending');
    expect(sentence(told)).toContain('there is no PersistentVolumeClaim `data` in `shop`');
    expect(found(told)[0]?.subject).toBe('PersistentVolumeClaim shop/data');
  });

  test.each<[string, number, string]>([
    ['within patience nothing is said', 10, 'none'],
    ['no scheduler has looked', 60, 'critical not-scheduled'],
  ])('%s', (_, now, told) => {
    expect(first({ seen: [pod(bare)], now })).toBe(told);
  });

  it('a gate is named, and is no trouble for as long as gates last', () => {
    const gated = pod({
      ...bare,
      conditions: [condition('PodScheduled', 'False', 0, 'SchedulingGated')],
      specFacts: specOf({}, { schedulingGates: ['acme.io/quota'] }),
    });
    expect(first({ seen: [gated], now: 60 })).toBe('info scheduling-gated');
    expect(first({ seen: [gated], now: 7200 })).toBe('warning scheduling-gated');
    expect(sentence({ seen: [gated], now: 60 })).toContain(
      'The scheduling gate `acme.io/quota` has kept',
    );
  });
});

const over = (reason: string, message: string | null = null): PodSnapshot =>
  placed({ ...bare, phase: 'Failed', reason, message });

describe('the pod as a whole', () => {
  test.each<[string, PodSnapshot, string]>([
    [
      'evicted for the node’s memory',
      over(
        'Evicted',
        'The node was low on resource: memory. Container web was using 3Gi, request is 0.',
      ),
      'critical evicted',
    ],
    [
      'evicted for its own disk',
      over(
        'Evicted',
        'Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. ',
      ),
      'critical evicted',
    ],
    ['preempted by the kubelet', over('Preempting'), 'warning preempted'],
    [
      'a node that is shut down',
      over('Terminated', 'Pod was terminated in response to imminent node shutdown.'),
      'warning node-shutdown',
    ],
    [
      'no CPU left',
      over('OutOfcpu', "Node didn't have enough resource: cpu"),
      'critical rejected-by-kubelet',
    ],
    ['node affinity at admission', over('NodeAffinity'), 'critical rejected-by-kubelet'],
    [
      'devices',
      over('UnexpectedAdmissionError', 'Allocate failed'),
      'critical rejected-by-kubelet',
    ],
    ['an old kubelet', over('InitContainerRestartPolicyForbidden'), 'critical rejected-by-kubelet'],
    ['node lost, as old controllers said it', over('NodeLost'), 'critical node-lost'],
  ])('%s', (_, snapshot, told) => {
    expect(first({ seen: [snapshot], now: 60 })).toBe(told);
  });

  test.each<[string, PodSnapshot, string, string]>([
    [
      'a resource of another kind',
      over('OutOfnvidia.com/gpu', 'Node didn’t have enough resource: nvidia.com/gpu'),
      'critical rejected-by-kubelet',
      'refused this pod (OutOfnvidia.com/gpu): the node has too little `nvidia.com/gpu` left. It said:',
    ],
    [
      'a taint at admission',
      over('TaintToleration', 'Predicate TaintToleration failed'),
      'critical rejected-by-kubelet',
      'the node has a taint that it does not tolerate',
    ],
    [
      'a reason that nobody knows, before anything ran',
      over('SomethingNew', 'no such thing here'),
      'critical rejected-by-kubelet',
      'The kubelet of `node-1` refused this pod (SomethingNew). It said: no such thing here.',
    ],
    [
      'a node under pressure at admission',
      over('Evicted', 'The node had condition: [DiskPressure]. '),
      'critical evicted',
      'The kubelet evicted this pod from the node `node-1`: The node had condition: [DiskPressure].',
    ],
    [
      'a container that filled its own disk',
      over('Evicted', 'Container web exceeded its local ephemeral storage limit "1Gi". '),
      'critical evicted web',
      'Container web exceeded its local ephemeral storage limit "1Gi".',
    ],
    [
      'a volume that is full',
      over('Evicted', 'Usage of EmptyDir volume "tmp" exceeds the limit "1Gi". '),
      'critical evicted',
      'Usage of EmptyDir volume "tmp" exceeds the limit "1Gi".',
    ],
  ])('%s', (_, snapshot, told, words) => {
    expect(first({ seen: [snapshot], now: 60 })).toBe(told);
    expect(sentence({ seen: [snapshot], now: 60 })).toContain(words);
  });

  it('a pod that ran and failed for a reason that nobody knows was not refused', () => {
    const failed = { ...over('SomethingNew'), statuses: [status(web, ended(3, 1, 9))] };
    const codes = found({ seen: [failed], now: 60 }).map(({ code }) => code);
    expect(codes).not.toContain('rejected-by-kubelet');
  });

  it('a node that ran out of something is to blame, not who used most of it', () => {
    const [evicted] = found({
      seen: [over('Evicted', 'The node was low on resource: memory. Container web was using 3Gi')],
      now: 60,
    });
    expect([evicted?.container, evicted?.subject]).toEqual([null, 'node node-1']);
  });

  it('the scheduler’s preemption is told by a condition', () => {
    const disrupted = placed({
      ...bare,
      conditions: [condition('DisruptionTarget', 'True', 5, 'PreemptionByScheduler')],
      statuses: [status(web, running(1), { ready: true })],
    });
    expect(first({ seen: [disrupted], now: 6 })).toBe('warning preempted');
  });

  it('a node that falls silent takes the readiness back without a reason, and no container is blamed', () => {
    const silent = placed({
      ...bare,
      phase: 'Running',
      conditions: [condition('PodScheduled', 'True', 0), condition('Ready', 'False', 50)],
      statuses: [status(web, running(1), { ready: true })],
    });
    expect(first({ seen: [silent], now: 60 })).toBe('critical node-lost');
  });

  it('bound, and no kubelet takes it up', () => {
    const bound = pod({
      ...bare,
      node: 'ghost',
      conditions: [condition('PodScheduled', 'True', 0)],
    });
    expect(first({ seen: [bound], now: 20 })).toBe('none');
    expect(first({ seen: [bound], now: 40 })).toBe('critical node-missing');
  });

  it('a namespace that is being deleted', () => {
    const told =
      'pods "web-0" is forbidden: unable to create new content in namespace shop because it is being terminated';
    expect(first({ seen: [placed(bare)], now: 5, events: [event(3, 'FailedCreate', told)] })).toBe(
      'warning namespace-terminating',
    );
  });
});

describe('deletion', () => {
  const deleted = (more: Partial<PodSnapshot> = {}): PodSnapshot =>
    placed({
      ...bare,
      phase: 'Running',
      deletion: { requestedAt: at(10), deadlineAt: at(40) },
      statuses: [status(web, running(1), { ready: true })],
      ...more,
    });
  const isDone = { statuses: [status(web, ended(0, 1, 12))] };
  test.each<[string, PodSnapshot, number, string]>([
    ['within the grace period nothing is said', deleted(), 30, 'none'],
    ['past it, the node does not answer', deleted(), 60, 'warning terminating-too-long'],
    [
      'a finalizer holds it',
      deleted({ ...isDone, specFacts: specOf({}, { finalizers: ['acme.io/audit'] }) }),
      60,
      'warning terminating-too-long',
    ],
    [
      'ended by SIGTERM as it should',
      deleted({ statuses: [status(web, ended(143, 1, 12))] }),
      20,
      'none',
    ],
    [
      'killed when time was up',
      deleted({ statuses: [status(web, ended(137, 1, 41))] }),
      45,
      'info killed-after-grace web',
    ],
  ])('%s', (_, snapshot, now, told) => {
    expect(first({ seen: [placed(bare), snapshot], now })).toBe(told);
  });

  it('says which finalizer', () => {
    const held = deleted({ ...isDone, specFacts: specOf({}, { finalizers: ['acme.io/audit'] }) });
    expect(sentence({ seen: [held], now: 60 })).toContain(
      'the finalizer `acme.io/audit` has not been removed',
    );
  });

  test.each<[string, PodSnapshot, readonly [string, string] | null, string]>([
    ['a container still runs', deleted(), null, 'has not reported that its containers ended.'],
    [
      'none runs, and nothing tells why it stays',
      deleted(isDone),
      null,
      'its containers do not run, but the kubelet of `node-1` has not cleared away its volumes and its sandbox.',
    ],
    [
      'the kubelet says why it cannot',
      deleted(),
      ['FailedKillPod', 'error killing pod: failed to "KillPodSandbox" for "0c": cni not found'],
      'the kubelet of `node-1` cannot end it: error killing pod: failed to "KillPodSandbox"',
    ],
  ])('why it has not gone: %s', (_, snapshot, told, words) => {
    const events = told === null ? [] : [event(45, ...told)];
    expect(sentence({ seen: [placed(bare), snapshot], now: 60, events })).toContain(words);
  });
});

it('a debug container that does not come is no trouble of the pod', () => {
  const debug = ephemeral('debug');
  const served = placed({
    containers: [web, debug],
    phase: 'Running',
    conditions: [condition('PodScheduled', 'True', 0), condition('Ready', 'True', 2)],
    statuses: [
      status(web, running(1), { ready: true }),
      status(debug, waiting('ImagePullBackOff', 'Back-off pulling image "x"')),
    ],
  });
  const events = [event(300, 'Failed', 'Error: ErrImagePull', 'debug')];
  expect(first({ seen: [served], now: 600, events })).toBe('none');
});
