import { join } from 'node:path';
import { type Millis, millis } from '@podline/domain';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore, type Store } from './open.ts';
import type { GonePods } from './past.ts';
import {
  aBatch,
  aPod,
  aTransition,
  CLUSTER,
  NOW,
  now,
  temporaryFolder,
} from './testing/fixtures.ts';
import type { TransitionLog } from './transition-log.ts';

const after = (seconds: number): Millis => millis(NOW + seconds * 1000);
const ANY: GonePods = { before: after(999), after: null, namespaces: null, name: null, limit: 100 };

let temporary: ReturnType<typeof temporaryFolder>;
let store: Store;
let log: TransitionLog;
beforeEach(async () => {
  temporary = temporaryFolder();
  store = await openStore({ path: join(temporary.folder, 'podline.db'), now });
  log = await store.forCluster(CLUSTER);
});
afterEach(async () => {
  await store.close();
  temporary.remove();
});

/** Facts of pod `uid`, each observed so many seconds after NOW. */
const facts = (uid: string, ...seconds: readonly number[]) =>
  seconds.map((second) => ({
    uid,
    transition: aTransition(`${second}`, { observedAt: after(second), at: after(second) }),
  }));

const seconds = (of: readonly { readonly observedAt: Millis }[] | undefined) =>
  of?.map(({ observedAt }) => (observedAt - NOW) / 1000);

test('of an empty log nothing is kept, and nothing happened', async () => {
  expect(await log.past.kept()).toBeNull();
  expect(await log.past.activity(NOW, after(10), 5)).toEqual([0, 0, 0, 0, 0]);
  expect(await log.past.gone(ANY)).toEqual([]);
  expect(await log.past.transitionsUntil(['a'], NOW)).toEqual(new Map([['a', []]]));
});

test('what is kept goes from the oldest observation to the newest, of this cluster alone', async () => {
  const other = await store.forCluster({ ...CLUSTER, id: 'cluster-2' });
  await other.append(aBatch({ pods: [aPod('x')], transitions: facts('x', -50) }));
  await log.append(aBatch({ pods: [aPod('a')], transitions: facts('a', 1, 5, 9) }));
  expect(await log.past.kept()).toEqual({ from: after(1), to: after(9) });
  expect(await log.past.activity(after(-100), after(10), 1)).toEqual([3]);
});

test('each observation counts in its part of the time, and those outside in none', async () => {
  await log.append(aBatch({ pods: [aPod('a')], transitions: facts('a', -1, 0, 1, 4, 9, 10, 11) }));
  expect(await log.past.activity(NOW, after(10), 5)).toEqual([2, 0, 1, 0, 1]);
});

test('many parts are counted a few at a time, and none twice', async () => {
  const all = Array.from({ length: 100 }, (_, n) => n);
  await log.append(aBatch({ pods: [aPod('a')], transitions: facts('a', ...all) }));
  expect(await log.past.activity(NOW, after(100), 100)).toEqual(all.map(() => 1));
});

test('the facts until a moment are those that were observed by then, in order of record', async () => {
  await log.append(
    aBatch({
      pods: [aPod('a'), aPod('b')],
      transitions: [...facts('a', 1, 5, 9), ...facts('b', 2, 7)],
    }),
  );
  const until = await log.past.transitionsUntil(['a', 'b', 'c'], after(6));
  expect([seconds(until.get('a')), seconds(until.get('b')), seconds(until.get('c'))]).toEqual([
    [1, 5],
    [2],
    [],
  ]);
});

test('they are the same as they are read one by one', async () => {
  const odd = aTransition('odd', {
    at: null,
    container: null,
    change: { kind: 'phase', phase: '"\n', reason: null, message: 'ü' },
  });
  await log.append(
    aBatch({ pods: [aPod('a')], transitions: [{ uid: 'a', transition: odd }, ...facts('a', 0)] }),
  );
  const until = await log.past.transitionsUntil(['a'], after(6));
  expect(until.get('a')).toEqual(await log.transitionsOf('a', 0 as never));
});

test('what was so by then in the cluster’s word comes along, for times that nobody watched', async () => {
  const late = aTransition('late', { at: after(3), observedAt: after(60) });
  const untold = aTransition('untold', { at: null, observedAt: after(60) });
  await log.append(
    aBatch({
      pods: [aPod('a')],
      transitions: [late, untold].map((transition) => ({ uid: 'a', transition })),
    }),
  );
  expect(seconds((await log.past.transitionsUntil(['a'], after(5))).get('a'))).toEqual([60]);
});

