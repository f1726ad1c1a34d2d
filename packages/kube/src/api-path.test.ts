import { expect, test } from 'vitest';
import { collectionPath } from './api-path.ts';

test.each([
  ['pods', null, '/api/v1/pods'],
  ['pods', 'shop', '/api/v1/namespaces/shop/pods'],
  ['events', '0-a--b', '/api/v1/namespaces/0-a--b/events'],
  ['services', 'shop', '/api/v1/namespaces/shop/services'],
  ['endpointslices', null, '/apis/discovery.k8s.io/v1/endpointslices'],
  ['jobs', 'shop', '/apis/batch/v1/namespaces/shop/jobs'],
] as const)('%s of %s stand at %s', (resource, namespace, path) => {
  expect(collectionPath(resource, namespace)).toBe(path);
});

test.each([
  '',
  '.',
  '..',
  'a/b',
  'a.b',
  'A',
  '-a',
  'a-',
  'a b',
  'ä',
  'a%2fb',
  'a\n',
  'a'.repeat(64),
])('%j is no name of a namespace', (namespace) => {
  expect(() => collectionPath('pods', namespace)).toThrow(RangeError);
});
