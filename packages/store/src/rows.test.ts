import { join } from 'node:path';
import {
  type Change,
  KNOWN_VERSION,
  type LaneSpec,
  millis,
  type RecordedTransition,
  seq,
  type Transition,
} from '@podline/domain';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAdapter, rowsOf } from './connection.ts';
import { openStore, type Store } from './open.ts';
import { gapFromRow, podFromRow, transitionFromRow } from './rows.ts';
import { aBatch, aPod, CLUSTER, fileAt, now, temporaryFolder } from './testing/fixtures.ts';
import type { TransitionLog } from './transition-log.ts';

/** Whatever a runtime may say: quotes, emoji, NUL and line ends too. */
const words = fc.string({ unit: 'binary', maxLength: 40 });
const wordsOrNull = fc.option(words);
/** A name in a column of its own, where SQLite would cut at a NUL; Kubernetes allows none there. */
const name = words.map((text) => text.replaceAll('\0', '-'));
const time = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }).map(millis);
const timeOrNull = fc.option(time);
const count = fc.nat();
const seen = fc.constantFrom('live' as const, 'afterwards' as const);
const ending = fc.record({
  exitCode: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  signal: fc.option(count),
  reason: wordsOrNull,
  message: wordsOrNull,
});
const lane: fc.Arbitrary<LaneSpec> = fc.record({
  kind: fc.constantFrom('init' as const, 'app' as const, 'ephemeral' as const),
  name: words,
  image: words,
  restartPolicy: wordsOrNull,
  volumes: fc.array(words, { maxLength: 3 }),
  hasPostStart: fc.boolean(),
  hasStartupProbe: fc.boolean(),
  role: fc.constantFrom('init', 'native-sidecar', 'app', 'classic-sidecar', 'ephemeral'),
  roleBecause: words,
  sharedVolumes: fc.array(fc.record({ volume: words, with: fc.array(words, { maxLength: 3 }) }), {
    maxLength: 3,
  }),
});

/** One for each kind, so that the compiler asks for a new one here. */
const changes: { readonly [Kind in Change['kind']]: fc.Arbitrary<Change & { kind: Kind }> } = {
  waiting: fc.record({ kind: fc.constant('waiting'), reason: wordsOrNull, message: wordsOrNull }),
  started: fc.record({
    kind: fc.constant('started'),
    attempt: count,
    containerId: wordsOrNull,
    imageId: wordsOrNull,
    seen,
  }),
  ended: fc.record({
    kind: fc.constant('ended'),
    attempt: count,
    containerId: wordsOrNull,
    startedAt: timeOrNull,
    ending,
    seen,
  }),
  unobserved: fc.record({
    kind: fc.constant('unobserved'),
    attempts: count,
    from: timeOrNull,
    to: timeOrNull,
  }),
  ready: fc.record({ kind: fc.constant('ready'), ready: fc.boolean() }),
  startup: fc.record({ kind: fc.constant('startup'), started: fc.boolean() }),
  appeared: fc.record({
    kind: fc.constant('appeared'),
    owner: fc.option(fc.record({ kind: words, name: words, uid: words })),
    node: wordsOrNull,
  }),
  containers: fc.record({
    kind: fc.constant('containers'),
    restartPolicy: words,
    lanes: fc.array(lane, { maxLength: 3 }),
  }),
  scheduled: fc.record({ kind: fc.constant('scheduled'), node: words }),
  phase: fc.record({
    kind: fc.constant('phase'),
    phase: words,
    reason: wordsOrNull,
    message: wordsOrNull,
  }),
  condition: fc.record({
    kind: fc.constant('condition'),
    type: words,
    status: words,
    reason: wordsOrNull,
    message: wordsOrNull,
  }),
  'deletion-requested': fc.record({ kind: fc.constant('deletion-requested'), deadlineAt: time }),
  'sandbox-changed': fc.record({ kind: fc.constant('sandbox-changed') }),
  'inits-again': fc.record({
    kind: fc.constant('inits-again'),
    container: words,
    because: fc.constantFrom('sandbox', 'restart-all', 'record-pruned', null),
  }),
  'kubelet-restarted': fc.record({ kind: fc.constant('kubelet-restarted') }),
  'pod-ip': fc.record({ kind: fc.constant('pod-ip'), podIp: wordsOrNull }),
  gone: fc.record({
    kind: fc.constant('gone'),
    how: fc.constantFrom('observed', 'inferred'),
    lastSeenAt: time,
  }),
};

