import type { PodRow } from '@podline/contract';
import { millis } from '@podline/domain';
import { expect, test } from 'vitest';
import { workloadsOf } from './workload-list.ts';

const STUCK = { container: 'init', since: millis(1) } as PodRow['stuck'];
const row = (over: Partial<PodRow>): PodRow =>
  ({
    ...{ namespace: 'shop', createdAt: millis(0), traits: ['ready'], stuck: null },
    workload: { kind: 'Deployment', name: 'web', revision: 'a' },
    ...over,
  }) as PodRow;
const workload = (name: string, kind = 'Deployment', revision: string | null = null) => ({
  workload: { kind, name, revision },
});

test('pods of one workload are one line: how many, ready, stuck, its revisions and newest pod', () => {
  const rows = [
    row({ createdAt: millis(5) }),
    row({ createdAt: millis(9), ...workload('web', 'Deployment', 'b'), traits: [], stuck: STUCK }),
    row({ createdAt: millis(7), traits: ['finished'] }),
  ];
  expect(workloadsOf(rows)).toEqual([
    {
      ...{ namespace: 'shop', kind: 'Deployment', name: 'web' },
      ...{ pods: 3, ready: 2, stuck: 1, revisions: ['b', 'a'], newestAt: 9 },
    },
  ]);
});

test('another kind, name or namespace is another line; those with stuck pods come first', () => {
  const rows = [
    row(workload('web', 'StatefulSet')),
    row(workload('web')),
    row({ ...workload('api'), namespace: 'web' }),
    row({ ...workload('zeta'), stuck: STUCK }),
  ];
  expect(workloadsOf(rows).map((it) => `${it.namespace} ${it.kind} ${it.name}`)).toEqual([
    'shop Deployment zeta',
    'shop Deployment web',
    'shop StatefulSet web',
    'web Deployment api',
  ]);
});

test('a pod that nobody controls is of no workload', () => {
  expect(workloadsOf([row({ workload: null })])).toEqual([]);
});
