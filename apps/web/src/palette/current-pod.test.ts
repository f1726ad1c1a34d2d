import { expect, test } from 'vitest';
import { podOfPath } from './current-pod.ts';

test.each([
  ['/pods/shop/web-1', { namespace: 'shop', name: 'web-1' }],
  ['/pods/shop/web-1/0a1b', { namespace: 'shop', name: 'web-1' }],
  ['/pods/shop', null],
  ['/', null],
  ['/workloads/shop/web/1', null],
])('%s', (path, pod) => {
  expect(podOfPath(path)).toEqual(pod);
});
