/** What is known of pods beside their histories, kept up to date for rows and pages. */
import type { PodRow } from '@podline/contract';
import { type EvidenceEvent, millis, PATIENCE, type Surroundings, seq } from '@podline/domain';
import type { PublishedBatch, Viewer } from '@podline/transport/server';
import { expect, test } from 'vitest';
import { EvidenceDesk } from './evidence-desk.ts';
import { type EvidenceSources, NO_SOURCES } from './evidence-sources.ts';
import { livePods } from './live-pods.ts';
import { testLog } from './testing/pods.ts';
import { recordedPod } from './testing/recorded-pod.ts';

const everyone: Viewer = { name: 'everyone', canSee: () => true, canReadLogs: () => true };
const withoutLogs: Viewer = { name: 'auditor', canSee: () => true, canReadLogs: () => false };

/** The recorded pod in a log, live rows and a desk over it, an hour after its start. */
async function scene(scenario: string, sources: Partial<EvidenceSources> = {}) {
  const { known, transitions, startedAt, pod } = await recordedPod(scenario);
  const { uid, namespace, name, createdAt } = pod;
  const stored = { uid, namespace, name, createdAt, deletedAt: null, known };
  const { log } = await testLog();
  const { lastSeq, transitions: kept } = await log.append({
    transitions: transitions.map((transition) => ({ uid, transition })),
    pods: [stored],
    checkpoint: null,
    gaps: [],
  });
  const clock = { now: startedAt + 3_600_000, monotonic: 0 };
  /** How long it rested, and how much later than it asked for it is woken. */
  const rests = { asked: [] as number[], lateMs: null as number | null };
  const now = () => millis(clock.now);
  const live = livePods(log.epoch, [], { patience: PATIENCE, now });
  live.open(log, { pods: [], lastSeq: seq(0), keptSince: seq(0) });
  const first = live.apply({
    pods: new Map([[uid, stored]]),
    transitions: kept,
    gaps: [],
    lastSeq,
  });
  const published: PublishedBatch[] = [];
  const looks = { left: 0 };
  const stop = { now: new AbortController() };
  const desk = new EvidenceDesk({
    live,
    sources: { ...NO_SOURCES, ...sources },
    patience: PATIENCE,
    now,
    monotonic: () => clock.monotonic,
    publish(batch) {
      desk.saw(batch);
      published.push(batch);
    },
    sleep: async (ms) => {
      rests.asked.push(ms);
      if (rests.lateMs !== null) clock.monotonic += ms + rests.lateMs;
      looks.left -= 1;
      if (looks.left <= 0) stop.now.abort();
    },
    get signal() {
      return stop.now.signal;
    },
  });
  desk.saw(first);
  return {
    desk,
    live,
    uid,
    stored,
    published,
    clock,
    rests,
    row: (): PodRow | undefined => live.rows()[0],
    /** Until all that is to be looked at is, `times` times. */
    async look(times = 1) {
      stop.now = new AbortController();
      looks.left = times;
      await desk.follow();
    },
  };
}

const event = (message: string): EvidenceEvent => ({
  uid: 'e1',
  at: millis(0),
  type: 'Warning',
  reason: 'BackOff',
  message,
  container: null,
  count: 1,
});

test('the row of a stuck pod comes to say the cause, though nobody opened it', async () => {
  const { look, row, published, live } = await scene('init-crashloop');
  expect(row()?.cause).toBeNull();
  await look();
  expect(row()?.cause).toMatchObject({ severity: 'critical', container: 'broken' });
  const at = live.seq();
  expect(published).toMatchObject([{ fromSeq: at, toSeq: at, rows: [row()], evidence: [] }]);
});

test('a pod that is fine has no cause, and is not looked at', async () => {
  const { look, row, published } = await scene('native-sidecar-happy', {
    events: () => Promise.reject(new Error('nobody asks')),
  });
  await look(3);
  expect([row()?.cause, published]).toEqual([null, []]);
});

test('pages are told what changes, once', async () => {
  const events: EvidenceEvent[] = [];
  const { desk, look, uid, published, row } = await scene('init-crashloop', {
    events: async () => [...events],
  });
  await look();
  const open = await desk.evidence({ uid }, everyone);
  expect(open.findings[0]).toMatchObject(row()?.cause ?? {});
  published.length = 0;
  desk.changed([uid]);
  await look();
  expect(published).toEqual([]);
  events.push(event('Back-off restarting'));
  desk.changed([uid]);
  await look();
  expect(published.map(({ evidence }) => evidence?.[0]?.seenBy(everyone).events)).toEqual([events]);
  desk.changed([uid]);
  await look();
  expect(published).toHaveLength(1);
});

