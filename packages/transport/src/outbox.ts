/**
 * What waits for a socket that does not read: at most one delta a view, into which later ones are merged. Past a bound
 * nothing is kept, because a snapshot then costs less than what was missed.
 */
import type { NowState, PodEvidence, PodRow, ViewDelta } from '@podline/contract';

export interface OutboxBounds {
  readonly transitions: number;
  /** Characters of JSON, near enough to bytes. */
  readonly size: number;
}

/** 256 kB is the window that RELIABILITY gives a slow reader; 2,000 transitions are some 500 kB, so size mostly decides. */
export const OUTBOX_BOUNDS: OutboxBounds = { transitions: 2_000, size: 256_000 };

/**
 * One delta that does what the two do in turn: rows latest-wins, transitions appended, seq ranges joined. `waiting` is
 * undefined when nothing waits; then the delta is taken whatever its size, since sending it is cheaper than a snapshot.
 */
export function merged(
  waiting: ViewDelta | undefined,
  delta: ViewDelta,
  bounds: OutboxBounds = OUTBOX_BOUNDS,
): ViewDelta | 'needs-snapshot' {
  if (waiting === undefined) return delta;
  const rows = new Map(waiting.rows.map((row) => [row.uid, row]));
  const gone = new Set(waiting.gone);
  for (const row of delta.rows) {
    rows.set(row.uid, row);
    gone.delete(row.uid);
  }
  for (const uid of delta.gone) {
    rows.delete(uid);
    gone.add(uid);
  }
  const both: ViewDelta = {
    id: delta.id,
    epoch: delta.epoch,
    fromSeq: waiting.fromSeq,
    toSeq: delta.toSeq,
    rows: [...rows.values()],
    gone: [...gone],
    transitions: [...waiting.transitions, ...delta.transitions],
    gaps: [...waiting.gaps, ...delta.gaps],
    successorUid: delta.successorUid ?? waiting.successorUid,
    ...latest(waiting, delta),
  };
  const fits = both.transitions.length <= bounds.transitions && sizeOfDelta(both) <= bounds.size;
  return fits ? both : 'needs-snapshot';
}

/** Of what a later delta replaces whole. */
function latest(
  waiting: ViewDelta,
  delta: ViewDelta,
): Pick<ViewDelta, 'order' | 'totals' | 'now' | 'evidence'> {
  const order = delta.order ?? waiting.order;
  const totals = delta.totals ?? waiting.totals;
  const now = delta.now ?? waiting.now;
  const evidence = delta.evidence ?? waiting.evidence;
  return {
    ...(order === undefined ? {} : { order }),
    ...(totals === undefined ? {} : { totals }),
    ...(now === undefined ? {} : { now }),
    ...(evidence === undefined ? {} : { evidence }),
  };
}

/** Characters of JSON, near enough to bytes. */
export function sizeOfDelta(delta: ViewDelta): number {
  let size = 0;
  for (const whole of [delta.now, delta.evidence]) size += whole === undefined ? 0 : sizeOf(whole);
  for (const uid of delta.order ?? []) size += uid.length + 3;
  for (const uid of delta.gone) size += uid.length + 3;
  for (const part of [...delta.rows, ...delta.transitions, ...delta.gaps]) size += sizeOf(part);
  return size;
}

type Part =
  | PodRow
  | NowState
  | PodEvidence
  | ViewDelta['transitions'][number]
  | ViewDelta['gaps'][number];

/** All sockets share the rows and transitions of a batch, so each is measured once, however many readers are slow. */
const sizes = new WeakMap<Part, number>();

function sizeOf(part: Part): number {
  const known = sizes.get(part);
  if (known !== undefined) return known;
  const size = JSON.stringify(part).length + 1;
  sizes.set(part, size);
  return size;
}
