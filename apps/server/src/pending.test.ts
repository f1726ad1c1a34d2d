import { seq } from '@podline/domain';
import { expect, test } from 'vitest';
import { Pending, type Sight } from './pending.ts';
import { NOON, storedPod } from './testing/pods.ts';
import { aSnapshot } from './testing/recordings.ts';

const pod = storedPod(await aSnapshot());

/** `n` facts of `n` pods, seen up to `version`. */
function sight(version: string, n = 1): Sight {
  const uids = Array.from({ length: n }, (_, index) => `${version}-${index}`);
  return {
    pods: new Map(uids.map((uid) => [uid, { ...pod, uid }])),
    transitions: uids.map((uid) => ({
      uid,
      transition: {
        key: 'pod/seen',
        at: null,
        observedAt: NOON,
        container: null,
        change: { kind: 'gone', how: 'observed', lastSeenAt: NOON },
      },
    })),
    checkpoint: { scope: '', resourceVersion: version, observedAt: NOON },
    gaps: [],
  };
}

const versions = (pending: Pending): readonly (string | undefined)[] => {
  const found: (string | undefined)[] = [];
  for (let batch = pending.first(); batch !== null; batch = pending.first()) {
    found.push(batch.checkpoint?.resourceVersion);
    pending.written();
  }
  return found;
};

test('what follows each other in one scope is one batch, and the newest state and version count', () => {
  const pending = new Pending(100);
  pending.add('', sight('1'));
  pending.add('', {
    ...sight('2'),
    pods: new Map([['1-0', { ...pod, uid: '1-0', name: 'newer' }]]),
  });
  const batch = pending.first();
  expect(batch?.pods.map(({ name }) => name)).toEqual(['newer']);
  expect(batch?.transitions).toHaveLength(2);
  expect(batch?.checkpoint?.resourceVersion).toBe('2');
});

test('a checkpoint that says nothing leaves the one before', () => {
  const pending = new Pending(100);
  pending.add('', sight('1'));
  pending.add('', { ...sight('2'), checkpoint: null });
  expect(versions(pending)).toEqual(['1']);
});

test('scopes are kept apart, in order', () => {
  const pending = new Pending(100);
  for (const [scope, version] of [
    ['a', '1'],
    ['b', '2'],
    ['a', '3'],
  ] as const)
    pending.add(scope, sight(version));
  expect(versions(pending)).toEqual(['1', '2', '3']);
});

test('what is being written does not grow any more', () => {
  const pending = new Pending(100);
  pending.add('', sight('1'));
  expect(pending.first()?.transitions).toHaveLength(1);
  pending.add('', sight('2'));
  expect(pending.first()?.transitions).toHaveLength(1);
  expect(versions(pending)).toEqual(['1', '2']);
});

test('batches stay small enough to be written without holding up others', () => {
  const pending = new Pending(10_000);
  for (let version = 1; version <= 10; version += 1) pending.add('', sight(String(version), 100));
  let batches = 0;
  for (let batch = pending.first(); batch !== null; batch = pending.first()) {
    expect(batch.transitions.length + batch.pods.length).toBeLessThanOrEqual(500);
    pending.written();
    batches += 1;
  }
  expect(batches).toBe(5);
  expect(pending.entries).toBe(0);
});

test('F45: once it is full it takes nothing more: what it has is all up to one moment', () => {
  const pending = new Pending(10);
  for (const version of ['1', '2', '3']) pending.add(version, sight(version, 2));
  expect([pending.entries, pending.isFull]).toEqual([8, true]);
  pending.add('', sight('4', 1));
  expect(versions(pending)).toEqual(['1', '2']);
  expect(pending.entries).toBe(0);
});

test('a single sight beyond the limit is kept: it can be no smaller', () => {
  const pending = new Pending(10);
  pending.add('', sight('1', 50));
  expect([pending.isEmpty, pending.isFull]).toEqual([false, false]);
  expect(seq(pending.entries)).toBe(100);
});
