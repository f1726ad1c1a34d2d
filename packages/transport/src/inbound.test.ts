import { expect, test } from 'vitest';
import { inboundOf } from './inbound.ts';

const query = { kind: 'pod', namespace: 'shop', name: 'web-0', uid: null };
const open = { id: 1, query, have: null };

test('what our page sends is understood', () => {
  expect(inboundOf('open', [open])).toEqual({ kind: 'open', view: open });
  expect(inboundOf('close', [{ id: 1 }])).toEqual({ kind: 'close', id: 1 });
});

const bad: [string, string, unknown[]][] = [
  ['an unknown event', 'subscribe', [open]],
  ['an event of the prototype', 'constructor', [open]],
  ['no payload', 'open', []],
  ['a payload and an acknowledgement', 'open', [open, () => {}]],
  ['null', 'open', [null]],
  ['binary', 'open', [Buffer.from('open')]],
  ['an id below zero', 'open', [{ ...open, id: -1 }]],
  ['an id that is no number', 'close', [{ id: '1' }]],
  ['an unknown kind of view', 'open', [{ ...open, query: { kind: 'secrets' } }]],
  ['a field too many', 'open', [{ ...open, isAdmin: true }]],
  [
    'a name that Kubernetes does not allow',
    'open',
    [{ ...open, query: { ...query, name: '../x' } }],
  ],
  ['a name too long', 'open', [{ ...open, query: { ...query, name: 'x'.repeat(254) } }]],
  ['a seq that is no number', 'open', [{ ...open, have: { epoch: 'e', seq: Number.NaN } }]],
];
test.each(bad)('%s is bad', (_, event, payloads) => {
  expect(inboundOf(event, payloads).kind).toBe('bad');
});
