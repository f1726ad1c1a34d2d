import {
  type Finding,
  findingsOf,
  millis,
  observe,
  type PodSnapshot,
  type Target,
} from '@podline/domain';
import { type ClusterService, type EndpointSlice, isUnreadable, podFromApi } from '@podline/kube';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { podRow } from '../pod-row.ts';
import { initRuns } from '../testing/around.ts';
import { aSnapshot } from '../testing/recordings.ts';
import { neighbourhood } from './neighbourhood.ts';

const service = (
  namespace: string,
  name: string,
  more: Partial<ClusterService> = {},
): ClusterService => ({
  ...{ uid: `${namespace}/${name}`, resourceVersion: '1', namespace, name, createdAt: null },
  ...{ externalName: null, isHeadless: false, publishesNotReady: false },
  selector: { app: name },
  ports: [{ name: '', port: 80 }],
  ...more,
});

const slice = (of: string, ready: readonly boolean[], more: Partial<EndpointSlice> = {}) =>
  ({
    ...{ uid: `slice ${of}`, resourceVersion: '1', namespace: 'shop', name: `${of}-x` },
    ...{ service: of, family: 'IPv4', ports: [''] },
    endpoints: ready.map((isReady) => ({ isReady, podUid: null })),
    ...more,
  }) satisfies EndpointSlice;

const host = (name: string, port: number | null = 80): Target => ({
  kind: 'host',
  host: name,
  port,
});

const LISTED = { kind: 'list-ended', resourceVersion: '1' } as const;

/** With these pods behind it all, time that moves when told, and everything seen (unless told otherwise). */
function world({
  snapshots = [] as readonly PodSnapshot[],
  scopes = [''],
  most = 1000,
  isSeen = true,
} = {}) {
  const alarms: (() => void)[] = [];
  const rows = snapshots.map((it) => podRow(it, null));
  const around = neighbourhood({
    ...{ scopes, most },
    pods: {
      rows: () => rows,
      known: (uid) => {
        const snapshot = snapshots.find((it) => it.uid === uid);
        return snapshot === undefined ? null : ({ snapshot } as never);
      },
    },
    after: (_, callback) => alarms.push(callback),
  });
  const told: string[][] = [];
  around.onChanged((uids) => told.push([...uids].sort()));
  if (isSeen)
    for (const scope of scopes)
      for (const kind of ['services', 'endpoints', 'jobs'] as const)
        around.heard(kind, scope, LISTED);
  /** Lets the time pass after which changes are told, and gives whom they were told of. */
  const passed = (): readonly (readonly string[])[] => {
    for (const ring of alarms.splice(0)) ring();
    return told.splice(0);
  };
  const add = (it: ClusterService): void =>
    around.heard('services', '', { kind: 'applied', snapshot: it });
  const addSlice = (it: EndpointSlice): void =>
    around.heard('endpoints', '', { kind: 'applied', snapshot: it });
  return { around, add, addSlice, passed, rows };
}

const asking = (uid: string, ...wanted: readonly Target[]) => ({ uid, namespace: 'shop', wanted });

