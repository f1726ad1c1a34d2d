/** Reading a pod view while the log goes on: what was read and what was published meanwhile become one first message. */
import type { OpenView, PodState, ViewDelta, ViewSnapshot } from '@podline/contract';
import { type Seq, seq } from '@podline/domain';
import { foldGaps, foldPod } from './fold.ts';
import type { PodRef, Viewer, ViewSource } from './source.ts';
import { deltaOf, type IndexedBatch, type View } from './view.ts';

/** Past this a resume costs more than a snapshot. */
export const RESUME_TRANSITIONS = 5_000;

export interface PodReading {
  /** What the source held of the pod, transitions after `afterSeq` only. */
  readonly state: PodState;
  /** 0 for a snapshot, the page's own seq for a resume. */
  readonly afterSeq: Seq;
  /** Last published seq before the reading began: up to here it is complete, whatever came meanwhile. */
  readonly since: Seq;
}

/**
 * Reads a pod for a page that has `have` of it (null: nothing). Null when there is no such pod.
 * Rejects with what the source rejects with.
 */
export async function readPod(
  source: ViewSource,
  ref: PodRef,
  have: OpenView['have'],
  viewer: Viewer,
): Promise<PodReading | null> {
  const since = source.seq();
  const found = await source.pod(ref);
  if (found === null) return null;
  const { row, successorUid } = found;
  const [recorded, gaps, evidence] = await Promise.all([
    transitionsFrom(source, row.uid, resumeSeq(source, since, ref, have)),
    source.gaps(row),
    source.evidence(row, viewer),
  ]);
  const { transitions, afterSeq } = recorded;
  return {
    state: { kind: 'pod', row, transitions, gaps: foldGaps([], gaps), evidence, successorUid },
    afterSeq,
    since,
  };
}

/**
 * Where a page can go on from, or 0. Not when it asks for the newest of a name, which may be another pod by now, and
 * not from a seq that this log has not reached: the page has seen another log, or a replica that is ahead; not from one
 * after which something is deleted: it would have a hole.
 */
function resumeSeq(source: ViewSource, since: Seq, ref: PodRef, have: OpenView['have']): Seq {
  if (have === null || ref.uid === null || have.epoch !== source.epoch) return seq(0);
  return have.seq <= since && isKeptAfter(source, have.seq) ? seq(have.seq) : seq(0);
}

const isKeptAfter = (source: ViewSource, afterSeq: number): boolean =>
  afterSeq >= (source.keptSince?.() ?? 0);

async function transitionsFrom(
  source: ViewSource,
  uid: string,
  afterSeq: Seq,
): Promise<Pick<PodState, 'transitions'> & Pick<PodReading, 'afterSeq'>> {
  const transitions = await source.transitions(uid, afterSeq);
  const isTooMuch = transitions.length > RESUME_TRANSITIONS || !isKeptAfter(source, afterSeq);
  return afterSeq > 0 && isTooMuch
    ? transitionsFrom(source, uid, seq(0))
    : { transitions, afterSeq };
}

export type FirstMessage =
  | { readonly event: 'snapshot'; readonly payload: ViewSnapshot }
  | { readonly event: 'delta'; readonly payload: ViewDelta };

/**
 * The first message of a pod view and the view as it stands after it. `missed` is every batch that was published since
 * the reading began, in order. Nothing of it is lost or doubled: the reading is complete up to `since` and may hold
 * more; the batches bring the rest; what runs ahead of the last batch is cut, since its own batch will bring it.
 */
export function firstMessage(
  id: number,
  epoch: string,
  reading: PodReading,
  missed: readonly IndexedBatch[],
  viewer: Viewer,
): { readonly view: View; readonly message: FirstMessage } {
  const { row, successorUid } = reading.state;
  let view = { kind: 'pod' as const, id, epoch, seq: reading.since, row, successorUid };
  let state = reading.state;
  for (const batch of missed) {
    const step = deltaOf(view, batch, viewer);
    if (step === null) continue;
    view = step.view;
    state = foldPod(state, step.delta);
  }
  const toSeq = missed.findLast((batch) => batch.toSeq > reading.since)?.toSeq ?? reading.since;
  const transitions = state.transitions.filter((transition) => transition.seq <= toSeq);
  return {
    view: { ...view, seq: toSeq },
    message: messageOf(id, epoch, reading.afterSeq, toSeq, { ...state, transitions }),
  };
}

function messageOf(
  id: number,
  epoch: string,
  afterSeq: Seq,
  toSeq: Seq,
  state: PodState,
): FirstMessage {
  if (afterSeq === 0) return { event: 'snapshot', payload: { id, epoch, seq: toSeq, state } };
  const { row, transitions, gaps, evidence, successorUid } = state;
  return {
    event: 'delta',
    payload: {
      id,
      epoch,
      fromSeq: afterSeq,
      toSeq,
      rows: [row],
      gone: [],
      transitions,
      gaps,
      evidence,
      successorUid,
    },
  };
}