const transition: fc.Arbitrary<Transition> = fc.record({
  key: name,
  at: timeOrNull,
  observedAt: time,
  container: fc.option(name),
  change: fc.oneof(...Object.values<fc.Arbitrary<Change>>(changes)),
});

const POD_ROW = {
  ...aPod('a'),
  known: '{}',
  knownVersion: KNOWN_VERSION,
  clusterId: 'c',
  createdAt: 1n,
  deletedAt: null,
  updatedSeq: 0n,
};

describe('a row', () => {
  let temporary: ReturnType<typeof temporaryFolder>;
  let store: Store;
  let log: TransitionLog;
  beforeAll(async () => {
    temporary = temporaryFolder();
    store = await openStore({ path: join(temporary.folder, 'podline.db'), now });
    log = await store.forCluster(CLUSTER);
  });
  afterAll(async () => {
    await store.close();
    temporary.remove();
  });

  test('gives back any transition as it was appended', async () => {
    const batches = fc.uniqueArray(transition, { maxLength: 20, selector: ({ key }) => key });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(batches, async (transitions) => {
        const uid = `pod-${run++}`;
        const appended = await log.append(
          aBatch({
            pods: [aPod(uid)],
            transitions: transitions.map((transition) => ({ uid, transition })),
          }),
        );
        const read = await log.transitionsOf(uid, seq(0));
        expect(read).toEqual(appended.transitions.map(({ transition }) => transition));
        expect(read.map(({ seq: _, ...rest }: RecordedTransition) => rest)).toEqual(transitions);
      }),
      { numRuns: 150 },
    );
  });

  test('that is not JSON where JSON belongs says which one is damaged', () => {
    const row = {
      seq: 7n,
      clusterId: 'c',
      podUid: 'a',
      key: 'k',
      at: null,
      observedAt: 1n,
      container: null,
    };
    expect(() => transitionFromRow('/db', { ...row, change: '{' })).toThrow(
      'The database /db is damaged (transition 7 is unreadable)',
    );
    expect(() => podFromRow('/db', { ...POD_ROW, known: '' })).toThrow(
      'The database /db is damaged (pod a is unreadable)',
    );
  });

  test('F48: whose JSON has a form of a newer Podline is refused, that of this one is read', () => {
    expect(podFromRow('/db', POD_ROW).known).toEqual({});
    expect(() => podFromRow('/db', { ...POD_ROW, knownVersion: KNOWN_VERSION + 1 })).toThrow(
      expect.objectContaining({
        code: 'NewerSchema',
        retryable: false,
        message:
          'The database /db belongs to a newer Podline: this one does not know its form 2 of what is known of a pod.',
      }),
    );
  });

  test('of a pod says in which form its JSON was written', async () => {
    await log.append(aBatch({ pods: [aPod('versioned')] }));
    const adapter = await openAdapter(fileAt(join(temporary.folder, 'podline.db')), []);
    const sql = `SELECT "known_version" FROM "pod" WHERE "uid" = 'versioned'`;
    expect(await rowsOf(adapter, sql)).toEqual([[KNOWN_VERSION]]);
    await adapter.dispose();
  });

  test('has times beyond 2^31 as plain numbers, which JSON can write', () => {
    const gap = gapFromRow({
      clusterId: 'c',
      scope: 'shop',
      fromAt: 1_792_000_000_000n,
      toAt: 1_792_000_000_001n,
      cause: 'x',
    });
    expect(JSON.stringify(gap)).toBe(
      '{"scope":"shop","from":1792000000000,"to":1792000000001,"cause":"x"}',
    );
  });
});
