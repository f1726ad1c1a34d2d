import type { PodRow } from '@podline/contract';
import { type Millis, millis, type PodSnapshot } from '@podline/domain';
import type { StoredPod } from '@podline/store';
import { beforeAll, expect, test } from 'vitest';
import { podRow } from './pod-row.ts';
import { NOON, storedPod } from './testing/pods.ts';
import { aSnapshot } from './testing/recordings.ts';
import { membersOf } from './workload-members.ts';

const REF = { namespace: 'shop', kind: 'Deployment', name: 'web' };

let any: PodSnapshot;
beforeAll(async () => {
  any = await aSnapshot();
});

/** `web-1a-x 5`: of the ReplicaSet web-1a, created five seconds after noon. */
function snapshot(text: string): PodSnapshot {
  const [name = '', at] = text.split(' ');
  const owner = name.split('-').slice(0, -1).join('-');
  return {
    ...any,
    uid: name,
    name,
    namespace: 'shop',
    createdAt: millis(NOON + Number(at) * 1000),
    owner: { kind: 'ReplicaSet', name: owner, uid: owner },
    labels: { 'pod-template-hash': owner.split('-').at(-1) ?? '' },
  };
}

async function members(live: readonly string[], gone: readonly string[], most: number) {
  const asked: unknown[] = [];
  const rows: readonly PodRow[] = live.map((text) => podRow(snapshot(text), null));
  const found = await membersOf(
    REF,
    rows,
    {
      gonePodsNamed: async (query) => {
        asked.push(query);
        const stored: readonly StoredPod[] = gone.map((text) =>
          storedPod(snapshot(text), (NOON + 99_000) as Millis),
        );
        return stored.slice(0, query.most);
      },
    },
    most,
  );
  return { names: found.rows.map(({ name }) => name), isCut: found.isCut, asked };
}

test('live pods and those that are gone, the newest first', async () => {
  const { names, isCut, asked } = await members(
    ['web-1a-x 5', 'web-1a-y 7', 'api-1a-z 9'],
    ['web-1a-w 6', 'web-0b-v 1'],
    10,
  );
  expect(names).toEqual(['web-1a-y', 'web-1a-w', 'web-1a-x', 'web-0b-v']);
  expect(isCut).toBe(false);
  expect(asked).toEqual([{ namespace: 'shop', prefix: 'web-', most: 30 }]);
});

test('a workload whose name only begins alike is another', async () => {
  const { names } = await members(['web-api-1a-x 5'], ['web-api-1a-y 6', 'web-1a-z 1'], 10);
  expect(names).toEqual(['web-1a-z']);
});

test('of too many those that are gone give way first, and it says so', async () => {
  const gone = ['web-0b-c 9', 'web-0b-d 8'];
  expect(await members(['web-1a-a 1', 'web-1a-b 2'], gone, 3)).toMatchObject({
    names: ['web-0b-c', 'web-1a-b', 'web-1a-a'],
    isCut: true,
  });
});

test('where the log was not read to its end there may be more', async () => {
  const others = Array.from({ length: 3 }, (_, n) => `web-api-1a-${n} 5`);
  expect(await members(['web-1a-a 1'], others, 1)).toMatchObject({
    names: ['web-1a-a'],
    isCut: true,
  });
});

test('of a long name as much is looked for as a controller keeps', async () => {
  const asked: string[] = [];
  await membersOf(
    { ...REF, name: 'n'.repeat(63) },
    [],
    {
      gonePodsNamed: async ({ prefix }) => {
        asked.push(prefix);
        return [];
      },
    },
    10,
  );
  expect(asked).toEqual(['n'.repeat(58)]);
});
