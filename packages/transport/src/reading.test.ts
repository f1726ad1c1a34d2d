import type { PodState } from '@podline/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldPod } from './fold.ts';
import {
  type FirstMessage,
  firstMessage,
  type PodReading,
  RESUME_TRANSITIONS,
  readPod,
} from './reading.ts';
import { everyone, gapAt, gapOf, NO_EVIDENCE, podRow, ScriptedLog } from './scripted.ts';
import { deltaOf, type IndexedBatch, indexed, type View } from './view.ts';

const ref = { namespace: 'shop', name: 'a', uid: 'a' };
const firstOf = (reading: PodReading | null, missed: readonly IndexedBatch[] = []) => {
  if (reading === null) throw new Error('there is such a pod');
  return firstMessage(7, 'epoch-1', reading, missed, everyone);
};

describe('readPod', () => {
  const ten = () => {
    const log = new ScriptedLog();
    log.record({ rows: [podRow('a'), podRow('b')], of: Array(5).fill(['a', 'b']).flat() });
    return log;
  };
  const seqs = (reading: PodReading | null) => reading?.state.transitions.map((t) => t.seq);
  const table: [string, { uid: string | null; epoch: string; seq: number }, number[]][] = [
    ['a page of this epoch goes on from its seq', { uid: 'a', epoch: 'epoch-1', seq: 5 }, [7, 9]],
    [
      'a page of another epoch begins anew',
      { uid: 'a', epoch: 'epoch-0', seq: 5 },
      [1, 3, 5, 7, 9],
    ],
    [
      'a page that is ahead of this log begins anew',
      { uid: 'a', epoch: 'epoch-1', seq: 11 },
      [1, 3, 5, 7, 9],
    ],
    [
      'a page that asks for the newest of a name begins anew',
      { uid: null, epoch: 'epoch-1', seq: 5 },
      [1, 3, 5, 7, 9],
    ],
  ];
  test.each(table)('%s', async (_, { uid, ...have }, expected) => {
    expect(seqs(await readPod(ten(), { ...ref, uid }, have, everyone))).toEqual(expected);
  });

  test('a page without anything begins at the start', async () => {
    expect(seqs(await readPod(ten(), ref, null, everyone))).toEqual([1, 3, 5, 7, 9]);
  });

  test('a resume is bounded: past it the page begins anew', async () => {
    const log = new ScriptedLog();
    log.record({ rows: [podRow('a')], of: Array(RESUME_TRANSITIONS + 2).fill('a') });
    const have = { epoch: 'epoch-1', seq: 1 };
    expect(seqs(await readPod(log, ref, have, everyone))).toHaveLength(RESUME_TRANSITIONS + 2);
    expect(seqs(await readPod(log, ref, { ...have, seq: 2 }, everyone))).toHaveLength(
      RESUME_TRANSITIONS,
    );
  });

  test('F35: a page from before what is deleted begins anew, for its resume would have a hole', async () => {
    const log = ten();
    log.forgetUpTo(6);
    const from = async (place: number) =>
      seqs(await readPod(log, ref, { epoch: 'epoch-1', seq: place }, everyone));
    expect([await from(5), await from(6), await from(8)]).toEqual([[7, 9], [7, 9], [9]]);
    const kept = (place: number) => readPod(log, ref, { epoch: 'epoch-1', seq: place }, everyone);
    expect([(await kept(5))?.afterSeq, (await kept(6))?.afterSeq]).toEqual([0, 6]);
  });

  test('F35: what is deleted while a resume is read makes it begin anew', async () => {
    const log = ten();
    const gate = Promise.withResolvers<void>();
    log.gate = gate.promise;
    const reading = readPod(log, ref, { epoch: 'epoch-1', seq: 2 }, everyone);
    // The pod is asked for before the transitions are: what goes now is missing from them.
    const transitions = log.transitions.bind(log);
    log.transitions = async (uid, afterSeq) => {
      log.forgetUpTo(4);
      return await transitions(uid, afterSeq);
    };
    gate.resolve();
    expect([seqs(await reading), (await reading)?.afterSeq]).toEqual([[5, 7, 9], 0]);
  });

  test('there is nothing to read of a pod that nobody knows', async () => {
    expect(await readPod(ten(), { ...ref, uid: 'a@2' }, null, everyone)).toBeNull();
  });
});

