import { type Lane, type Segment, timelineOf } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import { type Look, laneBlocksOf } from './blocks.ts';
import * as build from './testing/lanes.ts';

const looksOf = (...segments: readonly Segment[]): readonly Look[] =>
  laneBlocksOf(build.timeline([build.lane('app', segments)])).flatMap(({ blocks }) =>
    blocks.map(({ look }) => look),
  );

describe('a wait looks like what it waits for', () => {
  test.each<[string, Segment, Look]>([
    ['a scheduling gate', build.held(0, null, 'scheduling-gate'), 'pod-wait'],
    ['a node', build.held(0, null, 'scheduling'), 'pod-wait'],
    ['sandbox, network and volumes', build.held(0, null, 'sandbox'), 'pod-wait'],
    ['another container', build.held(0, null, 'container', 'init'), 'idle'],
    ['the inits, which run again', build.held(0, null, 'inits-again', 'init'), 'idle'],
    ['its image, without an error', build.held(0, null, 'image'), 'waiting'],
    ['its postStart hook', build.held(0, null, 'post-start'), 'waiting'],
    ['its creation', build.held(0, null, 'creation'), 'waiting'],
    ['its image, with an error', build.waiting(0, null, 'ErrImagePull'), 'bad-wait'],
    ['a missing Secret', build.waiting(0, null, 'CreateContainerConfigError'), 'bad-wait'],
    ['a word of a runtime', build.waiting(0, null, 'SomethingOfItsOwn'), 'bad-wait'],
    ['a default word', build.waiting(0, null, 'RestartingAllContainers'), 'waiting'],
    ['nothing that is told', build.waiting(0, null, null), 'waiting'],
  ])('%s', (_name, segment, look) => {
    expect(looksOf(segment)).toEqual([look]);
  });
});

describe('a wait is one block', () => {
  const silent = { ...build.held(0, 2, 'container', 'init'), reason: null } as Segment;
  const sketch = (...segments: readonly Segment[]) =>
    laneBlocksOf(build.timeline([build.lane('app', segments)])).flatMap(({ blocks }) =>
      blocks.map(({ look, key }) => `${look} ${key.replace(/\d+/, '')}`),
    );

  test('whatever the kubelet calls it meanwhile', () => {
    expect(sketch(silent, build.held(2, null, 'container', 'init'))).toEqual(['idle waiting-']);
  });

  test('but not when it is for something else, for an error, or after a gap', () => {
    expect(sketch(silent, build.held(2, null, 'container', 'init-2'))).toHaveLength(2);
    expect(sketch(build.waiting(0, 2), build.waiting(2, null, 'ErrImagePull'))).toHaveLength(2);
    expect(sketch(silent, build.held(9, null, 'container', 'init'))).toHaveLength(2);
  });
});

test('all else looks like what it is', () => {
  expect(
    looksOf(
      build.completed(0, 1),
      build.failed(1, 2),
      build.backOff(2, 3),
      build.unobserved(3, 4, 1),
      build.running(4),
    ),
  ).toEqual(['completed', 'failed', 'back-off', 'unobserved', 'running']);
});

test('a run keeps its key when it ends, and no two blocks of a lane share one', () => {
  const keys = (lane: Lane) =>
    laneBlocksOf(build.timeline([lane])).flatMap(({ blocks }) => blocks.map(({ key }) => key));
  const [open] = keys(build.lane('app', [build.running(3, 2)]));
  expect(keys(build.lane('app', [build.failed(3, 5, 2)]))).toEqual([open]);
  const many = keys(
    build.lane('app', [
      build.waiting(0, 2),
      build.failed(2, 3),
      build.backOff(3, 5),
      build.failed(5, 6, 1),
      // The kubelet counts anew.
      build.failed(6, 7, 0),
      // Nothing is finer than a second.
      build.unobserved(7, 7, 1),
      build.unobserved(7, 7, 2),
      build.backOff(7, null),
    ]),
  );
  expect(many).toHaveLength(8);
  expect(new Set(many).size).toBe(8);
});

test('an empty timeline has no lanes', () => {
  expect(laneBlocksOf(timelineOf([], []))).toEqual([]);
});
