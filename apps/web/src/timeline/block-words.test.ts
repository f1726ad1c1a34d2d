import type { Segment } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import {
  barText,
  blockSentence,
  endingWords,
  lengthOf,
  messageOf,
  nextAttemptWords,
  titleOf,
} from './block-words.ts';
import { laneBlocksOf } from './blocks.ts';
import * as build from './testing/lanes.ts';

const NOW = build.at(60);

/** The first block of an app with this segment, after an init that never ends where `isHeld`. */
function blockOf(segment: Segment, isHeld = false) {
  const init = build.lane('init', [build.running(0)], { role: 'init' });
  const app = build.lane('app', [segment]);
  const lanes = laneBlocksOf(build.timeline(isHeld ? [init, app] : [app]));
  const found = lanes.at(-1);
  const block = found?.blocks[0];
  if (found === undefined || block === undefined) throw new Error('The lane has no block.');
  return { block, turn: found.turn };
}

describe('the headline', () => {
  test.each<[Segment, string]>([
    [build.waiting(0, null, null), 'waits; the kubelet has said nothing yet'],
    [build.waiting(0, null), 'its turn has come, it does not run yet (PodInitializing)'],
    [build.waiting(0, null, 'ContainerCreating'), 'is being created (ContainerCreating)'],
    [build.waiting(0, null, 'ErrImagePull'), 'waits: ErrImagePull'],
    [build.running(0, 3), 'attempt 3 runs'],
    [build.completed(0, 1), 'attempt 0 ended well: exit 0 Completed'],
    [build.failed(0, 1, 2), 'attempt 2 failed: exit 1 Error'],
    [build.backOff(0, null), 'back-off: waits to be started again'],
    [build.unobserved(0, 9, 3), '3 attempts not observed'],
    [build.unobserved(0, 9, 1), '1 attempt not observed'],
    [build.unobserved(0, 9, 0), 'not observed'],
  ])('%o', (segment, title) => {
    const { block, turn } = blockOf(segment);
    expect(titleOf(block, turn)).toBe(title);
  });

  test('while its turn has not come, it says what comes before', () => {
    const { block, turn } = blockOf(build.waiting(0, null), true);
    expect(titleOf(block, turn)).toBe('waits for init');
  });
});

test.each([
  ['an exit code alone', build.ending(2, { reason: null }), 'exit 2'],
  ['128 and a signal', build.ending(137, { reason: 'OOMKilled' }), 'exit 137 (SIGKILL) OOMKilled'],
  ['a signal of its own', build.ending(1, { signal: 6 }), 'exit 1 (signal 6) Error'],
  ['signal 0 is none', build.ending(0, { signal: 0 }), 'exit 0 Completed'],
])('an ending: %s', (_name, ending, words) => {
  expect(endingWords(ending)).toBe(words);
});

test('a length is told in whole seconds, for the kubelet knows nothing finer', () => {
  expect(lengthOf({ from: build.at(0), to: build.at(0) }, NOW)).toBe('under 1s');
  expect(lengthOf({ from: build.at(0), to: build.at(150) }, NOW)).toBe('2m30s');
  expect(lengthOf({ from: build.at(0), to: null }, NOW)).toBe('60s');
});

test.each<[string, Segment, string | null]>([
  ['announced and to come', build.backOff(0, null, 70), 'next in 10s'],
  ['announced and over', build.backOff(0, null, 50), 'next any moment now'],
  ['not announced', build.backOff(0, null), null],
  ['it has begun', build.backOff(0, 30, 30), null],
  ['nothing to wait for', build.running(0), null],
])('the next attempt: %s', (_name, segment, words) => {
  expect(nextAttemptWords(blockOf(segment).block, NOW)).toBe(words);
});

test('a message is the runtime’s or the kubelet’s, and an empty one is none', () => {
  const said = (message: string | null): Segment => ({
    kind: 'failed',
    from: build.at(0),
    to: build.at(1),
    attempt: 0,
    ending: build.ending(1, { message }),
  });
  expect(messageOf(blockOf(said('no such table')).block)).toBe('no such table');
  expect(messageOf(blockOf(said('')).block)).toBeNull();
  const [from, to] = [build.at(0), null];
  const wait: Segment = { kind: 'waiting', from, to, reason: 'ErrImagePull', message: 'no route' };
  expect(messageOf(blockOf(wait).block)).toBe('no route');
  expect(messageOf(blockOf(build.running(0)).block)).toBeNull();
});

test('one sentence tells a block at a glance', () => {
  const say = (segment: Segment) => {
    const { block, turn } = blockOf(segment);
    return blockSentence('db', block, turn, NOW).replaceAll(/\d\d:\d\d:\d\d/g, 'TIME');
  };
  expect(say(build.failed(0, 4, 1))).toBe('db: attempt 1 failed: exit 1 Error, TIME to TIME, 4s');
  expect(say(build.backOff(30, null, 90))).toBe(
    'db: back-off: waits to be started again, since TIME, for 30s, next in 30s',
  );
});

test.each<[Segment, string]>([
  [build.completed(0, 1), '✓'],
  [build.failed(0, 1, 0, 137), '137'],
  [build.unobserved(0, 9, 3), '3 attempts not observed'],
  [build.backOff(0, null, 70), 'next in 10s'],
  [build.backOff(0, null), ''],
  [build.waiting(0, null, 'ErrImagePull'), 'ErrImagePull'],
  [build.waiting(0, null), ''],
  [build.running(0), ''],
])('on the bar of %o stands “%s”', (segment, text) => {
  expect(barText(blockOf(segment).block, NOW)).toBe(text);
});

test('on an idle bar stands nothing', () => {
  expect(barText(blockOf(build.waiting(0, null), true).block, NOW)).toBe('');
});