describe('firstMessage', () => {
  test('without a batch meanwhile it is what was read, at the seq of before the reading', async () => {
    const log = new ScriptedLog();
    log.record({ rows: [podRow('a')], of: ['a', 'b'], gaps: [gapOf('', 2_000, 3_000)] });
    const { message, view } = firstOf(await readPod(log, ref, null, everyone));
    expect(message).toMatchObject({ event: 'snapshot', payload: { id: 7, seq: 2 } });
    expect(message.payload).toMatchObject({
      state: { row: podRow('a'), gaps: [gapAt(2_000, 3_000)] },
    });
    expect(view).toMatchObject({ kind: 'pod', seq: 2, row: podRow('a') });
  });

  test('what is durable and not yet published is left to its own batch', async () => {
    const log = new ScriptedLog();
    log.record({ rows: [podRow('a')], of: ['a'] });
    log.recordUnpublished('a');
    const { message } = firstOf(await readPod(log, ref, null, everyone));
    expect(message.payload).toMatchObject({ seq: 1, state: { transitions: [{ seq: 1 }] } });
  });

  test('a row that changed meanwhile, and a successor, are in it', async () => {
    const log = new ScriptedLog();
    log.record({ rows: [podRow('a')], of: ['a'] });
    const reading = await readPod(log, ref, null, everyone);
    const ended = podRow('a', { status: 'Completed' });
    const missed = [
      log.record({ rows: [ended] }),
      log.record({ rows: [podRow('a@2', { name: 'a' })], of: ['a@2'] }),
    ];
    const { message, view } = firstOf(
      reading,
      missed.map((batch) => indexed(batch)),
    );
    expect(message.payload).toMatchObject({ seq: 2, state: { row: ended, successorUid: 'a@2' } });
    expect(view).toMatchObject({ seq: 2, row: ended, successorUid: 'a@2' });
  });

  test('for a resume it is one delta from the seq that the page had, even when nothing came', async () => {
    const log = new ScriptedLog();
    log.record({ rows: [podRow('a')], of: ['a', 'a', 'b'] });
    const reading = await readPod(log, ref, { epoch: 'epoch-1', seq: 2 }, everyone);
    expect(firstOf(reading).message).toMatchObject({
      event: 'delta',
      payload: { fromSeq: 2, toSeq: 3, rows: [podRow('a')], transitions: [] },
    });
  });

  test('wherever batches fall into a reading, the page ends with each transition once and the newest row', async () => {
    const batches = fc.array(fc.array(fc.constantFrom('a', 'b'), { maxLength: 3 }), {
      maxLength: 4,
    });
    const script = fc.record({
      before: batches,
      beforeRead: batches,
      afterRead: batches,
      after: batches,
      unpublished: fc.array(fc.constantFrom('a', 'b'), { maxLength: 3 }),
      have: fc.option(fc.nat({ max: 12 })),
    });
    await fc.assert(
      fc.asyncProperty(script, async (played) => {
        const log = new ScriptedLog();
        const publish = (of: string[]) => indexed(log.record({ rows: rowsOf(of, log), of }));
        log.record({ rows: [podRow('a')] });
        played.before.map(publish);

        const gate = Promise.withResolvers<void>();
        log.gate = gate.promise;
        const pageHas = keptUpTo(played.have ?? 0, log);
        const have = played.have === null ? null : { epoch: 'epoch-1', seq: played.have };
        const pending = readPod(log, ref, have, everyone);
        const missed = played.beforeRead.map(publish);
        for (const uid of played.unpublished) log.recordUnpublished(uid);
        gate.resolve();
        const reading = await pending;
        missed.push(...played.afterRead.map(publish));

        const { view, message } = firstOf(reading, missed);
        const begun =
          message.event === 'snapshot' ? podOf(message) : foldPod(pageHas, message.payload);
        expect(view.seq).toBe(seqOf(message));
        const state = followed(view, begun, played.after.map(publish));
        const all = log.log.filter(
          ({ uid, transition }) => uid === 'a' && transition.seq <= log.seq(),
        );
        expect(state.transitions).toEqual(all.map(({ transition }) => transition));
        expect(state.row).toEqual(log.rows()[0]);
      }),
    );
  });
});

/** What a page that has seen up to `place` holds. */
const keptUpTo = (place: number, log: ScriptedLog): PodState => ({
  kind: 'pod',
  row: podRow('a'),
  transitions: log.log
    .filter(({ uid, transition }) => uid === 'a' && transition.seq <= place)
    .map(({ transition }) => transition),
  gaps: [],
  evidence: NO_EVIDENCE,
  successorUid: null,
});

/** The pod's row changes with its transitions, and is told only then. */
const rowsOf = (of: readonly string[], log: ScriptedLog) =>
  of.includes('a') ? [podRow('a', { restarts: log.log.length })] : [];

const seqOf = ({ event, payload }: FirstMessage) =>
  event === 'snapshot' ? payload.seq : payload.toSeq;

function podOf(message: FirstMessage & { event: 'snapshot' }): PodState {
  if (message.payload.state.kind === 'pod') return message.payload.state;
  throw new Error('a pod view shows a pod');
}

/** The page's state after the deltas of these batches, each of which must continue the one before. */
function followed(view: View, state: PodState, batches: readonly IndexedBatch[]): PodState {
  const [batch, ...rest] = batches;
  if (batch === undefined) return state;
  const step = deltaOf(view, batch, everyone);
  if (step === null) return followed(view, state, rest);
  expect(step.delta.fromSeq).toBe(view.seq);
  return followed(step.view, foldPod(state, step.delta), rest);
}
