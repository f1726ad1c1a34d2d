import type { Attempt } from '@podline/domain';
import { expect, test } from 'vitest';
import * as build from '../timeline/testing/lanes.ts';
import { compareAttempts, ranWords, tellingDifferences } from './attempt-compare.ts';

const attempt = (over: Partial<Attempt> = {}): Attempt => ({
  number: 1,
  containerId: 'containerd://1',
  imageId: 'sha256:1',
  startedAt: build.at(0),
  finishedAt: build.at(2),
  ending: build.ending(1),
  seen: 'live',
  ...over,
});
const CLOCKS = { now: build.at(60), end: build.at(60), zone: 'utc' } as const;
const OTHER = {
  number: 2,
  containerId: 'containerd://2',
  startedAt: build.at(10),
  finishedAt: build.at(12),
};

test('what differs comes first', () => {
  const rows = compareAttempts(attempt(), attempt({ ...OTHER, ending: build.ending(137) }), CLOCKS);
  expect(rows.map(({ what, differs }) => `${differs ? '≠' : '='} ${what}`)).toEqual([
    '≠ Ended',
    '≠ Started',
    '≠ Container id',
    '= Message',
    '= Image id',
    '= Ran',
    '= Observed',
  ]);
  expect(rows[0]).toMatchObject({ a: 'exit 1 Error', b: 'exit 137 (SIGKILL) Error' });
});

test('that they are two runs at two times is no difference worth a word', () => {
  expect(tellingDifferences(compareAttempts(attempt(), attempt(OTHER), CLOCKS))).toBe(0);
  const changed = attempt({ ...OTHER, imageId: 'sha256:2', finishedAt: build.at(15) });
  expect(tellingDifferences(compareAttempts(attempt(), changed, CLOCKS))).toBe(2);
});

test.each([
  ['it ended', attempt(), '2s'],
  ['it runs', attempt({ finishedAt: null, ending: null }), '60s'],
  ['the kubelet gives no end', attempt({ finishedAt: null }), 'not known'],
  ['the kubelet gives no start', attempt({ startedAt: null }), 'not known'],
])('how long it ran: %s', (_name, one, words) => {
  expect(ranWords(one, CLOCKS)).toBe(words);
});
