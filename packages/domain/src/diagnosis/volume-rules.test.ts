import { describe, expect, it, test } from 'vitest';
import { app, condition, status, waiting } from '../../test/build.ts';
import { event, first, found, placed, sentence, specOf, type ToldCase } from '../../test/case.ts';
import type { VolumeSpec } from '../pod-spec.ts';

const web = app('web');
const VOLUMES: readonly VolumeSpec[] = [
  { name: 'config', kind: 'ConfigMap', of: 'app-files' },
  { name: 'tls', kind: 'Secret', of: 'web-tls' },
  { name: 'data', kind: 'PersistentVolumeClaim', of: 'data-web-0' },
];
const mountingWith = (isSandboxReady: boolean) =>
  placed({
    containers: [web],
    conditions: [
      condition('PodScheduled', 'True', 1),
      condition('PodReadyToStartContainers', isSandboxReady ? 'True' : 'False', 1),
    ],
    statuses: [status(web, waiting('ContainerCreating'))],
    specFacts: specOf({}, { volumes: VOLUMES }),
  });
const mounting = mountingWith(false);

type Told = readonly [second: number, message: string, reason?: string];
const told = (now: number, ...messages: readonly Told[]): ToldCase => ({
  seen: [mounting],
  now,
  events: messages.map(([second, message, reason = 'FailedMount']) =>
    event(second, reason, message),
  ),
});

const noConfig = 'MountVolume.SetUp failed for volume "config" : configmap "app-files" not found';
const summaryOf = (...names: readonly string[]) =>
  `Unable to attach or mount volumes: unmounted volumes=[${names.join(' ')}], unattached volumes=[], failed to process volumes=[]: context deadline exceeded`;

describe('the kubelet’s summary every two minutes', () => {
  it('does not hide the object that is missing', () => {
    const case_ = told(250, [230, noConfig], [244, summaryOf('config')]);
    expect(first(case_)).toBe('critical volume-object-missing');
    expect(found(case_)[0]?.subject).toBe('ConfigMap shop/app-files');
  });

  it('counts where what was told in particular is mounted since', () => {
    const case_ = told(250, [200, noConfig], [244, summaryOf('data')]);
    expect(first(case_)).toBe('critical volume-not-mounted');
    expect(sentence(case_)).toBe(
      'The volume `data` has not been mounted for 4m9s, and no event says why.',
    );
    expect(found(case_)[0]?.subject).toBe('PersistentVolumeClaim shop/data-web-0');
  });

  it('counts where what was told in particular is long ago', () => {
    const attach = 'AttachVolume.Attach failed for volume "pvc-1" : timed out';
    const case_ = told(900, [60, attach, 'FailedAttachVolume'], [890, summaryOf('data', 'tls')]);
    expect(first(case_)).toBe('critical volume-not-mounted');
    expect(sentence(case_)).toContain('The volumes `data` and `tls` have not been mounted');
    expect(found(case_)[0]?.title).toBe('The volumes data and tls are not mounted');
  });

  it('may say why itself', () => {
    const why =
      'Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[data], failed to process volumes=[data]: error processing PVC shop/data-web-0: PVC is not bound';
    expect(sentence(told(250, [244, why]))).toContain(
      ': error processing PVC shop/data-web-0: PVC is not bound.',
    );
    expect(found(told(250, [244, why]))[0]?.subject).toBe('PersistentVolumeClaim shop/data-web-0');
  });
});

describe('which volume, in the kubelet’s and the controllers’ words', () => {
  test.each<[string, string, string, string | null]>([
    [
      'an attachment names the PersistentVolume',
      'Multi-Attach error for volume "pvc-0b1c" Volume is already used by pod(s) web-1',
      'critical volume-not-attached',
      'PersistentVolumeClaim shop/data-web-0',
    ],
    [
      'so does the mount of a device, which is no attachment',
      'MountVolume.MountDevice failed for volume "pvc-0b1c" : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name ebs.csi.aws.com not found in the list of registered CSI drivers',
      'critical volume-not-mounted',
      'PersistentVolumeClaim shop/data-web-0',
    ],
    [
      'waiting for an attachment is one',
      'MountVolume.WaitForAttach failed for volume "pvc-0b1c" : volume attachment is being deleted',
      'critical volume-not-attached',
      'PersistentVolumeClaim shop/data-web-0',
    ],
    [
      'a volume of a host has no claim',
      'MountVolume.SetUp failed for volume "host" : hostPath type check failed: /srv is not a directory',
      'critical volume-not-mounted',
      null,
    ],
    [
      'a key of a Secret',
      'MountVolume.SetUp failed for volume "tls" : references non-existent secret key: tls.crt',
      'critical volume-object-missing',
      'Secret shop/web-tls key tls.crt',
    ],
    [
      'a key of a ConfigMap',
      'MountVolume.SetUp failed for volume "config" : configmap references non-existent config key: app.yaml',
      'critical volume-object-missing',
      'ConfigMap shop/app-files key app.yaml',
    ],
    [
      'a key of one of several objects',
      'MountVolume.SetUp failed for volume "all" : references non-existent secret key: k',
      'critical volume-not-mounted',
      null,
    ],
    [
      'parts of a projected volume',
      'MountVolume.SetUp failed for volume "all" : [configmap "a" not found, secret "b" not found]',
      'critical volume-object-missing',
      'ConfigMap shop/a',
    ],
    [
      'as the API server says it',
      'MountVolume.SetUp failed for volume "tls" : secrets "web-tls" not found',
      'critical volume-object-missing',
      'Secret shop/web-tls',
    ],
  ])('%s', (_, message, code, subject) => {
    const reason = message.startsWith('Multi') ? 'FailedAttachVolume' : 'FailedMount';
    const case_ = told(250, [240, message, reason]);
    expect(first(case_)).toBe(code);
    expect(found(case_)[0]?.subject).toBe(subject);
  });

  it('who uses it elsewhere is named', () => {
    const multi = 'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) web-1';
    expect(sentence(told(250, [240, multi, 'FailedAttachVolume']))).toContain(
      'it is still attached to another node, where `web-1` uses it.',
    );
  });

  it('the mount’s own words do not say twice which volume', () => {
    const nfs =
      'MountVolume.SetUp failed for volume "nfs" : mount failed: exit status 32 Output: mount.nfs: access denied by server';
    expect(sentence(told(61, [60, nfs]))).toBe(
      'The volume `nfs` has not been mounted for 60s: mount failed: exit status 32 Output: mount.nfs: access denied by server.',
    );
  });
});

