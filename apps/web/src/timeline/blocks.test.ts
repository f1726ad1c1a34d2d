import type { Lane } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import { laneBlocksOf } from './blocks.ts';
import * as build from './testing/lanes.ts';

/** `look from-to` of each block, in seconds after the start. */
function sketch(lanes: readonly Lane[], name: string): readonly string[] {
  const found = laneBlocksOf(build.timeline(lanes)).find(({ lane }) => lane.name === name);
  const seconds = (at: number | null) => (at === null ? '' : (at - build.START) / 1000);
  return (found?.blocks ?? []).map((b) => `${b.look} ${seconds(b.from)}-${seconds(b.to)}`);
}

const INIT_1 = build.lane('init-1', [build.waiting(0, 2), build.completed(2, 5)], { role: 'init' });
const INIT_2 = build.lane('init-2', [build.waiting(0, 9), build.running(9)], {
  role: 'init',
  position: 2,
});

describe('a container waits for its turn before it is waited for', () => {
  test('the first init has its turn at once', () => {
    expect(sketch([INIT_1, INIT_2], 'init-1')).toEqual(['waiting 0-2', 'completed 2-5']);
  });

  test('an init after another is idle until that one is done', () => {
    expect(sketch([INIT_1, INIT_2], 'init-2')).toEqual(['idle 0-5', 'waiting 5-9', 'running 9-']);
  });

  test('an app is idle while an init still runs', () => {
    const app = build.lane('app', [build.waiting(0, null)]);
    expect(sketch([INIT_1, INIT_2, app], 'app')).toEqual(['idle 0-']);
  });

  test('an app without inits is waited for from the start', () => {
    expect(sketch([build.lane('app', [build.waiting(0, 3), build.running(3)])], 'app')).toEqual([
      'waiting 0-3',
      'running 3-',
    ]);
  });

  test('what comes after a native sidecar waits until that has started up, not until it ends', () => {
    const sidecar = build.lane('proxy', [build.running(2)], {
      role: 'native-sidecar',
      startedUpAt: build.at(4),
    });
    const app = build.lane('app', [build.waiting(0, 6), build.running(6)]);
    expect(sketch([sidecar, app], 'app')).toEqual(['idle 0-4', 'waiting 4-6', 'running 6-']);
  });

  test('it is one idle block, whatever the kubelet calls the wait meanwhile', () => {
    const app = build.lane('app', [build.waiting(0, 1, null), build.waiting(1, null)]);
    expect(sketch([INIT_1, INIT_2, app], 'app')).toEqual(['idle 0-']);
  });

  test('a gap in the watch does not make it its turn', () => {
    const app = build.lane('app', [
      build.waiting(0, 6),
      build.unobserved(6, 8, 0),
      build.waiting(8, null),
    ]);
    expect(sketch([INIT_1, INIT_2, app], 'app')).toEqual(['idle 0-6', 'unobserved 6-8', 'idle 8-']);
  });
});

test('a wait with an error reason is bad, whoever’s turn it is', () => {
  const app = build.lane('app', [build.waiting(0, null, 'ErrImagePull')]);
  expect(sketch([INIT_1, INIT_2, app], 'app')).toEqual(['bad-wait 0-']);
});

test('a default reason of the kubelet is no error, RestartingAllContainers neither', () => {
  const app = build.lane('app', [build.waiting(0, null, 'RestartingAllContainers')]);
  expect(sketch([app], 'app')).toEqual(['waiting 0-']);
});

test('a wait after a run is a wait, for the turn has come long ago', () => {
  const app = build.lane('app', [build.failed(6, 7), build.waiting(7, null, 'ContainerCreating')]);
  expect(sketch([INIT_1, app], 'app')).toEqual(['failed 6-7', 'waiting 7-']);
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
      build.backOff(7, null),
    ]),
  );
  expect(many).toHaveLength(6);
  expect(new Set(many).size).toBe(6);
});

test('it is told what a container waits for', () => {
  const app = build.lane('app', [build.waiting(0, null)]);
  const turns = laneBlocksOf(build.timeline([INIT_1, INIT_2, app])).map(({ turn }) => turn);
  expect(turns).toEqual([
    { at: build.at(0), after: null },
    { at: build.at(5), after: 'init-1' },
    { at: null, after: 'init-2' },
  ]);
});
