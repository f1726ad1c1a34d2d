import type { Lane } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import { type Block, laneBlocksOf } from '../timeline/blocks.ts';
import * as build from '../timeline/testing/lanes.ts';
import {
  attemptOf,
  blockOf,
  mostTelling,
  neighbourRun,
  selectedFrom,
  selectionOf,
} from './selection.ts';

const CRASHING = build.lane(
  'db-migrate',
  [
    build.waiting(0, 2),
    build.failed(2, 4),
    build.backOff(4, 9),
    build.failed(9, 11, 1),
    build.backOff(11, null),
  ],
  { role: 'init' },
);
const HELD_UP = build.lane('shop', [build.held(0, null, 'container', 'db-migrate')]);
const READY = build.lane('shop', [build.running(2)], { ready: [{ from: build.at(5), to: null }] });

const lanesOf = (...lanes: readonly Lane[]) => laneBlocksOf(build.timeline(lanes));
const words = (found: { lane: { lane: Lane }; block: Block } | null) =>
  found === null ? null : `${found.lane.lane.name} ${found.block.look} ${found.block.key}`;

describe('an address names a block', () => {
  test('every block is found again by what names it', () => {
    const lanes = lanesOf(CRASHING, HELD_UP);
    for (const lane of lanes) {
      for (const block of lane.blocks) {
        expect(selectionOf(selectedFrom({ lane, block }), lanes)).toEqual({ lane, block });
      }
    }
  });

  test('a run by its number, what is none by its beginning', () => {
    const [lane] = lanesOf(CRASHING);
    const params = lane?.blocks.slice(1, 3).map((block) => selectedFrom({ lane, block }));
    expect(params).toEqual([
      { lane: 'db-migrate', attempt: 0, since: null },
      { lane: 'db-migrate', attempt: null, since: build.at(4) },
    ]);
  });

  test('a run is the same after it has ended', () => {
    const running = lanesOf(build.lane('shop', [build.running(2, 4)]));
    const ended = lanesOf(build.lane('shop', [build.failed(2, 9, 4)]));
    const [lane] = running;
    const [block] = lane?.blocks ?? [];
    if (lane === undefined || block === undefined) throw new Error('There is no block.');
    expect(words(selectionOf(selectedFrom({ lane, block }), ended))).toContain('shop failed');
  });

  test('of runs with one number the newest is meant', () => {
    const lanes = lanesOf(build.lane('shop', [build.failed(2, 4, 0), build.failed(9, 11, 0)]));
    const found = selectionOf({ lane: 'shop', attempt: 0, since: null }, lanes);
    expect(found?.block.from).toBe(build.at(9));
  });

  test.each([
    ['nothing', null],
    ['a lane that is not there', { lane: 'no-such', attempt: 0, since: null }],
    ['an attempt that is not there', { lane: 'db-migrate', attempt: 7, since: null }],
    ['a time at which nothing began', { lane: 'db-migrate', attempt: null, since: build.at(3) }],
  ])('%s is no block', (_name, params) => {
    expect(selectionOf(params, lanesOf(CRASHING))).toBeNull();
  });
});

describe('before anybody has chosen', () => {
  test.each<[string, readonly Lane[], string | null]>([
    [
      'the newest failure of what is in trouble',
      [CRASHING, HELD_UP],
      `db-migrate failed attempt-1-${build.at(9)}`,
    ],
    [
      'what the start is held up by',
      [build.lane('wait', [build.running(2)], { role: 'init' }), HELD_UP],
      `wait running attempt-0-${build.at(2)}`,
    ],
    [
      'an app that does not become ready',
      [build.lane('shop', [build.running(2)])],
      `shop running attempt-0-${build.at(2)}`,
    ],
    ['nothing where all is well', [READY], null],
    ['nothing where all is done', [build.lane('job', [build.completed(2, 5)])], null],
    ['nothing of a debugger', [build.lane('sh', [build.running(2)], { role: 'ephemeral' })], null],
  ])('%s', (_name, lanes, found) => {
    expect(words(mostTelling(lanesOf(...lanes), null))).toBe(found);
  });

  test('a pod that is gone waits for nothing, but its failures still tell', () => {
    const gone = build.at(60);
    expect(mostTelling(lanesOf(build.lane('shop', [build.running(2)])), gone)).toBeNull();
    expect(words(mostTelling(lanesOf(CRASHING), gone))).toContain('db-migrate failed');
  });
});

test('a block leads to its attempt and back; a wait has none', () => {
  const [lane] = lanesOf(CRASHING);
  const attempt = CRASHING.attempts[1];
  if (lane === undefined || attempt === undefined) throw new Error('There is no attempt.');
  const block = blockOf(lane, attempt);
  expect(block?.from).toBe(build.at(9));
  expect(block === null ? null : attemptOf({ lane, block })).toBe(attempt);
  expect(lane.blocks.map((b) => attemptOf({ lane, block: b })?.number ?? null)).toEqual([
    null,
    0,
    null,
    1,
    null,
  ]);
});

test('an attempt without a time has no place on the timeline', () => {
  const [lane] = lanesOf(CRASHING);
  const [known] = CRASHING.attempts;
  if (lane === undefined || known === undefined) throw new Error('There is no attempt.');
  expect(blockOf(lane, { ...known, number: 5, startedAt: null })).toBeNull();
});

test('from a run the ways lead to the runs beside it, over what lies between', () => {
  const [lane] = lanesOf(CRASHING);
  if (lane === undefined) throw new Error('There is no lane.');
  const numberFrom = (index: number, step: 1 | -1) => {
    const block = lane.blocks[index];
    const found = block === undefined ? null : neighbourRun({ lane, block }, step);
    return found === null ? null : attemptOf(found)?.number;
  };
  expect([0, 1, 2, 3, 4].map((index) => numberFrom(index, 1))).toEqual([0, 1, 1, null, null]);
  expect([0, 1, 2, 3, 4].map((index) => numberFrom(index, -1))).toEqual([null, null, 0, 0, 1]);
});
