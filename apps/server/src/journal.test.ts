import { type Millis, ROLE_RULES } from '@podline/domain';
import { StoreError, type StoreErrorCode, type TransitionLog } from '@podline/store';
import type { PublishedBatch } from '@podline/transport/server';
import { expect, test } from 'vitest';
import { journalOf } from './journal.ts';
import { livePods } from './live-pods.ts';
import { seeingOf } from './seeing.ts';
import { newTally } from './tally.ts';
import { allTransitions, NOON, testLog } from './testing/pods.ts';
import { aSnapshot, snapshotsOf } from './testing/recordings.ts';

/** A journal on a real store that fails with these codes, one an append; its waits last until told. */
async function journal(codes: readonly StoreErrorCode[], pendingLimit = 1000) {
  const { log } = await testLog();
  const left = [...codes];
  const failing: TransitionLog = {
    ...log,
    append: async (batch) => {
      const code = left.shift();
      if (code !== undefined) throw new StoreError(code, '/var/podline.db');
      return log.append(batch);
    },
  };
  const live = livePods(log.epoch);
  live.open(failing, await log.load());
  const published: PublishedBatch[] = [];
  const since: (Millis | null)[] = [];
  const said: string[] = [];
  const waits: number[] = [];
  const stop = new AbortController();
  const tally = newTally();
  let wake = Promise.withResolvers<void>();
  let asleep = Promise.withResolvers<void>();
  const it = journalOf({
    log: failing,
    live,
    publish: (batch) => published.push(batch),
    notRecording: (at) => since.push(at),
    tally,
    now: () => NOON,
    sleep: (ms) => {
      waits.push(ms);
      wake = Promise.withResolvers();
      asleep.resolve();
      return wake.promise;
    },
    signal: stop.signal,
    say: { warn: (s) => said.push(`warn: ${s}`), info: (s) => said.push(`info: ${s}`) },
    pendingLimit,
  });
  const see = seeingOf({ scope: '', live, rules: ROLE_RULES, tally });
  return {
    ...it,
    log,
    live,
    published,
    since,
    said,
    waits,
    tally,
    left,
    /** Sees a snapshot as the recorder would, and takes it. */
    async sees(snapshot: Awaited<ReturnType<typeof aSnapshot>>) {
      const seen = see([{ kind: 'applied', snapshot }], NOON);
      const { resourceVersion } = snapshot;
      const checkpoint = { scope: '', resourceVersion, observedAt: NOON };
      await it.take('', { ...seen, checkpoint, gaps: [] });
    },
    /** Ends the wait for the next try; resolves when it sleeps again. */
    async triesAgain() {
      asleep = Promise.withResolvers();
      wake.resolve();
      await asleep.promise;
    },
    wake: () => wake.resolve(),
    stop: () => {
      stop.abort();
      wake.resolve();
    },
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test('what the store takes is told as recorded, and nobody hears of trouble', async () => {
  const it = await journal([]);
  const pod = await aSnapshot();
  await it.sees(pod);
  expect(it.published).toHaveLength(1);
  expect(it.published[0]?.transitions.length).toBeGreaterThan(0);
  expect([it.since, it.said, it.waits]).toEqual([[], [], []]);
});

test('F45: on a full disk the list stays live, nothing is told as recorded, and all of it is recorded later', async () => {
  const snapshots = (await snapshotsOf('init-crashloop')).slice(0, 6);
  const it = await journal(['StoreFull', 'StoreFull']);
  for (const snapshot of snapshots) await it.sees(snapshot);
  const uid = snapshots[0]?.uid ?? '';
  expect(it.since).toEqual([NOON]);
  expect(it.live.known(uid)?.snapshot.resourceVersion).toBe(snapshots.at(-1)?.resourceVersion);
  expect(it.published.flatMap(({ transitions }) => transitions)).toEqual([]);
  expect(it.published.every(({ fromSeq, toSeq }) => fromSeq === toSeq)).toBe(true);
  expect(await allTransitions(it.log, uid)).toEqual([]);

  await it.triesAgain();
  expect(it.since).toEqual([NOON]);
  it.wake();
  await expect.poll(() => it.since).toEqual([NOON, null]);
  const told = it.published.flatMap(({ transitions }) => transitions);
  const stored = await allTransitions(it.log, uid);
  expect(told.map(({ transition }) => transition.seq)).toEqual(stored.map(({ seq }) => seq));
  expect(stored.length).toBeGreaterThan(snapshots.length);
  expect((await it.log.load()).checkpoints[0]?.resourceVersion).toBe(
    snapshots.at(-1)?.resourceVersion,
  );
  expect(it.said).toEqual([
    'warn: There is no room left on the disk for the database /var/podline.db. Nothing is recorded until it can be written; trying again.',
    'info: The database takes writes again; nothing that was seen is lost.',
  ]);
  expect(it.pending()).toBe(0);
});

test('F45: it tries ever more rarely, and says each reason once', async () => {
  const codes: StoreErrorCode[] = ['StoreFull', 'StoreFull', 'StoreBusy', 'StoreBusy'];
  const it = await journal([...codes, ...codes, 'StoreBusy']);
  await it.sees(await aSnapshot());
  for (let round = 0; round < 6; round += 1) await it.triesAgain();
  expect(it.waits).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  expect(it.said.map((sentence) => sentence.slice(0, 20))).toEqual(
    [
      'warn: There is no ro',
      'warn: Another proces',
      'warn: There is no ro',
      'warn: Another proces',
    ].slice(0, it.said.length),
  );
});

test('F46: a volume that becomes read-only while we run is as a full disk', async () => {
  const it = await journal(['StoreReadOnly']);
  await it.sees(await aSnapshot());
  expect(it.since).toEqual([NOON]);
  it.wake();
  await expect.poll(() => it.since).toEqual([NOON, null]);
});

test('F45: when more is seen than can be kept, what was kept is written, and recording starts over from the log', async () => {
  const snapshots = (await snapshotsOf('init-crashloop')).slice(0, 12);
  const it = await journal(['StoreFull'], 12);
  for (const snapshot of snapshots) await it.sees(snapshot);
  expect(it.pending()).toBeLessThanOrEqual(12);
  it.wake();
  await it.startOver;
  const { checkpoints, pods } = await it.log.load();
  const kept = pods[0]?.known.snapshot.resourceVersion;
  // State and place to go on from are of the same moment, and that is before the last that was seen.
  expect(checkpoints[0]?.resourceVersion).toBe(kept);
  expect(kept).not.toBe(snapshots.at(-1)?.resourceVersion);
  expect(snapshots.map(({ resourceVersion }) => resourceVersion)).toContain(kept);
  expect(it.tally.startOvers).toBe(1);
});

for (const [name, code] of [
  ['F48: StoreCorrupt does not pass by itself, so it ends the recorder at once', 'StoreCorrupt'],
  ['F58: NewerSchema does not pass by itself, so it ends the recorder at once', 'NewerSchema'],
  ['F30: Fenced does not pass by itself, so it ends the recorder at once', 'Fenced'],
] as const) {
  test(name, async () => {
    const it = await journal([code]);
    await expect(it.sees(await aSnapshot())).rejects.toMatchObject({ code });
    expect([it.waits, it.published]).toEqual([[], []]);
  });
}

test('F48: and so does one that is found while we wait for room', async () => {
  const it = await journal(['StoreFull', 'StoreCorrupt']);
  await it.sees(await aSnapshot());
  it.wake();
  await expect(it.startOver).rejects.toMatchObject({ code: 'StoreCorrupt' });
});

test('F55: an end tries once more to write what waits', async () => {
  const it = await journal(['StoreFull']);
  const pod = await aSnapshot();
  await it.sees(pod);
  it.stop();
  await it.close();
  expect(await allTransitions(it.log, pod.uid)).not.toEqual([]);
  await settled();
  expect(it.left).toEqual([]);
});

test('F55: and says what it could not', async () => {
  const it = await journal(['StoreFull', 'StoreFull']);
  await it.sees(await aSnapshot());
  it.stop();
  await it.close();
  expect(it.said.at(-1)).toMatch(/^warn: \d+ changes that were seen could not be written/);
  expect(it.left).toEqual([]);
});
