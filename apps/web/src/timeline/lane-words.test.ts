import type { Lane } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import { laneBlocksOf } from './blocks.ts';
import { laneSentence, noteOf, roleWords } from './lane-words.ts';
import * as build from './testing/lanes.ts';

const NOW = build.at(60);
const INIT = build.lane('db-migrate', [build.running(2)], { role: 'init' });

function blocksOf(lane: Lane) {
  const [found] = laneBlocksOf(build.timeline([lane]));
  if (found === undefined) throw new Error('There is no lane.');
  return found;
}

describe('the note beside a name says how the container is doing', () => {
  const app = (...segments: Lane['segments']) => build.lane('shop', segments);
  test.each<[string, Lane, string, string]>([
    ['nothing is known', app(), '', 'plain'],
    ['it is waited for', app(build.waiting(0, null)), 'starts', 'waiting'],
    ['the pod is waited for', app(build.held(0, null, 'scheduling')), 'waits for a node', 'plain'],
    ['an error', app(build.waiting(0, null, 'ErrImagePull')), 'ErrImagePull', 'failed'],
    ['an init runs', INIT, 'runs', 'plain'],
    ['an app that is not ready', app(build.running(2)), 'not ready', 'waiting'],
    [
      'an app that is ready again',
      {
        ...app(build.failed(2, 3), build.running(9, 1)),
        ready: [{ from: build.at(20), to: null }],
      },
      '1 restart · ready',
      'ready',
    ],
    ['it has ended well', app(build.completed(2, 5)), '✓ 3s', 'plain'],
    ['its only run failed', app(build.failed(2, 5)), 'failed', 'failed'],
    [
      'it fails again and again',
      app(build.failed(2, 5, 9), build.backOff(5, null)),
      '9 restarts',
      'failed',
    ],
    [
      'its first run failed just now',
      app(build.failed(2, 5), build.backOff(5, null)),
      'restarts soon',
      'failed',
    ],
    ['nobody saw', app(build.unobserved(2, 5, 2)), 'not observed', 'plain'],
  ])('%s', (_name, lane, text, tone) => {
    expect(noteOf(blocksOf(lane), NOW)).toEqual({ text, tone });
  });

  test('its turn has not come', () => {
    const lane = blocksOf(app(build.held(0, null, 'container', 'db-migrate')));
    expect(noteOf(lane, NOW)).toEqual({ text: 'waits for db-migrate', tone: 'plain' });
  });
});

describe('the lane in a sentence', () => {
  test.each<[string, Lane, string]>([
    [
      'nothing is known',
      build.lane('shop', []),
      'app shop: never started; nothing is known of it.',
    ],
    [
      'one attempt that goes on',
      INIT,
      'init 1 db-migrate: 1 attempt, 0 failed; now attempt 0 runs, for 58s.',
    ],
    [
      'failures, and some that nobody saw',
      build.lane('shop', [
        build.failed(0, 1),
        build.unobserved(1, 9, 3),
        build.failed(9, 10, 4),
        build.backOff(10, null),
      ]),
      'app shop: 2 attempts, 2 failed, 3 not observed; now back-off: waits to be started again, for 50s.',
    ],
    [
      'it is over',
      build.lane('shop', [build.completed(0, 5)]),
      'app shop: 1 attempt, 0 failed; last attempt 0 ended well: exit 0 Completed, for 5s.',
    ],
    [
      'it shares volumes',
      {
        ...build.lane('shop', [build.running(0)]),
        sharedVolumes: [{ volume: 'logs', with: ['shipper', 'rotate'] }],
      },
      'app shop: 1 attempt, 0 failed; now attempt 0 runs, for 60s; shares the volume logs with shipper, rotate.',
    ],
  ])('%s', (_name, lane, sentence) => {
    expect(laneSentence(blocksOf(lane), NOW)).toBe(sentence);
  });
});

test.each([
  ['init', 'init 2'],
  ['native-sidecar', 'native sidecar 2'],
  ['app', 'app'],
  ['classic-sidecar', 'classic sidecar'],
  ['ephemeral', 'ephemeral container'],
] as const)('%s reads “%s”', (role, words) => {
  expect(roleWords({ role, position: 2 })).toBe(words);
});
