import type { RowStuck } from '@podline/contract';
import { expect, test } from 'vitest';
import { knownOf, podObject } from '../testing/log-cluster.ts';
import { NOON } from '../testing/pods.ts';
import { RunningTails } from './running-tails.ts';

const STUCK: RowStuck = {
  ...{ since: NOON, container: 'app', reason: 'init', says: 'waits', changedAt: NOON },
};
const ROWS = [{ uid: 'uid-1', stuck: STUCK }];
const known = () => knownOf(podObject({ state: 'a' }), null);

test('a container is asked for every half minute, and not again before it was answered', () => {
  const tails = new RunningTails();
  const asked = (now: number) => tails.due(ROWS, known, now).length;
  expect(asked(0)).toBe(1);
  // A storm of others goes first.
  expect([asked(30_000), asked(600_000)]).toEqual([0, 0]);
  tails.answered('uid-1');
  expect(asked(600_000)).toBe(1);
  tails.answered('uid-1');
  expect([asked(629_000), asked(630_000)]).toEqual([0, 1]);
});
