import { expect, test } from 'vitest';
import { podPath } from './address.ts';

test('a pod is found by its uid; without one the newest of its name is meant', () => {
  const pod = { namespace: 'shop', name: 'api.v1-0' };
  expect(podPath({ ...pod, uid: 'u-1' })).toBe('/pods/shop/api.v1-0/u-1');
  expect(podPath(pod)).toBe('/pods/shop/api.v1-0');
});
