import { type ContainerStatus, type PodSnapshot, parseRfc3339 } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import { isUnreadable } from './api-json.ts';
import { podFromApi } from './pod-from-api.ts';

function read(object: unknown): PodSnapshot {
  const pod = podFromApi(object);
  if (isUnreadable(pod)) throw new Error(pod.unreadable);
  return pod;
}

const at = (rfc3339: string) => parseRfc3339(rfc3339);

const bare = {
  metadata: {
    name: 'web-0',
    namespace: 'shop',
    uid: 'uid-1',
    resourceVersion: '41',
    creationTimestamp: '2026-11-22T08:00:00Z',
  },
};

const withStatus = (status: object, spec: object = {}): PodSnapshot =>
  read({ ...bare, spec, status });

const appStatus = (status: object): ContainerStatus | undefined =>
  withStatus({ containerStatuses: [{ name: 'app', ...status }] }).statuses[0];

test.each(['Secret', 'Status', 'PodMetrics'])('F18: a %s among pods is unreadable', (kind) => {
  expect(podFromApi({ ...bare, kind })).toEqual({
    unreadable: `An object of kind "${kind}" came among those of kind Pod.`,
    uid: 'uid-1',
  });
});

test('an item of a list has no kind and is a pod all the same', () => {
  expect(podFromApi(bare)).toEqual(podFromApi({ ...bare, kind: 'Pod' }));
});

describe('a pod with little or odd in it', () => {
  test('what is not there is absent, never guessed', () => {
    expect(read(bare)).toEqual({
      uid: 'uid-1',
      namespace: 'shop',
      name: 'web-0',
      resourceVersion: '41',
      createdAt: at('2026-11-22T08:00:00Z'),
      writtenAt: null,
      deletion: null,
      labels: {},
      defaultContainer: null,
      owner: null,
      node: null,
      podIp: null,
      restartPolicy: 'Always',
      phase: 'Unknown',
      reason: null,
      message: null,
      conditions: [],
      readinessGates: [],
      containers: [],
      statuses: [],
    });
  });

  test('of the annotations only the default container and our own roles are kept', () => {
    const annotations = {
      'role.podline.dev/web': 'app',
      'role.podline.dev/log': 'sidecar',
      'role.podline.dev/other': 'boss',
      'example.com/secret': 'x',
    };
    const pod = read({ ...bare, metadata: { ...bare.metadata, annotations } });
    expect(pod.roles).toEqual({ web: 'app', log: 'sidecar' });
    expect(JSON.stringify(pod)).not.toMatch(/secret|boss/);
  });

  test.each([
    [
      'no state at all is waiting for nothing named',
      {},
      { kind: 'waiting', reason: null, message: null },
    ],
    ['an empty state too', { state: {} }, { kind: 'waiting', reason: null, message: null }],
    [
      'an empty reason is none',
      { state: { waiting: { reason: '', message: '' } } },
      { kind: 'waiting', reason: null, message: null },
    ],
    [
      'running since',
      { state: { running: { startedAt: '2026-11-22T08:00:01Z' } } },
      { kind: 'running', startedAt: at('2026-11-22T08:00:01Z') },
    ],
    ['running without a time', { state: { running: {} } }, { kind: 'running', startedAt: null }],
    [
      'a signal of 0 is none',
      { state: { terminated: { exitCode: 0, signal: 0 } } },
      {
        kind: 'terminated',
        ending: { exitCode: 0, signal: null, reason: null, message: null },
        startedAt: null,
        finishedAt: null,
        containerId: null,
      },
    ],
  ])('a container state: %s', (_, status, state) => {
    expect(appStatus(status)?.state).toEqual(state);
  });

  test('a status without a name is left out, for it belongs to nothing', () => {
    expect(withStatus({ containerStatuses: [{ ready: true }, { name: 'app' }] }).statuses).toEqual([
      {
        kind: 'app',
        name: 'app',
        state: { kind: 'waiting', reason: null, message: null },
        lastEnd: null,
        restartCount: 0,
        ready: false,
        started: null,
        image: '',
        imageId: null,
        containerId: null,
      },
    ]);
  });

  test('a label with an empty value is a label', () => {
    const pod = read({ metadata: { ...bare.metadata, labels: { a: '', b: 'x', c: 3 } } });
    expect(pod.labels).toEqual({ a: '', b: 'x' });
  });

  test('the newest write counts', () => {
    const managedFields = ['2026-11-22T08:00:02Z', '2026-11-22T08:00:09Z', null].map((time) => ({
      time,
    }));
    const pod = read({ metadata: { ...bare.metadata, managedFields } });
    expect(pod.writtenAt).toBe(at('2026-11-22T08:00:09Z'));
  });

  test('an owner that is no controller does not own it', () => {
    const owner = { kind: 'Thing', name: 't', uid: 'u' };
    const pod = read({ metadata: { ...bare.metadata, ownerReferences: [owner] } });
    expect(pod.owner).toBeNull();
  });

  test('a volume mounted twice is named once', () => {
    const volumeMounts = [{ name: 'v' }, { name: 'v' }, { name: 'kube-api-access-x' }];
    const pod = withStatus({}, { containers: [{ name: 'app', image: 'i', volumeMounts }] });
    expect(pod.containers[0]?.volumes).toEqual(['v']);
  });

  test('a force deletion has its deadline at once', () => {
    const pod = read({
      metadata: {
        ...bare.metadata,
        deletionTimestamp: '2026-11-22T09:00:00Z',
        deletionGracePeriodSeconds: 0,
      },
    });
    expect(pod.deletion).toEqual({
      requestedAt: at('2026-11-22T09:00:00Z'),
      deadlineAt: at('2026-11-22T09:00:00Z'),
    });
  });

  test.each(['uid', 'namespace', 'name', 'resourceVersion', 'creationTimestamp'])(
    'F18: a pod without metadata.%s is unreadable, and the reason says so',
    (field) => {
      const pod = podFromApi({ metadata: { ...bare.metadata, [field]: undefined } });
      expect(isUnreadable(pod) && pod.unreadable).toContain(`metadata.${field}`);
    },
  );

  test.each([
    ['state', { state: { terminated: { reason: 'Error' } } }],
    ['lastState', { lastState: { terminated: { exitCode: 'one' } } }],
  ])('F18: an end without an exit code in %s is unreadable: 0 would be a lie', (_, status) => {
    const pod = podFromApi({
      ...bare,
      status: { containerStatuses: [{ name: 'app', ...status }] },
    });
    expect(pod).toEqual({
      unreadable: 'The pod shop/web-0 has no exitCode where a container ended.',
      uid: 'uid-1',
    });
  });
});
