import { millis, type RecordedTransition } from '@podline/domain';
import { expect, test } from 'vitest';
import { NOON } from './testing/pods.ts';
import { recordedPod } from './testing/recorded-pod.ts';
import { WorkloadDigests } from './workload-digests.ts';

const living = (uid: string) => ({ uid, namespace: 'shop', createdAt: NOON, deletedAt: null });

/** Counts what is read of each pod. */
async function digests(scenario: string, fails: () => boolean = () => false) {
  const { transitions } = await recordedPod(scenario);
  const read: string[] = [];
  const it = new WorkloadDigests({
    transitions: async (uid): Promise<readonly RecordedTransition[]> => {
      read.push(uid);
      if (fails()) throw new Error('The disk is gone.');
      return transitions;
    },
    gaps: async () => [],
    now: () => millis(NOON + 60_000),
  });
  return { it, read };
}

test('a pod is read again only when something was recorded of it', async () => {
  const { it, read } = await digests('init-three-in-order');
  const pods = [living('a'), living('b')];
  const [first] = await it.of(pods, () => '1');
  const [second] = await it.of(pods, ({ uid }) => (uid === 'a' ? '1' : '2'));
  expect(read).toEqual(['a', 'b', 'b']);
  expect(second).toBe(first);
});

test('two who ask at once read once', async () => {
  const { it, read } = await digests('init-three-in-order');
  await Promise.all([it.of([living('a')], () => '1'), it.of([living('a')], () => '1')]);
  expect(read).toEqual(['a']);
});

test('what could not be read is read again', async () => {
  let isBroken = true;
  const { it, read } = await digests('init-three-in-order', () => isBroken);
  await expect(it.of([living('a')], () => '1')).rejects.toThrow('The disk is gone.');
  isBroken = false;
  expect(await it.of([living('a')], () => '1')).toHaveLength(1);
  expect(read).toEqual(['a', 'a']);
});

test('no more than a thousand pods are kept', async () => {
  const { it, read } = await digests('init-three-in-order');
  const many = Array.from({ length: 1001 }, (_, n) => living(`pod-${n}`));
  await it.of(many, () => '1');
  await it.of(many.slice(-1), () => '1');
  expect(read).toHaveLength(1001);
  await it.of(many.slice(0, 1), () => '1');
  expect(read).toHaveLength(1002);
});

test('a pod of forty containers is told within the size of one', async () => {
  const { it } = await digests('many-init-containers');
  const [digest] = await it.of([living('a')], () => '1');
  const segments = digest?.lanes.reduce((sum, lane) => sum + lane.segments.length, 0) ?? 0;
  expect(digest?.lanes.length).toBeGreaterThan(10);
  expect(digest?.lanes.length).toBeLessThanOrEqual(40);
  expect(segments).toBeLessThanOrEqual(600);
});
