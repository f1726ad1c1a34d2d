import { millis, type PodSnapshot } from '@podline/domain';
import { expect, test } from 'vitest';
import { testFolder } from './testing/folder.ts';
import { NOON } from './testing/pods.ts';
import { type Event, recorder } from './testing/recorder.ts';
import { aSnapshot } from './testing/recordings.ts';

const applied = (snapshot: PodSnapshot): Event => ({ kind: 'applied', snapshot });
const listBegan = (cause: 'first' | 'expired' = 'first'): Event => ({ kind: 'list-began', cause });
const listEnded = (resourceVersion = '1'): Event => ({ kind: 'list-ended', resourceVersion });
const bookmark = (resourceVersion: string): Event => ({ kind: 'bookmark', resourceVersion });
const lost: Event = {
  kind: 'failed',
  failure: { code: 'unreachable', tried: null, sentence: 'cut', cause: null },
  retryInMs: 800,
};

test('time that nobody saw is a gap: from the last that was seen to the list that follows', async () => {
  const pod = await aSnapshot();
  const clock = { now: NOON };
  const { take, log, published } = await recorder({ clock });
  await take(listBegan(), applied(pod), listEnded());
  clock.now = millis(NOON + 10_000);
  await take(bookmark('5'));
  clock.now = millis(NOON + 60_000);
  await take(lost);
  await take(listBegan('expired'), applied(pod), listEnded());
  const gap = { from: NOON + 10_000, to: NOON + 60_000 };
  expect(await log.gapsBetween('shop', NOON, null)).toMatchObject([gap]);
  expect(published.at(-1)?.gaps).toMatchObject([gap]);
});

test('F29: time that nobody saw is a gap too where the clock was set back meanwhile', async () => {
  const clock = { now: NOON };
  const { take, log } = await recorder({ clock });
  await take(listBegan(), listEnded());
  clock.now = millis(NOON - 3_600_000);
  await take(lost);
  await take(listBegan('expired'), listEnded());
  expect(await log.gapsBetween('shop', millis(0), null)).toMatchObject([
    { from: NOON - 3_600_000, to: NOON },
  ]);
});

test('a time in which we were down is a gap too, if its history is gone', async () => {
  const folder = await testFolder();
  const before = await recorder({ folder });
  await before.take(listBegan(), listEnded());
  await before.stop();
  const after = await recorder({ folder, clock: { now: millis(NOON + 3_600_000) } });
  await after.take(listBegan('expired'), listEnded());
  expect(await after.log.gapsBetween('shop', NOON, null)).toMatchObject([
    { from: NOON, to: NOON + 3_600_000 },
  ]);
  await after.stop();
});

test('a first list is no gap, and neither is a connection that was lost and went on', async () => {
  const pod = await aSnapshot();
  const clock = { now: NOON };
  const { take, log } = await recorder({ clock });
  await take(listBegan(), listEnded(), { kind: 'watching' });
  clock.now = millis(NOON + 60_000);
  await take(lost, { kind: 'watching' }, applied(pod));
  expect(await log.gapsBetween('shop', millis(0), null)).toEqual([]);
});
