import { expect, test } from 'vitest';
import type { TrueRequest } from '../evidence.ts';
import { watchesAnew } from './watches-anew.ts';

const request = (more: Partial<TrueRequest>): TrueRequest => ({
  id: 1,
  at: 0,
  kind: 'watch',
  resource: 'pods',
  namespace: null,
  query: '',
  status: 200,
  endedAt: null,
  ...more,
});

test.each<[string, readonly TrueRequest[], boolean]>([
  ['nothing asked since', [], false],
  ['a watch that is open', [request({})], true],
  ['a watch that is over', [request({ endedAt: 1 })], false],
  ['a watch that was refused', [request({ status: 410 })], false],
  ['a watch that is not answered yet', [request({ status: null })], false],
  ['a list', [request({ kind: 'list' })], false],
  ['a watch of something else', [request({ resource: 'events' })], false],
])('F60: a calm waits for a watch after the cut: %s', (_, since, isThere) => {
  // The watch before the cut was not closed yet when the calm began.
  expect(watchesAnew([request({}), ...since], 1)).toBe(isThere);
});
