import { millis, observe, type PodSnapshot, type RecordedTransition } from '@podline/domain';
import { StoreError } from '@podline/store';
import { expect, test } from 'vitest';
import { resumptionOf } from './resumption.ts';
import { testFolder } from './testing/folder.ts';
import { allTransitions, NOON } from './testing/pods.ts';
import { type Event, recorder } from './testing/recorder.ts';
import { aSnapshot, snapshotsOf } from './testing/recordings.ts';

const applied = (snapshot: PodSnapshot): Event => ({ kind: 'applied', snapshot });
const deleted = (snapshot: PodSnapshot): Event => ({ kind: 'deleted', snapshot });
const listBegan = (cause: 'first' | 'expired' = 'first'): Event => ({ kind: 'list-began', cause });
const listEnded = (resourceVersion = '1'): Event => ({ kind: 'list-ended', resourceVersion });
const bookmark = (resourceVersion: string): Event => ({ kind: 'bookmark', resourceVersion });
const lost: Event = {
  kind: 'failed',
  failure: { code: 'unreachable', tried: null, sentence: 'cut', cause: null },
  retryInMs: 800,
};

/** What the domain alone makes of these snapshots. */
function keysOf(snapshots: readonly PodSnapshot[]): readonly string[] {
  let known: ReturnType<typeof observe>['known'] | null = null;
  const keys: string[] = [];
  for (const snapshot of snapshots) {
    const observation = observe(known, snapshot, NOON);
    known = observation.known;
    keys.push(...observation.transitions.map((transition) => transition.key));
  }
  return keys;
}

const keys = (transitions: readonly RecordedTransition[]): readonly string[] =>
  transitions.map((transition) => transition.key);

test('what is published is on the disk already', async () => {
  const [first] = await snapshotsOf('init-crashloop');
  if (first === undefined) throw new Error('The recording is empty.');
  const order: string[] = [];
  const { take, live, published } = await recorder({
    append: (log) => async (batch) => {
      const appended = await log.append(batch);
      order.push(`stored ${(await allTransitions(log, first.uid)).length > 0}`);
      order.push(`shown ${live.rows().length}`);
      return appended;
    },
  });
  await take(applied(first));
  expect(order).toEqual(['stored true', 'shown 0']);
  expect(published).toHaveLength(1);
  expect(published[0]?.rows.map((row) => row.uid)).toEqual([first.uid]);
  expect(live.rows()).toHaveLength(1);
});

test('every change of a pod is recorded as the domain sees it, in order, with seqs that grow', async () => {
  const snapshots = await snapshotsOf('init-crashloop');
  const { take, log } = await recorder();
  await take(listBegan(), listEnded(), ...snapshots.map(applied));
  const stored = await allTransitions(log, snapshots[0]?.uid ?? '');
  expect(keys(stored)).toEqual(keysOf(snapshots));
  expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
});

test('F21: a list is written in bites, and only its end moves the checkpoint', async () => {
  const pod = await aSnapshot();
  const many = Array.from({ length: 600 }, (_, n) => ({ ...pod, uid: `uid-${n}`, name: `p-${n}` }));
  const { take, batches, published } = await recorder();
  await take(listBegan(), ...many.map(applied), listEnded('77'));
  expect(batches.map((batch) => batch.pods.length)).toEqual([249, 250, 101]);
  expect(batches.map((batch) => batch.checkpoint)).toEqual([
    null,
    null,
    { scope: '', resourceVersion: '77', observedAt: NOON },
  ]);
  expect(published.map((batch) => batch.rows.length)).toEqual([249, 250, 101]);
});

test('F20: a burst shares transactions of two hundred and fifty events', async () => {
  const pod = await aSnapshot();
  const burst = Array.from({ length: 600 }, (_, n) =>
    applied({ ...pod, resourceVersion: String(n) }),
  );
  const { take, batches } = await recorder();
  await take(...burst);
  expect(batches.map((batch) => batch.checkpoint?.resourceVersion)).toEqual(['249', '499', '599']);
});

test('F24: a list without a pod that was there means that it vanished meanwhile', async () => {
  const pod = await aSnapshot();
  const { take, log, live, published } = await recorder();
  await take(listBegan(), applied(pod), listEnded());
  await take(lost, listBegan('expired'), listEnded('2'));
  expect(live.rows()).toEqual([]);
  expect(published.at(-1)?.rows).toMatchObject([{ uid: pod.uid, deletedAt: NOON }]);
  const last = (await allTransitions(log, pod.uid)).at(-1);
  expect(last?.change).toEqual({ kind: 'gone', how: 'inferred', lastSeenAt: NOON });
});

