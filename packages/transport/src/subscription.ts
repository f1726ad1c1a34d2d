/**
 * The page's book of one open view, as a pure step: what arrived goes in, what to ask the server and what to tell the
 * page comes out. Whatever is lost, doubled or out of order on the way, the page hears a snapshot and then deltas that
 * continue it without a hole.
 */
import type {
  OpenView,
  Problem,
  ViewDelta,
  ViewQuery,
  ViewRefused,
  ViewSnapshot,
  ViewState,
} from '@podline/contract';
import type { Seq } from '@podline/domain';

export interface Subscription {
  readonly id: number;
  /** As the page asked. */
  readonly query: ViewQuery;
  /** The pod that the page was shown: it is that pod's view from then on, whoever takes its name. */
  readonly shownUid: string | null;
  /** What the page has; null until a snapshot came and while a new one is asked for. */
  readonly have: { readonly epoch: string; readonly seq: Seq } | null;
}

export type Input =
  /** The connection is there; ask for the view, from what the page has. */
  | { readonly kind: 'connected' }
  | { readonly kind: 'snapshot'; readonly snapshot: ViewSnapshot }
  | { readonly kind: 'delta'; readonly delta: ViewDelta }
  | { readonly kind: 'refused'; readonly refused: ViewRefused };

export type Telling =
  | { readonly kind: 'snapshot'; readonly state: ViewState; readonly seq: Seq }
  | { readonly kind: 'delta'; readonly delta: ViewDelta }
  | { readonly kind: 'refused'; readonly problem: Problem };

export interface Step {
  readonly subscription: Subscription;
  /** To send now; null for nothing. */
  readonly open: OpenView | null;
  /** For the page; null for nothing. */
  readonly tell: Telling | null;
}

export const subscribed = (id: number, query: ViewQuery): Subscription => ({
  id,
  query,
  shownUid: null,
  have: null,
});

export function next(subscription: Subscription, input: Input): Step {
  switch (input.kind) {
    case 'connected':
      return asking(subscription);
    case 'snapshot':
      return afterSnapshot(subscription, input.snapshot);
    case 'delta':
      return afterDelta(subscription, input.delta);
    case 'refused':
      return afterRefusal(subscription, input.refused.problem);
  }
}

function asking(subscription: Subscription): Step {
  const { id, query, shownUid, have } = subscription;
  const asked = query.kind === 'pod' ? { ...query, uid: shownUid ?? query.uid } : query;
  return { subscription, open: { id, query: asked, have }, tell: null };
}

/** A snapshot always replaces what the page has, be it older: the server knows what it can continue. */
function afterSnapshot(subscription: Subscription, { epoch, seq, state }: ViewSnapshot): Step {
  const shownUid = state.kind === 'pod' ? state.row.uid : null;
  return {
    subscription: { ...subscription, shownUid, have: { epoch, seq } },
    open: null,
    tell: { kind: 'snapshot', state, seq },
  };
}

function afterDelta(subscription: Subscription, delta: ViewDelta): Step {
  const { have } = subscription;
  // Of the view as it was before it was opened again; the snapshot that was asked for will have it.
  if (have === null) return { subscription, open: null, tell: null };
  if (delta.epoch !== have.epoch) return asking({ ...subscription, have: null });
  // Equal seqs throughout are no repetition: a row changed and nothing was recorded.
  if (delta.fromSeq === have.seq) {
    const moved = { ...subscription, have: { epoch: have.epoch, seq: delta.toSeq } };
    return { subscription: moved, open: null, tell: { kind: 'delta', delta } };
  }
  if (delta.toSeq <= have.seq) return { subscription, open: null, tell: null };
  return asking({ ...subscription, have: null });
}

function afterRefusal(subscription: Subscription, problem: Problem): Step {
  const forgotten = { ...subscription, shownUid: null, have: null };
  const { query, shownUid } = subscription;
  // Another log does not know that pod; whoever has the name now is what the page had asked for.
  const mayAskAnew = query.kind === 'pod' && query.uid === null && shownUid !== null;
  if (mayAskAnew && problem.code === 'POD_NOT_FOUND') return asking(forgotten);
  return { subscription: forgotten, open: null, tell: { kind: 'refused', problem } };
}
