import { type Millis, millis, type PodSnapshot } from '@podline/domain';
import type { ListedVersions, ReflectorEvent, Result } from '@podline/kube';
import { expect, test } from 'vitest';
import { auditOf } from './audit.ts';
import { newTally } from './tally.ts';
import { NOON, storedPod } from './testing/pods.ts';
import { aSnapshot } from './testing/recordings.ts';

const pod = await aSnapshot();
const known = (uid: string, resourceVersion: string, over: Partial<PodSnapshot> = {}) =>
  storedPod({ ...pod, uid, resourceVersion, namespace: 'shop', ...over });

interface World {
  /** What the cluster lists, and at which version. */
  readonly listed: Readonly<Record<string, string>>;
  readonly at: string;
  /** What Podline knows to be there. */
  readonly live: readonly ReturnType<typeof known>[];
  /** What the log says is gone. */
  readonly gone?: readonly string[];
  /** How far the watch is; null: it never comes as far as the list. */
  readonly reached: string | null;
  readonly heard?: readonly ReflectorEvent<unknown>[];
  readonly scope?: string;
  readonly isRecording?: boolean;
  readonly answers?: Result<ListedVersions>;
}

/** One audit, and what it found; then it is stopped. */
async function audited(world: World) {
  const { scope = '', isRecording = true, gone = [] } = world;
  const stop = new AbortController();
  const tally = newTally();
  const sleeps: number[] = [];
  const value = {
    resourceVersion: world.at,
    versions: new Map(Object.entries(world.listed)),
  };
  const audit = auditOf({
    scope,
    list: async () => world.answers ?? { ok: true, value },
    live: {
      known: (uid) => world.live.find((it) => it.uid === uid)?.known ?? null,
      uids: () => world.live.map(({ uid }) => uid),
    },
    pod: async (uid) => (gone.includes(uid) ? storedPod({ ...pod, uid }, NOON) : null),
    isRecording: () => isRecording,
    tally,
    now: (): Millis => NOON,
    sleep: async (ms, signal) => {
      sleeps.push(ms);
      // The first wait is over at once; while the watch is waited for, time only passes if it never comes; then it is stopped.
      if (sleeps.length === 1 || signal.aborted) return;
      if (sleeps.length === 2 && isRecording && world.answers === undefined) {
        if (world.reached === null) return;
        audit.reached(world.reached);
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        return;
      }
      stop.abort();
    },
    random: () => 0.5,
  });
  for (const event of world.heard ?? []) audit.heard(event);
  const mismatch = await audit.run(stop.signal);
  return { differences: mismatch?.differences ?? [], tally, sleeps };
}

const table: readonly (readonly [name: string, world: World, differences: readonly string[]])[] = [
  [
    'what is known as the cluster has it is right',
    { listed: { a: '7' }, at: '10', live: [known('a', '7')], reached: '10' },
    [],
  ],
  [
    'F24: a pod that the cluster has and nobody knows was missed',
    { listed: { a: '7' }, at: '10', live: [], reached: '10' },
    ['a exists, and is not known'],
  ],
  [
    'F24: a change that never came was missed',
    { listed: { a: '9' }, at: '10', live: [known('a', '7')], reached: '12' },
    ['a is at version 9, and known at 7'],
  ],
  [
    'F24: an end that never came was missed',
    { listed: {}, at: '10', live: [known('a', '7')], reached: '10' },
    ['a is known, and does not exist'],
  ],
  [
    'what changed after the list is no fault',
    { listed: { a: '7' }, at: '10', live: [known('a', '11')], reached: '11' },
    [],
  ],
  ['nor what came after it', { listed: {}, at: '10', live: [known('a', '11')], reached: '11' }, []],
  [
    'nor what went after it',
    { listed: { a: '7' }, at: '10', live: [], gone: ['a'], reached: '11' },
    [],
  ],
  [
    'nor what is no pod as we know pods, or too large',
    {
      listed: { a: '7', b: '7' },
      at: '10',
      live: [],
      reached: '10',
      heard: [
        { kind: 'unreadable', unreadable: 'It has no name.', uid: 'a' },
        { kind: 'oversized', object: { namespace: 'shop', name: 'b', uid: 'b' }, bytes: 1 },
      ],
    },
    [],
  ],
  [
    'nor a pod of a namespace that this watch is not of',
    {
      listed: {},
      at: '10',
      live: [known('a', '7', { namespace: 'payments' })],
      reached: '10',
      scope: 'shop',
    },
    [],
  ],
];
for (const [name, world, differences] of table) {
  test(name, async () => {
    const found = await audited(world);
    expect(found.differences).toEqual(differences);
    expect([found.tally.audits, found.tally.auditMismatches]).toEqual([1, differences.length]);
  });
}

test.each<[string, Partial<World>]>([
  ['a watch that has not come as far as the list has nothing to compare', { reached: null }],
  ['while nothing is recorded there is nothing to compare with', { isRecording: false }],
  [
    'a cluster that does not answer is audited next time',
    {
      answers: {
        ok: false,
        failure: { code: 'unreachable', tried: null, sentence: 'no', cause: null },
      },
    },
  ],
])('%s', async (_, over) => {
  const found = await audited({ listed: { a: '7' }, at: '10', live: [], reached: '10', ...over });
  expect(found.differences).toEqual([]);
  expect(found.tally.audits).toBe(0);
});

test('audits come every ten to fifteen minutes, not all at once', async () => {
  const { sleeps } = await audited({ listed: {}, at: '1', live: [], reached: '1' });
  expect(sleeps[0]).toBe(750_000);
  expect(millis(sleeps.at(-1) ?? 0)).toBe(750_000);
});
