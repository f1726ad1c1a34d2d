import type { Segment } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import {
  barText,
  blockSentence,
  endingWords,
  lengthOf,
  markSentence,
  messageOf,
  nextAttemptWords,
  titleOf,
} from './block-words.ts';
import { laneBlocksOf } from './blocks.ts';
import * as build from './testing/lanes.ts';

const NOW = build.at(60);

function blockOf(segment: Segment) {
  const [found] = laneBlocksOf(build.timeline([build.lane('app', [segment])]));
  const block = found?.blocks[0];
  if (block === undefined) throw new Error('The lane has no block.');
  return block;
}

describe('the headline', () => {
  test.each<[Segment, string]>([
    [build.waiting(0, null, null), 'its turn has come: image, creation and start'],
    [build.waiting(0, null), 'its turn has come: image, creation and start'],
    [build.waiting(0, null, 'ErrImagePull'), 'waits: ErrImagePull'],
    [build.held(0, null, 'container', 'init'), 'waits for init'],
    [build.held(0, null, 'inits-again'), 'waits for the inits to run again'],
    [build.held(0, null, 'inits-again', 'init'), 'waits for init to run again'],
    [build.held(0, null, 'scheduling-gate'), 'waits for a scheduling gate to be taken away'],
    [build.held(0, null, 'scheduling'), 'waits for a node'],
    [build.held(0, null, 'sandbox'), 'waits for the pod’s sandbox, network and volumes'],
    [build.held(0, null, 'image'), 'pulls its image'],
    [build.held(0, null, 'post-start'), 'waits for its postStart hook'],
    [build.running(0, 3), 'attempt 3 runs'],
    [build.completed(0, 1), 'attempt 0 ended well: exit 0 Completed'],
    [build.failed(0, 1, 2), 'attempt 2 failed: exit 1 Error'],
    [build.backOff(0, null), 'back-off: waits to be started again'],
    [build.unobserved(0, 9, 3), '3 attempts not observed'],
    [build.unobserved(0, 9, 1), '1 attempt not observed'],
    [build.unobserved(0, 9, 0), 'not observed'],
  ])('%o', (segment, title) => {
    expect(titleOf(blockOf(segment))).toBe(title);
  });

  test('an error is told with what it is about', () => {
    const wait = { ...build.held(0, null, 'image'), reason: 'ErrImagePull' } as Segment;
    expect(titleOf(blockOf(wait))).toBe('waits for its image: ErrImagePull');
  });
});

test.each([
  ['an exit code alone', build.ending(2, { reason: null }), 'exit 2'],
  ['128 and a signal', build.ending(137, { reason: 'OOMKilled' }), 'exit 137 (SIGKILL) OOMKilled'],
  ['a signal of its own', build.ending(1, { signal: 6 }), 'exit 1 (SIGABRT) Error'],
  ['a signal without a name', build.ending(1, { signal: 40 }), 'exit 1 (signal 40) Error'],
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
  expect(nextAttemptWords(blockOf(segment), NOW)).toBe(words);
});

test('a message is the runtime’s or the kubelet’s, and an empty one is none', () => {
  const said = (message: string | null): Segment => ({
    kind: 'failed',
    from: build.at(0),
    to: build.at(1),
    attempt: 0,
    ending: build.ending(1, { message }),
  });
  expect(messageOf(blockOf(said('no such table')))).toBe('no such table');
  expect(messageOf(blockOf(said('')))).toBeNull();
  const [from, to] = [build.at(0), null];
  const wait: Segment = { kind: 'waiting', from, to, reason: 'ErrImagePull', message: 'no route' };
  expect(messageOf(blockOf(wait))).toBe('no route');
  expect(messageOf(blockOf(build.running(0)))).toBeNull();
});

const TIME = /\d\d:\d\d:\d\d/g;

test('one sentence tells a block at a glance', () => {
  const say = (segment: Segment) =>
    blockSentence('db', blockOf(segment), NOW).replaceAll(TIME, 'TIME');
  expect(say(build.failed(0, 4, 1))).toBe('db: attempt 1 failed: exit 1 Error, TIME to TIME, 4s');
  expect(say(build.backOff(30, null, 90))).toBe(
    'db: back-off: waits to be started again, since TIME, for 30s, next in 30s',
  );
});

test('and one a mark that stands for many', () => {
  const block = blockOf(build.failed(0, 1, 7));
  const many = { block, from: build.at(0), to: build.at(30), xPx: 0, widthPx: 9 };
  const say = (count: number, attempts: number) =>
    markSentence('db', { ...many, count, attempts }, NOW).replaceAll(TIME, 'TIME');
  expect(say(74, 37)).toBe(
    'db: 37 attempts too short to draw apart, TIME to TIME, 30s; among them attempt 7 failed: exit 1 Error',
  );
  expect(say(2, 1)).toBe(
    'db: attempt 7 failed: exit 1 Error, TIME to TIME, 1s (and 1 more, too short to draw apart)',
  );
  expect(say(1, 1)).toBe('db: attempt 7 failed: exit 1 Error, TIME to TIME, 1s');
});

test.each<[Segment, string]>([
  [build.completed(0, 1), '✓'],
  [build.failed(0, 1, 0, 137), '137'],
  [build.unobserved(0, 9, 3), '3 attempts not observed'],
  [build.backOff(0, null, 70), 'next in 10s'],
  [build.backOff(0, null), ''],
  [build.waiting(0, null, 'ErrImagePull'), 'ErrImagePull'],
  [build.waiting(0, null), 'starts'],
  [build.held(0, null, 'container', 'init'), 'waits for init'],
  [build.held(0, null, 'sandbox'), 'sandbox, volumes'],
  [build.running(0), ''],
  [build.running(0, 3), 'attempt 3'],
])('on the bar of %o stands “%s”', (segment, text) => {
  expect(barText(blockOf(segment), NOW)).toBe(text);
});