describe('who is told that something changed', () => {
  test('those alone that wait for it, once for a swarm of changes', () => {
    const { around, add, addSlice, passed } = world();
    around.surroundingsOf(asking('a', host('db')));
    around.surroundingsOf(asking('b', host('mq')));
    passed();
    add(service('shop', 'db'));
    addSlice(slice('db', [false]));
    addSlice(slice('db', [true]));
    // b misses a Service in this namespace, and a new one may be called nearly so.
    expect(passed()).toEqual([['a', 'b']]);
    around.surroundingsOf(asking('a', host('db')));
    addSlice(slice('db', [false]));
    expect(passed()).toEqual([['a']]);
  });

  test('nobody of what says the same, and nobody who is gone', async () => {
    const gone = podRow(await aSnapshot({ uid: 'a', namespace: 'shop' }), millis(1));
    const { around, add, addSlice, passed } = world();
    add(service('shop', 'db'));
    addSlice(slice('db', [true]));
    around.surroundingsOf(asking('a', host('db')));
    addSlice(slice('db', [true], { resourceVersion: '2' }));
    add(service('shop', 'db', { resourceVersion: '2' }));
    add(service('shop', 'other'));
    expect(passed()).toEqual([]);
    around.podsChanged([gone]);
    around.heard('services', '', { kind: 'deleted', snapshot: service('shop', 'db') });
    expect(passed()).toEqual([]);
  });

  test('of one of that name elsewhere, and of a list that no longer has it', () => {
    const { around, add, passed } = world();
    around.surroundingsOf(asking('a', host('db')));
    passed();
    add(service('data', 'db'));
    expect(passed()).toEqual([['a']]);
    around.surroundingsOf(asking('a', host('db')));
    around.heard('services', '', { kind: 'list-began', cause: 'expired' });
    around.heard('services', '', LISTED);
    expect(passed()).toEqual([['a']]);
    expect(around.surroundingsOf(asking('a', host('db'))).services).toEqual([]);
  });

  test('of a pod behind it that changes, and of one that its labels choose now', async () => {
    const pod = await aSnapshot({ uid: 'p', namespace: 'shop', labels: { app: 'db' } });
    const { around, add, passed, rows } = world({ snapshots: [pod] });
    add(service('shop', 'db'));
    around.surroundingsOf(asking('a', host('db')));
    passed();
    around.podsChanged(rows);
    expect(passed()).toEqual([['a']]);
    around.podsChanged(rows.map((row) => ({ ...row, uid: 'new' })));
    expect(passed()).toEqual([['a']]);
    around.podsChanged(rows.map((row) => ({ ...row, uid: 'other', labels: {} })));
    expect(passed()).toEqual([]);
  });

  test('that what could not be read can be read', () => {
    const { around, passed } = world({ isSeen: false });
    const forbidden = { code: 'forbidden', tried: null, sentence: 'No.', cause: null } as const;
    around.surroundingsOf(asking('a', host('db')));
    around.heard('services', '', { kind: 'failed', failure: forbidden, retryInMs: 1 });
    expect(passed()).toEqual([['a']]);
    around.heard('services', '', { kind: 'failed', failure: forbidden, retryInMs: 1 });
    expect(passed()).toEqual([]);
    expect(around.surroundingsOf(asking('a', host('db')))).toEqual({
      unseen: [
        {
          kind: 'services',
          namespace: 'shop',
          because: 'Podline may not list Services there',
        },
      ],
    });
    around.heard('services', '', LISTED);
    expect(passed()).toEqual([['a']]);
  });

  test('nobody any more, once it is not wanted', () => {
    const { around, add, passed } = world();
    const heard: string[] = [];
    const end = around.onChanged((uids) => heard.push(...uids));
    around.surroundingsOf(asking('a', host('db')));
    end();
    add(service('shop', 'db'));
    expect([passed(), heard]).toEqual([[['a']], []]);
  });
});

describe('what is told of a Service', () => {
  test('of two address families each endpoint counts once, and the one that answers counts', () => {
    const { around, add, addSlice } = world();
    add(service('shop', 'db'));
    addSlice(slice('db', [true, false]));
    addSlice(slice('db', [false, false], { name: 'v6', family: 'IPv6' }));
    const [told] = around.surroundingsOf(asking('a', host('db'))).services ?? [];
    expect(told?.endpoints).toEqual({ ready: 1, notReady: 1 });
  });

  test('a port that no endpoint has', () => {
    const { around, add, addSlice } = world();
    const ports = [
      { name: 'http', port: 80 },
      { name: 'sql', port: 5432 },
    ];
    add(service('shop', 'db', { ports }));
    addSlice(slice('db', [true], { ports: ['sql'] }));
    const [told] = around.surroundingsOf(asking('a', host('db'))).services ?? [];
    expect(told).toMatchObject({ ports: [80, 5432], deadPorts: [80] });
  });

  test('without endpoints to be seen, the pods that it chooses are counted; of one that chooses none nothing is said', async () => {
    const ready = [{ type: 'Ready', status: 'True', reason: null, message: null, at: null }];
    const base = { namespace: 'shop', labels: { app: 'db' } };
    const snapshots = [
      await aSnapshot({ ...base, uid: 'p', podIp: '10.0.0.1', conditions: ready }),
      await aSnapshot({ ...base, uid: 'q', podIp: '10.0.0.2', conditions: [] }),
      await aSnapshot({ ...base, uid: 'r', podIp: null, conditions: [] }),
    ];
    const { around, add } = world({ snapshots, isSeen: false });
    around.heard('services', '', LISTED);
    add(service('shop', 'db'));
    add(service('shop', 'ext', { selector: null }));
    const told = around.surroundingsOf(asking('a', host('db'), host('ext')));
    expect(told.services?.map(({ name, endpoints }) => [name, endpoints])).toEqual([
      ['db', { ready: 1, notReady: 1 }],
      ['ext', undefined],
    ]);
    expect(told.services?.[0]?.pods).toHaveLength(3);
  });

  test('of a hundred pods that are stuck alike a few are told', async () => {
    const one = await aSnapshot({ namespace: 'shop', labels: { app: 'db' } });
    const snapshots = Array.from({ length: 100 }, (_, n) => ({ ...one, uid: `p${n}` }));
    const { around, add } = world({ snapshots });
    add(service('shop', 'db'));
    const [told] = around.surroundingsOf(asking('a', host('db'))).services ?? [];
    expect(told?.pods).toHaveLength(20);
  });
});

