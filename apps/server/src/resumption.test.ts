import { millis } from '@podline/domain';
import type { Checkpoint } from '@podline/store';
import { expect, test } from 'vitest';
import { resumptionOf, sharesPods } from './resumption.ts';

/** A checkpoint of a scope at a time; its resourceVersion is `rv-TIME`. */
const at = (scope: string, time: number): Checkpoint => ({
  scope,
  resourceVersion: `rv-${time}`,
  observedAt: millis(time),
});

const table: readonly {
  readonly name: string;
  readonly scope: string;
  readonly checkpoints: readonly Checkpoint[];
  readonly from: string | null;
  readonly lastSeenAt: number | null;
}[] = [
  { name: 'a first start lists', scope: '', checkpoints: [], from: null, lastSeenAt: null },
  {
    name: 'the same scope goes on from its checkpoint',
    scope: '',
    checkpoints: [at('', 100)],
    from: 'rv-100',
    lastSeenAt: 100,
  },
  {
    name: 'a namespace goes on beside other namespaces',
    scope: 'shop',
    checkpoints: [at('payments', 300), at('shop', 100)],
    from: 'rv-100',
    lastSeenAt: 100,
  },
  {
    name: 'a namespace that was never watched lists, and was never seen',
    scope: 'shop',
    checkpoints: [at('payments', 300)],
    from: null,
    lastSeenAt: null,
  },
  {
    name: 'a namespace after all namespaces lists: its old events would come as news',
    scope: 'shop',
    checkpoints: [at('', 200), at('shop', 100)],
    from: null,
    lastSeenAt: 200,
  },
  {
    name: 'a namespace that was watched later than all namespaces goes on',
    scope: 'shop',
    checkpoints: [at('', 200), at('shop', 300)],
    from: 'rv-300',
    lastSeenAt: 300,
  },
  {
    name: 'a new namespace after all namespaces was seen until then',
    scope: 'shop',
    checkpoints: [at('', 200)],
    from: null,
    lastSeenAt: 200,
  },
  {
    name: 'all namespaces after one of them list, and the others were last seen when all were',
    scope: '',
    checkpoints: [at('', 200), at('shop', 300)],
    from: null,
    lastSeenAt: 200,
  },
  {
    name: 'all namespaces for the first time after two of them were seen until the newer one',
    scope: '',
    checkpoints: [at('payments', 250), at('shop', 300)],
    from: null,
    lastSeenAt: 300,
  },
];
for (const { name, scope, checkpoints, from, lastSeenAt } of table) {
  test(name, () => {
    expect(resumptionOf(scope, checkpoints)).toEqual({ from, lastSeenAt });
    expect(resumptionOf(scope, checkpoints.toReversed())).toEqual({ from, lastSeenAt });
  });
}

test('all namespaces share pods with each, one namespace only with itself', () => {
  expect(sharesPods('', 'shop')).toBe(true);
  expect(sharesPods('shop', '')).toBe(true);
  expect(sharesPods('shop', 'shop')).toBe(true);
  expect(sharesPods('shop', 'payments')).toBe(false);
});