it('of two objects that are missing always the same is named', () => {
  const noSecret = 'MountVolume.SetUp failed for volume "tls" : secret "web-tls" not found';
  const order = (...messages: readonly Told[]) => found(told(100, ...messages))[0]?.subject;
  expect(order([60, noConfig], [61, noSecret])).toBe('ConfigMap shop/app-files');
  const [a, b] = [event(63, 'FailedMount', noConfig), event(62, 'FailedMount', noSecret)];
  const again = [b, { ...a, firstAt: event(1, '', '').at }];
  expect(found({ seen: [mounting], now: 100, events: again })[0]?.subject).toBe(
    'ConfigMap shop/app-files',
  );
});

describe('what passes by itself, or has passed', () => {
  const cache =
    'MountVolume.SetUp failed for volume "kube-api-access-x" : failed to sync configmap cache: timed out waiting for the condition';
  const race =
    'MountVolume.SetUp failed for volume "kube-api-access-x" : object "shop"/"kube-root-ca.crt" not registered';
  test.each<[string, string]>([
    ['a kubelet that was just started', cache],
    ['a pod that it does not know yet', race],
  ])('%s is no trouble at first', (_, message) => {
    expect(first(told(10, [5, message]))).toBe('info volume-not-mounted');
    expect(first(told(300, [299, message]))).toBe('warning volume-not-mounted');
  });

  it('a sandbox that is ready has its volumes and its network', () => {
    const events = [
      event(40, 'FailedMount', noConfig),
      event(50, 'FailedCreatePodSandBox', 'failed to setup network for sandbox'),
    ];
    expect(found({ seen: [mountingWith(true)], now: 55, events })).toEqual([]);
  });

  it('so has one in which an image is pulled, as kubelets before 1.29 tell it', () => {
    const events = [
      event(40, 'FailedMount', noConfig),
      event(50, 'Pulling', 'Pulling image "x"', 'web', { type: 'Normal' }),
    ];
    expect(found({ seen: [mounting], now: 55, events })).toEqual([]);
  });
});

describe('the sandbox', () => {
  test.each<[string, string, string, string]>([
    [
      'no address is left',
      'FailedCreatePodSandBox',
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "0c": plugin type="aws-cni" name="aws-cni" failed (add): add cmd: failed to assign an IP address to container',
      'because its network cannot be set up: failed to setup network for sandbox "0c": plugin type="aws-cni" name="aws-cni" failed (add): add cmd: failed to assign an IP address to container.',
    ],
    [
      'its own image',
      'FailedCreatePodSandBox',
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox image "registry.k8s.io/pause:3.9": failed to pull image: dial tcp: network is unreachable',
      'because the node cannot pull the image of the sandbox itself: failed to get sandbox image',
    ],
    [
      'containerd and a runtime class',
      'FailedCreatePodSandBox',
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for "gvisor" is configured',
      'because its runtime class is not set up on the node',
    ],
    [
      'CRI-O and a runtime class',
      'FailedCreatePodSandBox',
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to find runtime handler kata from runtime list map[runc:0x1]',
      'because its runtime class is not set up on the node',
    ],
    [
      'a memory limit too small for the sandbox',
      'FailedCreatePodSandBox',
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to start sandbox: runc create failed: container init was OOM-killed (memory limit too low?)',
      'because its sandbox cannot be created: failed to start sandbox',
    ],
    [
      'devices by claim',
      'FailedPrepareDynamicResources',
      'Failed to prepare dynamic resources: prepare dynamic resources: NodePrepareResources failed: gpu busy',
      'because the devices that it claims cannot be prepared',
    ],
    [
      'its cgroup',
      'FailedCreatePodContainer',
      'unable to ensure pod container exists: failed to create container for [kubepods burstable pod0]',
      'because its sandbox cannot be created: unable to ensure',
    ],
  ])('%s', (_, reason, message, words) => {
    const case_ = { seen: [mounting], now: 120, events: [event(100, reason, message)] };
    expect(first(case_)).toBe('critical sandbox-failed');
    expect(sentence(case_)).toContain(words);
  });
});
