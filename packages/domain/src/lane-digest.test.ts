import fc from 'fast-check';
import { expect, test } from 'vitest';
import { at } from '../test/build.ts';
import { digestOf, type LaneDigest } from './lane-digest.ts';
import type { Segment } from './segment.ts';
import type { Lane } from './timeline.ts';

/** `count` runs of which each takes a second, fails, and is followed by nine seconds of back-off; then one that goes on. */
function crashLoop(count: number): Lane {
  const ending = { exitCode: 1, signal: null, reason: 'Error', message: 'a word too much' };
  const segments = Array.from({ length: count }, (_, n): readonly Segment[] => [
    { kind: 'failed', from: at(n * 10), to: at(n * 10 + 1), attempt: n, ending },
    {
      kind: 'back-off',
      from: at(n * 10 + 1),
      to: at(n * 10 + 10),
      delayMs: null,
      notBefore: null,
      message: 'back-off 10s',
    },
  ]).flat();
  const last: Segment = { kind: 'running', from: at(count * 10), to: null, attempt: count };
  return {
    kind: 'app',
    name: 'web',
    image: 'app:1',
    restartPolicy: null,
    volumes: [],
    hasPostStart: false,
    hasStartupProbe: false,
    role: 'app',
    roleBecause: '',
    position: 1,
    attempts: [],
    segments: [...segments, last],
    ready: Array.from({ length: count }, (_, n) => ({ from: at(n * 10), to: at(n * 10 + 1) })),
    startedUpAt: null,
  };
}

const attemptsOf = ({ early, segments }: LaneDigest): number =>
  early.reduce((sum, { attempts }) => sum + attempts, 0) +
  segments.filter((segment) => 'attempt' in segment).length;

test('a lane of few segments is told as it is, but for what was said', () => {
  const { early, segments, ready } = digestOf(crashLoop(2), 10);
  expect(early).toEqual([]);
  expect(ready).toHaveLength(2);
  expect(segments.map(({ kind }) => kind)).toEqual([
    'failed',
    'back-off',
    'failed',
    'back-off',
    'running',
  ]);
  expect(JSON.stringify(segments)).not.toMatch(/a word too much|back-off 10s/);
});

test('of a long one the newest stays exact, and of the rest the count', () => {
  const digest = digestOf(crashLoop(100), 10);
  expect(digest.segments).toHaveLength(10);
  expect(digest.segments.at(-1)).toMatchObject({ kind: 'running', attempt: 100 });
  expect(digest.early).toHaveLength(10);
  expect(digest.early[0]).toMatchObject({ from: at(0), attempts: 10, failed: 10 });
  expect(digest.early.at(-1)?.to).toBe(digest.segments[0]?.from);
  expect(attemptsOf(digest)).toBe(101);
});

test('runs that nobody saw count', () => {
  const lane = crashLoop(1);
  const unseen: Segment = { kind: 'unobserved', from: at(-50), to: at(0), attempts: 7, cause: '' };
  const { early } = digestOf({ ...lane, segments: [unseen, ...lane.segments] }, 2);
  expect(early.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(8);
});

test('whatever its length, no run is lost, and nothing is larger than was asked for', () => {
  fc.assert(
    fc.property(fc.nat(300), fc.integer({ min: 1, max: 50 }), (count, most) => {
      const digest = digestOf(crashLoop(count), most);
      expect(attemptsOf(digest)).toBe(count + 1);
      for (const list of [digest.early, digest.segments, digest.ready])
        expect(list.length).toBeLessThanOrEqual(most);
      const edges = digest.early.flatMap(({ from, to }) => [from, to]);
      expect(edges).toEqual([...edges].sort((a, b) => a - b));
    }),
  );
});
