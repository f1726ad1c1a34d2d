import type { PodSnapshot, Target } from '@podline/domain';
import type { ClusterService, KubeFailure, ReflectorEvent } from '@podline/kube';
import { describe, expect, test } from 'vitest';
import { podRow } from '../pod-row.ts';
import { aSnapshot } from '../testing/recordings.ts';
import { neighbourhood } from './neighbourhood.ts';
import type { AroundKind } from './seen.ts';

const service = (name: string, more: Partial<ClusterService> = {}): ClusterService => ({
  ...{ uid: name, resourceVersion: '1', namespace: 'shop', name, createdAt: null },
  ...{ externalName: null, isHeadless: false, publishesNotReady: false },
  selector: { app: name },
  ports: [{ name: '', port: 80 }],
  ...more,
});

const host = (name: string): Target => ({ kind: 'host', host: name, port: 80 });
const JOB: Target = {
  ...{ kind: 'object', object: 'job', name: 'migrate', namespace: null },
  until: 'complete',
};

const LISTED = { kind: 'list-ended', resourceVersion: '1' } as const;
const told = { tried: null, sentence: 'No.', cause: null };
const failed = (code: 'unreachable' | 'forbidden'): ReflectorEvent<never> => ({
  kind: 'failed',
  failure: { ...told, code } satisfies KubeFailure,
  retryInMs: 1000,
});

function world(
  snapshots: readonly PodSnapshot[] = [],
  listed: readonly AroundKind[] = ['services', 'endpoints', 'jobs'],
) {
  const alarms: (() => void)[] = [];
  const rows = snapshots.map((it) => podRow(it, null));
  const around = neighbourhood({
    scopes: [''],
    pods: {
      rows: () => rows,
      known: (uid) => {
        const snapshot = snapshots.find((it) => it.uid === uid);
        return snapshot === undefined ? null : ({ snapshot } as never);
      },
    },
    after: (_, callback) => alarms.push(callback),
  });
  let changes: string[] = [];
  around.onChanged((uids) => changes.push(...uids));
  for (const kind of listed) around.heard(kind, '', LISTED);
  const ask = (...wanted: readonly Target[]) =>
    around.surroundingsOf({ uid: 'a', namespace: 'shop', wanted });
  /** Who is told to look again by now. */
  const passed = (): readonly string[] => {
    for (const ring of alarms.splice(0)) ring();
    const all = changes;
    changes = [];
    return all;
  };
  return { around, ask, passed, rows };
}

describe('while the watch is down', () => {
  test('what was told last is not told as what is, once it lasts', () => {
    const { around, ask, passed } = world();
    expect(ask(host('db'))).toEqual({ services: [], jobs: [] });
    for (let tries = 0; tries < 2; tries += 1) around.heard('services', '', failed('unreachable'));
    expect([passed(), ask(host('db')).unseen]).toEqual([[], undefined]);
    around.heard('services', '', failed('unreachable'));
    expect(passed()).toEqual(['a']);
    expect(ask(host('db'))).toEqual({
      jobs: [],
      unseen: [
        { kind: 'services', namespace: 'shop', because: 'Podline gets no word of Services now' },
      ],
    });
    around.heard('services', '', failed('unreachable'));
    expect(passed()).toEqual([]);
  });

  test('a Service that came meanwhile is found by the list that follows, and one that stayed by the watch that goes on', () => {
    const { around, ask, passed } = world();
    around.heard('services', '', { kind: 'applied', snapshot: service('mq') });
    ask(host('db'));
    const lose = () => {
      for (let tries = 0; tries < 3; tries += 1)
        around.heard('services', '', failed('unreachable'));
      ask(host('db'), host('mq'));
      passed();
    };
    lose();
    around.heard('services', '', { kind: 'watching' });
    expect(passed()).toEqual(['a']);
    expect(ask(host('mq')).services?.map(({ name }) => name)).toEqual(['mq']);
    lose();
    around.heard('services', '', { kind: 'list-began', cause: 'expired' });
    around.heard('services', '', { kind: 'applied', snapshot: service('db') });
    // A list that is half told says nothing of what is missing.
    expect(ask(host('db')).services).toBeUndefined();
    around.heard('services', '', LISTED);
    expect(passed()).toEqual(['a']);
    expect(ask(host('db'), host('mq')).services?.map(({ name }) => name)).toEqual(['db']);
  });

  test('tries that fail now and then are no loss', () => {
    const { around, ask } = world();
    for (let tries = 0; tries < 9; tries += 1) {
      around.heard('services', '', failed('unreachable'));
      around.heard('services', '', { kind: 'watching' });
    }
    expect(ask(host('db')).unseen).toBeUndefined();
  });

  test('a right that was taken and given back leaves nothing behind', () => {
    const { around, ask, passed } = world();
    around.heard('services', '', { kind: 'applied', snapshot: service('mq') });
    around.heard('services', '', failed('forbidden'));
    around.heard('services', '', failed('unreachable'));
    around.heard('services', '', failed('forbidden'));
    expect(ask(host('mq'))).toEqual({
      jobs: [],
      unseen: [
        { kind: 'services', namespace: 'shop', because: 'Podline may not list Services there' },
      ],
    });
    around.heard('services', '', { kind: 'watching' });
    expect(passed()).toEqual(['a']);
    expect(ask(host('mq')).services?.map(({ name }) => name)).toEqual(['mq']);
  });
});

test('a Job that tries again tells of the pod that is new', async () => {
  const pod = await aSnapshot({ uid: 'p', namespace: 'shop' });
  const { around, ask, passed, rows } = world([pod]);
  ask(JOB);
  passed();
  const of = (kind: string) =>
    rows.map((row) => ({ ...row, uid: 'new', workload: { kind, name: 'migrate' } as never }));
  around.podsChanged(of('ReplicaSet'));
  expect(passed()).toEqual([]);
  around.podsChanged(of('Job'));
  expect(passed()).toEqual(['a']);
});

test('another name for a Service of this cluster leads there, in a circle too', () => {
  const { around, ask, passed } = world();
  const alias = (name: string, externalName: string) =>
    around.heard('services', '', {
      kind: 'applied',
      snapshot: service(name, { externalName, selector: null, ports: [] }),
    });
  alias('db', 'pg.shop.svc.cluster.local');
  ask(host('db'));
  passed();
  around.heard('services', '', { kind: 'applied', snapshot: service('pg') });
  expect(passed()).toEqual(['a']);
  expect(ask(host('db')).services?.map(({ name }) => name)).toEqual(['db', 'pg']);
  alias('pg', 'db.shop.svc');
  expect(ask(host('db')).services?.map(({ name }) => name)).toEqual(['db', 'pg']);
});

test('pods that are told of before they are ready count as ready where endpoints may not be seen', async () => {
  const pod = await aSnapshot({
    ...{ uid: 'p', namespace: 'shop', labels: { app: 'db' } },
    ...{ podIp: '10.0.0.1', conditions: [] },
  });
  const { around, ask } = world([pod], ['services']);
  around.heard('services', '', {
    kind: 'applied',
    snapshot: service('db', { publishesNotReady: true }),
  });
  expect(ask(host('db')).services?.[0]).toMatchObject({
    publishesNotReady: true,
    endpoints: { ready: 1, notReady: 0 },
  });
});