test('nobody is told of evidence of a pod whose page nobody opened', async () => {
  const events: EvidenceEvent[] = [];
  const { desk, look, uid, published } = await scene('init-crashloop', {
    events: async () => [...events],
  });
  await look();
  published.length = 0;
  events.push(event('Back-off restarting'));
  desk.changed([uid]);
  await look();
  expect(published).toEqual([]);
});

test('what was found by the surroundings is taken back when they change', async () => {
  const around: { services: NonNullable<Surroundings['services']> } = { services: [] };
  const { desk, look, uid, row, published, stored } = await scene('seed-init-waits-for-service', {
    surroundings: async () => ({ ...around }),
  });
  await look();
  const told = row()?.cause;
  expect(told).toMatchObject({ container: 'init-myservice' });
  await desk.evidence({ uid }, everyone);
  const service = { namespace: stored.namespace, name: 'myservice', ports: [80] };
  around.services = [{ ...service, endpoints: { ready: 1, notReady: 0 } }];
  desk.changed([uid]);
  await look();
  const finding = published.at(-1)?.evidence?.[0]?.seenBy(everyone).findings[0];
  expect(finding?.sentence ?? 'solved').not.toContain('there is no Service');
  expect(row()?.cause).not.toEqual(told);
});

test('a viewer who may not read logs gets neither tails nor what a finding quotes of them', async () => {
  const line = 'Error: connection refused by 10.0.0.9';
  const head = {
    container: 'broken',
    attempt: 0,
    containerId: null,
    fetchedAt: millis(0),
    outcome: 'kept' as const,
    lines: 1,
    isCut: false,
    masked: 0,
    signature: null,
  };
  const { desk, uid } = await scene('init-crashloop', {
    heads: async () => [head],
    tails: async () =>
      [0, 1, 2, 3, 4, 5].map((attempt) => ({ container: 'broken', attempt, lines: [line] })),
  });
  const all = await desk.evidence({ uid }, everyone);
  expect(all.tails).toEqual([head]);
  expect(JSON.stringify(all.findings)).toContain('connection refused');
  const some = await desk.evidence({ uid }, withoutLogs);
  expect(some.tails).toEqual([]);
  expect(JSON.stringify(some)).not.toContain('connection refused');
  expect(some.findings[0]?.code).toBe(all.findings[0]?.code);
});

test('what lasts is told anew to whoever has the page open', async () => {
  const { desk, look, uid, clock, published } = await scene('seed-init-waits-for-service');
  await look();
  await desk.evidence({ uid }, everyone);
  published.length = 0;
  clock.now += 600_000;
  clock.monotonic += 600_000;
  await look(2);
  expect(published).toHaveLength(1);
  expect(published[0]?.rows).toEqual([]);
  expect(published[0]?.evidence).toHaveLength(1);
});

test('what cannot be read leaves what was told', async () => {
  let isBroken = false;
  const { desk, look, uid, row, published } = await scene('init-crashloop', {
    events: async () => {
      if (isBroken) throw new Error('the disk is gone');
      return [];
    },
  });
  await look();
  const told = row()?.cause;
  isBroken = true;
  desk.changed([uid]);
  published.length = 0;
  await look();
  expect([row()?.cause, published]).toEqual([told, []]);
  await expect(desk.evidence({ uid }, everyone)).rejects.toThrow('the disk is gone');
});

test('a pod that is stuck no more has no cause any more', async () => {
  const { desk, look, live, row } = await scene('init-crashloop');
  await look();
  const stuck = row();
  expect(stuck?.cause).not.toBeNull();
  const at = live.seq();
  const told = { fromSeq: at, toSeq: at, transitions: [], gaps: [] };
  desk.saw({ ...told, rows: stuck === undefined ? [] : [{ ...stuck, stuck: null }] });
  await look();
  expect(row()?.cause).toBeNull();
});

test('what has failed for good is looked at once, however long it lies there', async () => {
  let looks = 0;
  const { look, clock, row } = await scene('init-fails-restart-never', {
    events: async () => {
      looks += 1;
      return [];
    },
  });
  await look();
  expect(row()?.cause).not.toBeNull();
  for (let minute = 0; minute < 5; minute += 1) {
    clock.now += 60_000;
    clock.monotonic += 60_000;
    await look(2);
  }
  expect(looks).toBe(1);
});

test('it works a little and rests three times as long; woken late by more urgent work, far longer', async () => {
  const { desk, uid, clock, rests, look } = await scene('init-crashloop', {
    events: async () => {
      clock.monotonic += 9;
      // Something is new of it again and again: a storm.
      desk.changed([uid]);
      return [];
    },
  });
  await look(2);
  expect(rests.asked).toEqual([27, 27]);
  rests.lateMs = 40;
  await look(3);
  expect(rests.asked.slice(2)).toEqual([27, 400, 400]);
  rests.lateMs = 90;
  await look(2);
  expect(rests.asked.slice(5)).toEqual([27, 500]);
});