describe('what is bounded', () => {
  test('of more Services than are kept nothing is said to be missing', () => {
    const { around, add } = world({ most: 2 });
    for (const name of ['a', 'b', 'c']) add(service('shop', name));
    const told = around.surroundingsOf(asking('p', host('db')));
    expect(told.unseen).toEqual([
      { kind: 'services', namespace: 'shop', because: 'there are more than 2 Services' },
    ]);
    expect(around.sizes()).toEqual({ services: 2, endpoints: 0, jobs: 0 });
  });

  test('a finding takes along what it may need, never a cluster', () => {
    const { around, add } = world({ most: 100_000 });
    for (let n = 0; n < 3000; n += 1) add(service(`ns-${n % 50}`, `db${n % 7}`));
    for (let n = 0; n < 3000; n += 1) add(service('shop', `service-${n}`));
    const told = around.surroundingsOf(asking('p', host('db'), host('service')));
    expect(told.services?.length).toBeLessThan(12);
  });
});

const label = fc.constantFrom('db', 'db1', 'd-b', 'mq', 'shop', 'data', 'postgres', 'postgresql');
const shape = fc.record({ isHeadless: fc.boolean(), createdAt: fc.constant(null) });
const services = fc.array(
  fc.tuple(label, label, shape).map(([namespace, name, more]) => service(namespace, name, more)),
  { maxLength: 20 },
);
const hosts = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.'));

/** What is found of a pod whose init waits for that, with what is around it when so much is wanted. */
function judged(
  target: Target,
  around: ReturnType<typeof world>['around'],
  wanted: readonly Target[],
): readonly Finding[] {
  const read = podFromApi({
    ...initRuns('web', { runs: 'until nc -z db 80; do sleep 1; done' }),
    metadata: {
      ...{ uid: 'p', namespace: 'shop', name: 'web', resourceVersion: '1' },
      creationTimestamp: '2026-11-22T08:00:00Z',
    },
  });
  if (isUnreadable(read)) throw new Error(read.unreadable);
  const awaits = [{ ...target, by: 'nc', loops: true }];
  const specFacts = read.specFacts && { ...read.specFacts, containers: { setup: { awaits } } };
  const snapshot: PodSnapshot = specFacts === undefined ? read : { ...read, specFacts };
  const surroundings = around.surroundingsOf({ uid: 'p', namespace: 'shop', wanted });
  const now = millis(read.createdAt + 600_000);
  const { transitions } = observe(null, snapshot, now);
  return findingsOf({ snapshot, transitions, gaps: [], events: [], now, surroundings });
}

test('findings are the same as if everything had been taken along', () => {
  fc.assert(
    fc.property(services, hosts, fc.boolean(), (all, name, hasPort) => {
      const { around, add } = world();
      all.forEach(add);
      const target = host(name, hasPort ? 80 : null);
      const every = all.map(
        (it): Target => ({
          ...{ kind: 'object', object: 'service', name: it.name, namespace: it.namespace },
          until: null,
        }),
      );
      const few = judged(target, around, [target]);
      expect(few[0]?.code).toBe('waits-for');
      expect(few).toEqual(judged(target, around, [target, ...every]));
    }),
    { numRuns: 300 },
  );
});
