import type { ViewQuery } from '@podline/contract';
import { millis } from '@podline/domain';
import { expect, test } from 'vitest';
import { isOfTheLog, pastPath } from './past-paths.ts';

const AT = millis(1_790_000_000_000);

test.each<[ViewQuery, string | null]>([
  [{ kind: 'pods' }, '/api/pods?size=500&at=2026-09-21T14%3A13%3A20Z'],
  [
    {
      kind: 'pods',
      query: 'a&b "c"',
      sort: { key: 'age', isDescending: true },
      window: { from: 50, size: 200 },
    },
    '/api/pods?q=a%26b+%22c%22&sort=-age&from=50&size=200&at=2026-09-21T14%3A13%3A20Z',
  ],
  [{ kind: 'now' }, '/api/now?at=2026-09-21T14%3A13%3A20Z'],
  [
    { kind: 'pod', namespace: 'shop', name: 'web', uid: null },
    '/api/pods/shop/web/at?at=2026-09-21T14%3A13%3A20Z',
  ],
  [
    { kind: 'pod', namespace: 'shop', name: 'web', uid: 'u-1' },
    '/api/pods/shop/web/at?at=2026-09-21T14%3A13%3A20Z&uid=u-1',
  ],
  [{ kind: 'facets', field: 'ns', key: null, text: '' }, null],
])('%o is asked for at %s', (query, path) => {
  expect(pastPath(query, AT)).toBe(path);
});

test('of now no moment is asked for', () => {
  expect(pastPath({ kind: 'now' }, null)).toBe('/api/now');
});

test.each([
  ['gone', true],
  ['ns:shop gone', true],
  ['-gone', false],
  ['stuck', false],
  ['gone "', false],
])('%s is answered by the log: %s', (query, isIt) => {
  expect(isOfTheLog({ kind: 'pods', query })).toBe(isIt);
});
