import { expect, test } from 'vitest';
import { podsQuery, workloadPath, workloadPathOf } from './address.ts';
import { ago, aLine, STUCK } from './testing/lines.ts';
import { chartCommandOf, WORKLOAD_KEYS } from './workload-keys.ts';
import { groupWords } from './workload-words.ts';

test('how many pods there are, and how they are', () => {
  expect(groupWords([])).toBe('0 pods');
  expect(groupWords([aLine()])).toBe('1 pod, 1 ready');
  expect(
    groupWords([
      aLine(),
      aLine({ ready: '0/1', stuck: STUCK }),
      aLine({ status: 'Completed', ready: '0/1' }),
      aLine({ deletedAt: ago(3), stuck: null }),
    ]),
  ).toBe('3 pods, 1 ready, 1 completed, 1 stuck, 1 gone');
});

test('its page and its pods in the table have an address', () => {
  const web = { namespace: 'shop', kind: 'Deployment', name: 'web' };
  expect(workloadPath(web)).toBe('/workloads/shop/Deployment/web');
  expect(podsQuery(web)).toBe('ns:shop workload:Deployment/web');
  expect(workloadPathOf({ namespace: 'shop', workload: { ...web, revision: null } })).toBe(
    '/workloads/shop/Deployment/web',
  );
  expect(workloadPathOf({ namespace: 'shop', workload: null })).toBe(null);
  expect(workloadPath({ ...web, name: 'a/b?c' })).toBe('/workloads/shop/Deployment/a%2Fb%3Fc');
});

test.each([
  ['o', 'axis'],
  ['f', 'fit'],
  ['0', 'all'],
  [']', 'next-revision'],
  ['[', 'previous-revision'],
  ['+', 'zoom-in'],
  ['a', 'pan-left'],
  ['u', 'zone'],
  ['m', null],
  ['v', null],
  ['j', null],
])('%s is %s', (key, command) => {
  expect(chartCommandOf({ key, shiftKey: false })).toBe(command);
});

test('no key stands for two things', () => {
  const keys = WORKLOAD_KEYS.flatMap((entry) => entry.keys);
  expect(new Set(keys).size).toBe(keys.length);
});
