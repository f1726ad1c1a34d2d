import type { Change, Transition } from '@podline/domain';
import { expect, test } from 'vitest';
import * as build from '../timeline/testing/lanes.ts';
import { observedWords } from './observed-words.ts';

const ATTEMPT = {
  number: 1,
  containerId: 'containerd://1',
  imageId: null,
  startedAt: build.at(0),
  finishedAt: build.at(2),
  ending: build.ending(1),
  seen: 'live',
} as const;

const fact = (change: Change, at: number | null, observedAt: number): Transition => ({
  key: `${change.kind}-${at}`,
  at: at === null ? null : build.at(at),
  observedAt: build.at(observedAt),
  container: 'db',
  change,
});
const started: Change = {
  kind: 'started',
  attempt: 1,
  containerId: 'containerd://1',
  imageId: null,
  seen: 'live',
};
const ended: Change = {
  kind: 'ended',
  attempt: 1,
  containerId: 'containerd://1',
  startedAt: null,
  ending: build.ending(1),
  seen: 'live',
};

test.each([
  [
    'at once',
    [fact(started, 0, 0.4), fact(ended, 2, 2.9)],
    'start: within the second; end: within the second',
  ],
  ['late', [fact(started, 0, 12)], 'start: 12s later'],
  ['afterwards', [fact({ ...ended, seen: 'afterwards' }, 2, 40)], 'end: afterwards, 38s later'],
  ['without a time', [fact(ended, null, 40)], 'end: the cluster gives no time'],
  ['another run', [fact({ ...started, containerId: 'containerd://2' }, 0, 1)], 'not told'],
  ['nothing', [fact({ kind: 'ready', ready: true }, 0, 1)], 'not told'],
])('%s', (_name, facts, words) => {
  expect(observedWords(facts, 'db', ATTEMPT)).toBe(words);
  expect(observedWords(facts, 'other', ATTEMPT)).toBe('not told');
});