test('of one kind the newest 200 come, and of a rare kind all the same the newest', async () => {
  const many = Array.from({ length: 300 }, (_, n) => n + 1);
  const ready = aTransition('ready', { observedAt: NOW, change: { kind: 'ready', ready: true } });
  await log.append(
    aBatch({
      pods: [aPod('a')],
      transitions: [{ uid: 'a', transition: ready }, ...facts('a', ...many)],
    }),
  );
  const until = (await log.past.transitionsUntil(['a'], after(250))).get('a') ?? [];
  expect(until).toHaveLength(201);
  expect(until[0]?.key).toBe('ready');
  expect(seconds(until.slice(1))?.at(-1)).toBe(250);
});

const GONE = [
  aPod('a', 0, { name: 'web-1', deletedAt: after(10) }),
  aPod('b', 0, { name: 'db-1', namespace: 'bank', deletedAt: after(30) }),
  aPod('c', 0, { name: 'web-2', deletedAt: after(20), createdAt: after(15) }),
  aPod('d', 0, { name: 'web-3' }),
];
const uids = (pods: readonly { readonly uid: string }[]): string =>
  pods.map(({ uid }) => uid).join('');

test.each<[string, Partial<GonePods>, string]>([
  ['those that went last come first, and none that is there', {}, 'bca'],
  ['until a moment', { before: after(20) }, 'ca'],
  ['after a moment', { after: after(10) }, 'bc'],
  ['of a namespace', { namespaces: ['bank', 'nowhere'] }, 'b'],
  ['of no namespace', { namespaces: [] }, ''],
  ['with something in the name', { name: 'web' }, 'ca'],
  ['what looks like a pattern is none', { name: 'w%' }, ''],
  ['at most so many', { limit: 1 }, 'b'],
])('gone pods: %s', async (_, which, found) => {
  await log.append(aBatch({ pods: GONE }));
  expect(uids(await log.past.gone({ ...ANY, ...which }))).toBe(found);
});

test.each([
  [0, 'ab'],
  [9, 'ab'],
  [10, 'b'],
  [15, 'bc'],
  [20, 'b'],
  [30, ''],
])('pods that were there after %i seconds and are gone now', async (second, found) => {
  await log.append(aBatch({ pods: GONE }));
  const pods: { readonly uid: string }[] = [];
  const isAll = await log.past.goneSince(after(second), (some) => pods.push(...some));
  expect(isAll).toBe(true);
  expect(uids(pods.toSorted((a, b) => (a.uid < b.uid ? -1 : 1)))).toBe(found);
});

test('many that went at one time are all found, once', async () => {
  const many = Array.from({ length: 2_300 }, (_, n) => aPod(`p${n}`, 0, { deletedAt: after(5) }));
  await log.append(aBatch({ pods: many }));
  const found: string[] = [];
  await log.past.goneSince(after(1), (some) => found.push(...some.map(({ uid }) => uid)));
  expect([found.length, new Set(found).size]).toEqual([2_300, 2_300]);
});

test('a name means the newest pod that had it by then', async () => {
  const named = { name: 'web', namespace: 'shop' };
  const old = aPod('old', 0, { ...named, createdAt: after(1), deletedAt: after(5) });
  await log.append(aBatch({ pods: [old, aPod('new', 0, { ...named, createdAt: after(9) })] }));
  const uidAt = async (second: number) =>
    (await log.past.newestNamed('shop', 'web', after(second)))?.uid ?? null;
  expect([await uidAt(0), await uidAt(7), await uidAt(9)]).toEqual([null, 'old', 'new']);
});

test('blind times of all watches, those that touch the time asked for', async () => {
  const gap = (scope: string, from: number, to: number) => ({
    scope,
    from: after(from),
    to: after(to),
    cause: 'x',
  });
  await log.append(aBatch({ gaps: [gap('', 1, 3), gap('shop', 5, 8), gap('bank', 20, 30)] }));
  const found = await log.past.gaps(after(2), after(6));
  expect(found.map(({ scope }) => scope)).toEqual(['', 'shop']);
});
