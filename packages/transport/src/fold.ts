/** A view's state after a delta. The page folds with these, and the hub where batches came while it was reading. */
import type { PodRow, PodState, PodsState, ViewDelta, ViewState } from '@podline/contract';
import { type Gap, millis, type RecordedTransition } from '@podline/domain';

/** Rows keep their place unless the delta has the order of all. Folding the same delta twice changes nothing. */
export function foldPods(state: PodsState, delta: ViewDelta): PodsState {
  const byUid = foldRows(state.rows, delta);
  const [total, ofAll] = delta.totals ?? [state.total, state.ofAll];
  const rows =
    delta.order === undefined
      ? [...byUid.values()]
      : delta.order.flatMap((uid) => byUid.get(uid) ?? []);
  return { kind: 'pods', rows, total, ofAll };
}

/** As the view has it. */
export function foldView(state: ViewState, delta: ViewDelta): ViewState {
  switch (state.kind) {
    case 'pods':
      return foldPods(state, delta);
    case 'pod':
      return foldPod(state, delta);
    case 'now':
      return delta.now ?? state;
    case 'facets':
      return state;
  }
}

/** Transitions stay in order of seq, each seq once. Folding the same delta twice changes nothing. */
export function foldPod(state: PodState, delta: ViewDelta): PodState {
  return {
    kind: 'pod',
    row: delta.rows.findLast((row) => row.uid === state.row.uid) ?? state.row,
    transitions: foldTransitions(state.transitions, delta.transitions),
    gaps: foldGaps(state.gaps, delta.gaps),
    evidence: delta.evidence ?? state.evidence,
    successorUid: delta.successorUid ?? state.successorUid,
  };
}

function foldRows(rows: readonly PodRow[], delta: ViewDelta): ReadonlyMap<string, PodRow> {
  const byUid = new Map(rows.map((row) => [row.uid, row]));
  for (const row of delta.rows) byUid.set(row.uid, row);
  for (const uid of delta.gone) byUid.delete(uid);
  return byUid;
}

function foldTransitions(
  kept: readonly RecordedTransition[],
  added: readonly RecordedTransition[],
): readonly RecordedTransition[] {
  if (added.length === 0) return kept;
  const bySeq = new Map(kept.map((transition) => [transition.seq, transition]));
  for (const transition of added) bySeq.set(transition.seq, transition);
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

/** In order of their beginning. One is known by its beginning and its cause: told again, it is the same one, perhaps grown. */
export function foldGaps(kept: readonly Gap[], added: readonly Gap[]): readonly Gap[] {
  if (added.length === 0) return kept;
  const byStart = new Map(kept.map((gap) => [`${gap.from} ${gap.cause}`, gap]));
  for (const { from, to, cause } of added) {
    const key = `${from} ${cause}`;
    byStart.set(key, { from, to: millis(Math.max(to, byStart.get(key)?.to ?? to)), cause });
  }
  return [...byStart.values()].sort((a, b) => a.from - b.from);
}
