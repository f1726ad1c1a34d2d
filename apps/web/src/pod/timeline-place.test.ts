import { expect, test } from 'vitest';
import { laneBlocksOf } from '../timeline/blocks.ts';
import * as build from '../timeline/testing/lanes.ts';
import { logsPlace, timelinePlace } from './timeline-place.ts';

const lane = build.lane('db-migrate', [
  build.waiting(0, 2),
  build.failed(2, 4),
  build.failed(9, 11, 1),
  build.failed(20, 22, 2),
]);
const lanes = laneBlocksOf(build.timeline([lane]));

test.each<[string, string | null, number, string | null]>([
  ['within a run', 'db-migrate', 10, 'db-migrate.1'],
  ['between two runs, at the one before', 'db-migrate', 6, 'db-migrate.0'],
  ['before all', 'db-migrate', -5, null],
  ['of the whole pod', null, 10, null],
  ['of a container that is not there', 'nobody', 10, null],
])('a moment %s stands in the middle of the timeline', (_, container, second, sel) => {
  const place = timelinePlace(lanes, container, build.at(second));
  expect(place).toMatchObject({ tab: null, t: null, sel });
  const middle = (Date.parse(place['from'] ?? '') + Date.parse(place['to'] ?? '')) / 2;
  expect(middle).toBe(build.at(second));
});

test('of a container the cluster keeps the logs of the newest two runs', () => {
  const [blocks] = lanes;
  if (blocks === undefined) throw new Error('No lane.');
  const places = lane.attempts.map((attempt) => logsPlace(blocks, attempt));
  expect(places).toEqual([
    null,
    { tab: 'logs', c: 'db-migrate', run: 'previous', t: '2026-11-22T11:34:09Z' },
    { tab: 'logs', c: 'db-migrate', run: null, t: '2026-11-22T11:34:20Z' },
  ]);
});
