import { type Millis, millis, type PodSnapshot, seq } from '@podline/domain';
import type { StoredPod } from '@podline/store';
import { expect, test } from 'vitest';
import { livePods, type PodChanges } from './live-pods.ts';
import { NOON, storedPod, testLog } from './testing/pods.ts';
import { aSnapshot } from './testing/recordings.ts';

const web = { namespace: 'shop', name: 'web-0', uid: null };

const pod = async (
  uid: string,
  change: Partial<PodSnapshot> = {},
  deletedAt: Millis | null = null,
): Promise<StoredPod> =>
  storedPod(await aSnapshot({ uid, namespace: 'shop', name: 'web-0', ...change }), deletedAt);

const changes = (lastSeq: number, ...pods: readonly StoredPod[]): PodChanges => ({
  pods: new Map(pods.map((it) => [it.uid, it])),
  transitions: [],
  gaps: [],
  lastSeq: seq(lastSeq),
});

/** As the recorder does it: durable first, then taken in. */
async function opened(...stored: readonly StoredPod[]) {
  const { log } = await testLog();
  const live = livePods(log.epoch);
  live.open(log, { pods: stored, ...AT_START });
  const take = async (lastSeq: number, ...pods: readonly StoredPod[]) => {
    await log.append({ transitions: [], pods, checkpoint: null, gaps: [] });
    return live.apply(changes(lastSeq, ...pods));
  };
  return { log, live, take };
}

const AT_START = { lastSeq: seq(0), keptSince: seq(0) };

test('after a restart the pods of the log are there at once, and are published', async () => {
  const { log } = await testLog();
  const live = livePods(log.epoch);
  expect(live.isOpen()).toBe(false);
  const published = live.open(log, {
    pods: [await pod('a')],
    lastSeq: seq(7),
    keptSince: seq(0),
  });
  expect(published).toMatchObject({ fromSeq: 0, toSeq: 7, transitions: [], gaps: [] });
  expect(published.rows.map((row) => row.uid)).toEqual(['a']);
  expect(live.rows()).toEqual(published.rows);
  expect(live.seq()).toBe(7);
  expect(live.isOpen()).toBe(true);
});

test('what is published goes on from what was published before', async () => {
  const { take } = await opened();
  expect(await take(3, await pod('a'))).toMatchObject({ fromSeq: 0, toSeq: 3 });
  expect(await take(9, await pod('b'))).toMatchObject({ fromSeq: 3, toSeq: 9 });
});

test('a pod that is gone leaves the list, is published as gone, and is still told of', async () => {
  const { live, take } = await opened(await pod('a'));
  const published = await take(1, await pod('a', {}, NOON));
  expect(published.rows).toMatchObject([{ uid: 'a', deletedAt: NOON }]);
  expect(live.rows()).toEqual([]);
  expect(live.known('a')).toBeNull();
  expect(await live.pod(web)).toMatchObject({ row: { uid: 'a', deletedAt: NOON } });
  expect(await live.history({ ...web, uid: 'a' })).toMatchObject({ uid: 'a', deletedAt: NOON });
});

test('a name that came back means the newest pod, and the one before knows its successor', async () => {
  const { live, take } = await opened(await pod('old'));
  await take(1, await pod('old', {}, NOON), await pod('new', { createdAt: NOON }));
  expect(await live.pod(web)).toMatchObject({ row: { uid: 'new' }, successorUid: null });
  expect(await live.pod({ ...web, uid: 'old' })).toMatchObject({
    row: { uid: 'old', deletedAt: NOON },
    successorUid: 'new',
  });
});

test('a relist may show the new pod before it says that the old one vanished', async () => {
  const { live, take } = await opened(await pod('old'));
  await take(1, await pod('new', { createdAt: NOON }));
  await take(2, await pod('old', {}, NOON));
  expect(await live.pod(web)).toMatchObject({ row: { uid: 'new' } });
  expect(live.rows().map((row) => row.uid)).toEqual(['new']);
});

test('a successor that is gone too is still the successor', async () => {
  const { live, take } = await opened();
  const later = { createdAt: millis(NOON + 1000) };
  await take(1, await pod('old', {}, NOON), await pod('new', later, NOON));
  expect(await live.pod({ ...web, uid: 'old' })).toMatchObject({ successorUid: 'new' });
  expect(await live.pod(web)).toMatchObject({ row: { uid: 'new' }, successorUid: null });
});

test('a pod that came and went unseen by the list has no older pod for a successor', async () => {
  const { live, take } = await opened(await pod('old'));
  await take(1, await pod('old', {}, NOON));
  await take(2, await pod('brief', { createdAt: NOON }, NOON));
  expect(await live.pod({ ...web, uid: 'brief' })).toMatchObject({ successorUid: null });
});

test('the uid must fit the name, so that a link cannot show another pod', async () => {
  const { live, take } = await opened(await pod('a'));
  await take(1, await pod('gone', { name: 'web-1' }, NOON));
  expect(await live.pod({ ...web, name: 'web-9', uid: 'a' })).toBeNull();
  expect(await live.pod({ ...web, uid: 'gone' })).toBeNull();
  expect(await live.pod({ ...web, namespace: 'other' })).toBeNull();
});

test('a pod that nobody ever saw is null', async () => {
  const { live } = await opened();
  expect(await live.pod(web)).toBeNull();
  expect(await live.history({ ...web, uid: 'x' })).toBeNull();
});

test('a question before the cluster is known waits for its log', async () => {
  const { log } = await testLog();
  const live = livePods(log.epoch);
  const answer = live.history(web);
  const gaps = live.gaps({ uid: 'a', namespace: 'shop', createdAt: NOON, deletedAt: null });
  const transitions = live.transitions('a', seq(0));
  let isAnswered = false;
  void answer.then(() => {
    isAnswered = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isAnswered).toBe(false);
  live.open(log, { pods: [], ...AT_START });
  expect([await answer, await gaps, await transitions]).toEqual([null, [], []]);
});