test('a DELETED event says how the pod ended, and that it is gone', async () => {
  const snapshots = await snapshotsOf('init-crashloop');
  const last = snapshots.at(-1);
  if (last === undefined) throw new Error('The recording is empty.');
  const { take, log, live } = await recorder();
  await take(...snapshots.slice(0, -1).map(applied), deleted(last));
  const stored = await allTransitions(log, last.uid);
  expect(keys(stored)).toEqual([...keysOf(snapshots), 'pod/gone']);
  expect(stored.at(-1)?.change).toMatchObject({ kind: 'gone', how: 'observed' });
  expect(live.rows()).toEqual([]);
  expect((await log.pod(last.uid))?.deletedAt).toBe(NOON);
});

test('a pod that came and went within one batch is recorded whole', async () => {
  const pod = await aSnapshot();
  const { take, log, published } = await recorder();
  await take(applied(pod), deleted({ ...pod, resourceVersion: 'later' }));
  expect(keys(await allTransitions(log, pod.uid))).toEqual([...keysOf([pod]), 'pod/gone']);
  expect(published.flatMap((batch) => batch.rows)).toMatchObject([{ deletedAt: NOON }]);
});

test('F25: a name that comes back with another uid is another pod', async () => {
  const pod = await aSnapshot();
  const { take, live, log } = await recorder();
  await take(applied(pod));
  await take(deleted({ ...pod, resourceVersion: 'last' }), applied({ ...pod, uid: 'another' }));
  expect(live.rows().map((row) => row.uid)).toEqual(['another']);
  expect((await log.pod(pod.uid))?.deletedAt).toBe(NOON);
  expect((await log.pod('another'))?.deletedAt).toBeNull();
});

test('F22: the same resourceVersion again is nothing', async () => {
  const pod = await aSnapshot();
  const { take, published, batches, log, tally } = await recorder();
  await take(applied(pod));
  await take(applied(pod));
  expect(published).toHaveLength(1);
  expect(batches.at(-1)).toMatchObject({ pods: [], transitions: [] });
  expect(keys(await allTransitions(log, pod.uid))).toEqual(keysOf([pod]));
  expect(tally.duplicates).toBe(1);
});

test('F23: a version older than the one that is known is dropped, and counted', async () => {
  const snapshots = await snapshotsOf('init-crashloop');
  const { take, log, live, tally } = await recorder();
  const [first, second, third] = snapshots;
  if (first === undefined || second === undefined || third === undefined) throw new Error('short');
  await take(applied(first), applied(third), applied(second), applied(first));
  expect(tally.outOfOrder).toBe(2);
  expect(live.known(first.uid)?.snapshot.resourceVersion).toBe(third.resourceVersion);
  expect(keys(await allTransitions(log, first.uid))).toEqual(keysOf([first, third]));
});

test('F3: a list is the truth, also of a cluster that was restored from a backup and counts from before', async () => {
  const [first, second] = await snapshotsOf('init-crashloop');
  if (first === undefined || second === undefined) throw new Error('The recording is short.');
  const { take, live } = await recorder();
  await take(applied(second));
  await take(listBegan('expired'), applied(first), listEnded('1'));
  expect(live.known(first.uid)?.snapshot.resourceVersion).toBe(first.resourceVersion);
});

test('F25: a pod whose name another uid has taken is gone, though nobody saw it go', async () => {
  const pod = await aSnapshot();
  const { take, live, log, tally } = await recorder();
  await take(applied(pod));
  await take(applied({ ...pod, uid: 'another' }));
  expect(live.rows().map((row) => row.uid)).toEqual(['another']);
  const last = (await allTransitions(log, pod.uid)).at(-1);
  expect(last?.change).toMatchObject({ kind: 'gone', how: 'inferred' });
  expect(tally.replaced).toBe(1);
});

test('a bookmark moves the checkpoint and publishes nothing', async () => {
  const { take, log, published } = await recorder();
  await take(bookmark('900'));
  expect((await log.load()).checkpoints).toMatchObject([{ resourceVersion: '900' }]);
  expect(published).toEqual([]);
});

test('words of the watch alone cost no transaction', async () => {
  const { take, batches } = await recorder();
  await take({ kind: 'watching' }, lost, { kind: 'watching' });
  expect(batches).toEqual([]);
});

test('an object that is no pod is told of and skipped', async () => {
  const pod = await aSnapshot();
  const { take, unreadable, live } = await recorder();
  await take({ kind: 'unreadable', unreadable: 'It has no uid.', uid: null }, applied(pod));
  expect(unreadable).toEqual(['It has no uid.']);
  expect(live.rows()).toHaveLength(1);
});

