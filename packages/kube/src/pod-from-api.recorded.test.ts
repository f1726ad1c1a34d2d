import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PodSnapshot } from '@podline/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isUnreadable, record, text } from './api-json.ts';
import { podFromApi } from './pod-from-api.ts';

const RECORDINGS = join(import.meta.dirname, '../../../recordings');

/** Every object of a recording's watch, bookmarks left out. */
function recorded(scenario: string): readonly unknown[] {
  return readFileSync(join(RECORDINGS, scenario, 'pods.ndjson'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => record(record(JSON.parse(line))['event']))
    .filter((event) => event['type'] !== 'BOOKMARK')
    .map((event) => event['object']);
}

const scenarios = readdirSync(RECORDINGS).filter((name) => !name.startsWith('_'));

function read(object: unknown): PodSnapshot {
  const pod = podFromApi(object);
  if (isUnreadable(pod)) throw new Error(pod.unreadable);
  return pod;
}

const lastOf = (scenario: string, name: string): PodSnapshot => {
  const pod = recorded(scenario)
    .map(read)
    .findLast((candidate) => candidate.name === name);
  if (pod === undefined) throw new Error(`no ${name} in ${scenario}`);
  return pod;
};

describe('a pod of a real API server', () => {
  test.each(scenarios)('every pod of %s can be read, with its statuses by name', (scenario) => {
    for (const object of recorded(scenario)) {
      const pod = read(object);
      const status = record(record(object)['status']);
      expect(pod.phase).toBe(status['phase']);
      expect(pod.resourceVersion).toBe(record(record(object)['metadata'])['resourceVersion']);
      expect(pod.writtenAt).not.toBeNull();
      for (const { kind, name } of pod.statuses)
        expect(
          pod.containers.filter((spec) => spec.kind === kind && spec.name === name),
        ).toHaveLength(1);
    }
  });

  test('reads a pod whose init waits for a Service', () => {
    const pod = lastOf('seed-init-waits-for-service', 'example-pod');
    expect(pod).toMatchObject({
      namespace: 'seed-init-waits-for-service',
      deletion: null,
      owner: null,
      restartPolicy: 'Always',
      phase: 'Pending',
      containers: [
        { kind: 'init', name: 'init-myservice', restartPolicy: null, volumes: [] },
        { kind: 'app', name: 'main-app', restartPolicy: null, volumes: [] },
      ],
      statuses: [
        { kind: 'init', name: 'init-myservice', state: { kind: 'running' }, lastEnd: null },
        {
          kind: 'app',
          name: 'main-app',
          state: { kind: 'waiting', reason: 'PodInitializing', message: null },
          containerId: null,
        },
      ],
    });
  });

  test('names the volumes that containers share, and leaves out the token', () => {
    const pod = lastOf('seed-sidecar-shared-logs', 'example-pod');
    expect(pod.containers.map((container) => container.volumes)).toEqual([
      ['shared-logs'],
      ['shared-logs'],
    ]);
  });

  test('knows a native sidecar by its restart policy and its startup probe', () => {
    const pod = recorded('native-sidecar-happy').map(read)[0];
    expect(pod?.containers.find((container) => container.name === 'proxy')).toMatchObject({
      kind: 'init',
      restartPolicy: 'Always',
      hasStartupProbe: true,
    });
  });

  test('keeps the annotation that names the default container', () => {
    const [pod] = recorded('istio-like').map(read);
    expect(pod?.defaultContainer).toBe('app');
  });

  test('reads an ephemeral container, which has no `started`', () => {
    const [object] = recorded('ephemeral-container-added').slice(-1);
    const pod = read(object);
    const status = pod.statuses.find((candidate) => candidate.kind === 'ephemeral');
    expect(status).toMatchObject({ started: null, state: { kind: 'terminated' } });
    expect(pod.containers.at(-1)?.kind).toBe('ephemeral');
  });

  test('knows the hook that runs after the start', () => {
    const [pod] = recorded('poststart-hook-fails').map(read);
    expect(pod?.containers.some((container) => container.hasPostStart)).toBe(true);
  });

  test('a record that the kubelet made up has no times and no container', () => {
    const made = recorded('pod-sandbox-changed')
      .flatMap((object) => read(object).statuses)
      .find((status) => status.lastEnd?.ending.reason === 'ContainerStatusUnknown');
    expect(made?.lastEnd).toEqual({
      kind: 'terminated',
      ending: {
        exitCode: 137,
        signal: null,
        reason: 'ContainerStatusUnknown',
        message: expect.any(String),
      },
      startedAt: null,
      finishedAt: null,
      containerId: null,
    });
  });

  test('a start that failed never began: its 1970 is no time', () => {
    const ends = recorded('init-command-not-found').flatMap((object) =>
      read(object).statuses.flatMap((status) => (status.lastEnd === null ? [] : [status.lastEnd])),
    );
    expect(ends.length).toBeGreaterThan(0);
    for (const end of ends) {
      expect(end.startedAt).toBeNull();
      expect(end.finishedAt).not.toBeNull();
    }
  });

  test('a deletion was asked for one grace period before its deadline', () => {
    const pods = recorded('grace-period-exceeded').map(read);
    const [first] = pods.flatMap((pod) => (pod.deletion === null ? [] : [pod.deletion]));
    expect(first && first.deadlineAt - first.requestedAt).toBe(6000);
    expect(pods[0]?.deletion).toBeNull();
  });

  test('names the controller', () => {
    const [pod] = recorded('deployment-rollout-with-init').map(read);
    expect(pod?.owner?.kind).toBe('ReplicaSet');
  });

  test('no recorded environment, argument or annotation gets through', () => {
    const kept = new Set(
      Object.keys(read(recorded('demo-shop')[0])).filter((key) =>
        /env|arg|annot|command/i.test(key),
      ),
    );
    expect(kept.size).toBe(0);
  });
});

describe('a pod that is no pod', () => {
  test('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), (junk) => {
        expect(podFromApi(junk)).toHaveProperty('unreadable');
      }),
    );
  });

  test('never throws with junk in any one field of a real pod', () => {
    const real = recorded('ephemeral-container-added').at(-1);
    const paths = pathsOf(real);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, junk) => {
        const pod = podFromApi(withJunk(real, path, junk));
        if (isUnreadable(pod)) expect(text(pod.unreadable)).not.toBeNull();
        else expect(pod.statuses.every((status) => status.name !== '')).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

type Path = readonly string[];

function pathsOf(value: unknown, here: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [here];
  return [here, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...here, key]))];
}

function withJunk(value: unknown, path: Path, junk: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return junk;
  if (Array.isArray(value))
    return value.map((inner, at) => (String(at) === key ? withJunk(inner, rest, junk) : inner));
  return { ...record(value), [key]: withJunk(record(value)[key], rest, junk) };
}
