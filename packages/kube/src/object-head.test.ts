import { expect, test } from 'vitest';
import { objectHead } from './object-head.ts';

const metadata = {
  name: 'a',
  generateName: 'a-',
  namespace: 'shop',
  uid: 'u',
  resourceVersion: '7',
};
const known = { object: { namespace: 'shop', name: 'a', uid: 'u' }, resourceVersion: '7' };
const unknown = { type: null, object: null, resourceVersion: null };
const json = (value: object): string => JSON.stringify(value);

test.each<[string, string, object]>([
  [
    'the line of a watch, cut off within an annotation',
    json({
      type: 'DELETED',
      object: { kind: 'Pod', apiVersion: 'v1', metadata: { ...metadata, annotations: { x: 'y' } } },
    }).slice(0, -8),
    { type: 'DELETED', ...known },
  ],
  ['an item of a list', json({ metadata, spec: {} }), { type: null, ...known }],
  [
    'labels that look like names are not believed',
    json({ metadata: { name: 'a', uid: 'u', labels: { namespace: 'no', resourceVersion: 'no' } } }),
    { type: null, object: { namespace: '', name: 'a', uid: 'u' }, resourceVersion: null },
  ],
  [
    'a number between the names',
    json({ metadata: { name: 'a', generation: 3, uid: 'u' } }),
    { type: null, object: { namespace: '', name: 'a', uid: 'u' }, resourceVersion: null },
  ],
  [
    'with spaces',
    '{ "metadata" : { "name" : "a" , "uid" : "u" } }',
    {
      type: null,
      object: { namespace: '', name: 'a', uid: 'u' },
      resourceVersion: null,
    },
  ],
  ['a name without a uid is nobody', json({ metadata: { name: 'a' } }), unknown],
  ['no metadata', json({ spec: {} }), unknown],
  ['no JSON', 'xxxxxxxx', unknown],
  ['nothing', '', unknown],
])('F19: reads who an object is from its beginning: %s', (_, head, expected) => {
  expect(objectHead(head)).toEqual(expected);
});
