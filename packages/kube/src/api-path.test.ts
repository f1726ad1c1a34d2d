import { expect, test } from 'vitest';
import { collectionPath } from './api-path.ts';

test.each([
  ['pods', null, '/api/v1/pods'],
  ['pods', 'shop', '/api/v1/namespaces/shop/pods'],
  ['events', '0-a--b', '/api/v1/namespaces/0-a--b/events'],
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
