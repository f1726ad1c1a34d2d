import { describe, expect, test } from 'vitest';
import { filterPods } from './pod-filter.ts';
import { podRow } from './testing/rows.ts';

const ROWS = [
  podRow('shop-api-1', {
    status: 'Init:CrashLoopBackOff',
    pips: [{ name: 'db-migrate', role: 'init', state: 'failed', text: '' }],
  }),
  podRow('ledger-0', {
    namespace: 'payments',
    node: null,
    workload: { kind: 'StatefulSet', name: 'ledger', revision: null },
  }),
];

describe('a pod is found by what its row shows', () => {
  test.each([
    ['its name', 'shop-api', ['shop-api-1']],
    ['its namespace', 'payments', ['ledger-0']],
    ['its status', 'CrashLoopBackOff', ['shop-api-1']],
    ['its node', 'node-1', ['shop-api-1']],
    ['the kind of its workload', 'statefulset', ['ledger-0']],
    ['one of its containers', 'db-migrate', ['shop-api-1']],
    ['any case', 'INIT:CRASH', ['shop-api-1']],
    ['two words, each anywhere', 'shop migrate', ['shop-api-1']],
    ['two words of which one is nowhere', 'shop ledger', []],
    ['no word across two fields', 'shopshop-api', []],
    ['nothing: all', '', ['shop-api-1', 'ledger-0']],
    ['spaces: all', '   ', ['shop-api-1', 'ledger-0']],
    ['signs are only signs', '.*', []],
  ])('%s', (_name, query, names) => {
    expect(filterPods(ROWS, query).map(({ name }) => name)).toEqual(names);
  });
});