test('live is said after what was listed is shown', async () => {
  const pod = await aSnapshot();
  const { events, live, watchState, take } = await recorder({
    append: (log) => (batch) => {
      expect(watchState()).toBe('connecting');
      return log.append(batch);
    },
  });
  expect(events.isReturned).toBe(false);
  await take(listBegan(), applied(pod), listEnded(), { kind: 'watching' });
  expect(watchState()).toBe('live');
  expect(live.rows()).toHaveLength(1);
});

test('F42: a restart in the middle goes on where it was: nothing is lost and nothing doubled', async () => {
  const snapshots = await snapshotsOf('init-crashloop');
  const uid = snapshots[0]?.uid ?? '';
  for (const cut of [1, 7, snapshots.length - 1]) {
    const folder = await testFolder();
    const before = await recorder({ folder });
    await before.take(listBegan(), listEnded(), ...snapshots.slice(0, cut).map(applied));
    await before.stop();
    const after = await recorder({ folder });
    expect(after.live.rows()).toHaveLength(1);
    const { checkpoints } = await after.log.load();
    expect(resumptionOf('', checkpoints).from).toBe(snapshots[cut - 1]?.resourceVersion);
    await after.take(...snapshots.slice(cut).map(applied));
    expect(keys(await allTransitions(after.log, uid))).toEqual(keysOf(snapshots));
    await after.stop();
  }
});

test('F3: a restart that has to list finds what it knows: nothing is doubled', async () => {
  const snapshots = await snapshotsOf('init-crashloop');
  const [uid, last] = [snapshots[0]?.uid ?? '', snapshots.at(-1)];
  if (last === undefined) throw new Error('The recording is empty.');
  const folder = await testFolder();
  const before = await recorder({ folder });
  await before.take(...snapshots.map(applied));
  await before.stop();
  const after = await recorder({ folder, clock: { now: millis(NOON + 60_000) } });
  await after.take(listBegan('expired'), applied(last), listEnded());
  expect(keys(await allTransitions(after.log, uid))).toEqual(keysOf(snapshots));
  await after.stop();
});

test('the list of one namespace says nothing of the pods of others', async () => {
  const pod = await aSnapshot({ namespace: 'shop' });
  const other = { ...pod, namespace: 'payments', uid: 'other' };
  const folder = await testFolder();
  const before = await recorder({ folder });
  await before.take(listBegan(), applied(pod), applied(other), listEnded());
  await before.stop();
  const after = await recorder({ folder, scope: 'shop' });
  await after.take(listBegan('expired'), listEnded());
  expect(after.live.rows().map((row) => row.uid)).toEqual(['other']);
  await after.stop();
});

test('a store that can take no more ends the recorder at once, though nothing more comes', async () => {
  const { events, done, published } = await recorder({
    append: () => () => Promise.reject(new StoreError('StoreCorrupt', '/var/podline.db', 'page 3')),
  });
  events.give(applied(await aSnapshot()));
  await expect(done).rejects.toMatchObject({ code: 'StoreCorrupt' });
  expect(published).toEqual([]);
});

test('a rule of the user decides what is a sidecar, in the log and in the list', async () => {
  const [first] = await snapshotsOf('seed-sidecar-shared-logs');
  if (first === undefined) throw new Error('The recording is empty.');
  const rule = { by: 'the shop', role: 'app', name: 'log-collector' } as const;
  const { take, log, live } = await recorder({ rules: [rule] });
  await take(applied(first));
  expect(live.rows()[0]?.pips.map((pip) => [pip.name, pip.role])).toEqual([
    ['main-app', 'app'],
    ['log-collector', 'app'],
  ]);
  const facts = await allTransitions(log, first.uid);
  const containers = facts.map(({ change }) => change).find(({ kind }) => kind === 'containers');
  expect(containers).toMatchObject({ lanes: [{ role: 'app' }, { role: 'app' }] });
});

test('a container that the owner’s template does not have is a sidecar, and stays one', async () => {
  const snapshots = await snapshotsOf('app-one-of-two-fails-restart-never');
  const owner = { kind: 'Job', name: 'batch', uid: 'owner-1' };
  const owned = snapshots.map((snapshot) => ({ ...snapshot, owner }));
  const [main, injected] = (owned[0]?.containers ?? [])
    .filter(({ kind }) => kind === 'app')
    .map(({ name }) => name);
  const { take, live } = await recorder({ template: [main ?? ''] });
  await take(...owned.slice(0, 2).map(applied));
  await take(...owned.slice(2).map(applied));
  const roles = new Map(live.rows()[0]?.pips.map((pip) => [pip.name, pip.role]));
  expect([roles.get(main ?? ''), roles.get(injected ?? '')]).toEqual(['app', 'classic-sidecar']);
});
