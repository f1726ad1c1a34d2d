/** One open view on the server: what it shows, and the delta that a batch makes of it for its viewer. */
import type { PodRow, ViewDelta } from '@podline/contract';
import type { Gap, RecordedTransition, ScopedGap, Seq } from '@podline/domain';
import type { PublishedBatch, Viewer } from './source.ts';

/** `seq` is what its page was told last: a batch that does not touch the view does not move it. */
export type View =
  | { readonly kind: 'pods'; readonly id: number; readonly epoch: string; readonly seq: Seq }
  | {
      readonly kind: 'pod';
      readonly id: number;
      readonly epoch: string;
      readonly seq: Seq;
      readonly row: PodRow;
      readonly successorUid: string | null;
    };

/** A batch, looked up once for all views: a pod view then costs the same however large the batch is. */
export interface IndexedBatch {
  readonly fromSeq: Seq;
  readonly toSeq: Seq;
  /** By uid, the newest of each. */
  readonly rows: ReadonlyMap<string, PodRow>;
  /** By namespace and name. */
  readonly rowsOfName: ReadonlyMap<string, readonly PodRow[]>;
  /** By uid, in order of seq. */
  readonly transitions: ReadonlyMap<string, readonly RecordedTransition[]>;
  readonly gaps: readonly ScopedGap[];
  /** What it makes of the pods views of each viewer; filled as they ask. */
  readonly ofPods: Map<Viewer, PodsNews>;
}

/** Made once for all pods views of a viewer, and each delta the same object for all who are at the same seq. */
interface PodsNews {
  readonly news: News | null;
  /** By view id and fromSeq. */
  readonly deltas: Map<string, ViewDelta>;
}

export function indexed(batch: PublishedBatch): IndexedBatch {
  const rows = new Map(batch.rows.map((row) => [row.uid, row]));
  return {
    fromSeq: batch.fromSeq,
    toSeq: batch.toSeq,
    rows,
    rowsOfName: Map.groupBy(rows.values(), fullName),
    transitions: new Map(
      [...Map.groupBy(batch.transitions, ({ uid }) => uid)].map(([uid, recorded]) => [
        uid,
        recorded.map(({ transition }) => transition).sort((a, b) => a.seq - b.seq),
      ]),
    ),
    gaps: batch.gaps,
    ofPods: new Map(),
  };
}

/**
 * The delta that a batch makes of a view and the view after it; null when the page has nothing to be told, because the
 * batch does not touch the view, its viewer may not see it, or the view's snapshot had it already.
 */
export function deltaOf<V extends View>(
  view: V,
  batch: IndexedBatch,
  viewer: Viewer,
): { readonly view: V; readonly delta: ViewDelta } | null {
  if (batch.toSeq <= view.seq && batch.fromSeq < view.seq) return null;
  const delta =
    view.kind === 'pods' ? podsDelta(view, batch, viewer) : podDelta(view, batch, viewer);
  if (delta === null) return null;
  const shown =
    view.kind === 'pods'
      ? {}
      : { row: delta.rows[0] ?? view.row, successorUid: delta.successorUid };
  return { view: { ...view, ...shown, seq: batch.toSeq }, delta };
}

function podsDelta(view: View, batch: IndexedBatch, viewer: Viewer): ViewDelta | null {
  const made = batch.ofPods.get(viewer) ?? { news: podsNews(batch, viewer), deltas: new Map() };
  batch.ofPods.set(viewer, made);
  if (made.news === null) return null;
  const key = `${view.id} ${view.seq}`;
  const delta = made.deltas.get(key) ?? deltaWith(view, batch, made.news);
  made.deltas.set(key, delta);
  return delta;
}

function podDelta(
  view: View & { kind: 'pod' },
  batch: IndexedBatch,
  viewer: Viewer,
): ViewDelta | null {
  const news = podNews(view, batch, viewer);
  return news === null ? null : deltaWith(view, batch, news);
}

const deltaWith = ({ id, epoch, seq }: View, { toSeq }: IndexedBatch, news: News): ViewDelta => ({
  id,
  epoch,
  fromSeq: seq,
  toSeq,
  ...news,
});

type News = Omit<ViewDelta, 'id' | 'epoch' | 'fromSeq' | 'toSeq'>;

function podsNews(batch: IndexedBatch, viewer: Viewer): News | null {
  const rows: PodRow[] = [];
  const gone: string[] = [];
  for (const row of batch.rows.values()) {
    if (!viewer.canSee(row.namespace)) continue;
    if (row.deletedAt === null) rows.push(row);
    else gone.push(row.uid);
  }
  if (rows.length === 0 && gone.length === 0) return null;
  return { rows, gone, transitions: [], gaps: [], successorUid: null };
}

function podNews(view: View & { kind: 'pod' }, batch: IndexedBatch, viewer: Viewer): News | null {
  if (!viewer.canSee(view.row.namespace)) return null;
  const changed = batch.rows.get(view.row.uid);
  const row = changed ?? view.row;
  const rows = changed === undefined ? [] : [changed];
  const transitions = (batch.transitions.get(row.uid) ?? []).filter(({ seq }) => seq > view.seq);
  const gaps = batch.gaps.filter((gap) => covers(gap, row)).map(unscoped);
  const successorUid = newestAfter(row, batch)?.uid ?? view.successorUid;
  const isTouched =
    rows.length + transitions.length + gaps.length > 0 || successorUid !== view.successorUid;
  return isTouched ? { rows, gone: [], transitions, gaps, successorUid } : null;
}

/** Of a watch that covers the pod, within the pod's time. */
const covers = (gap: ScopedGap, row: PodRow): boolean =>
  (gap.scope === '' || gap.scope === row.namespace) &&
  gap.to >= row.createdAt &&
  (row.deletedAt === null || gap.from <= row.deletedAt);

/** To a page all its gaps are alike: they cover its pod. */
const unscoped = ({ from, to, cause }: ScopedGap): Gap => ({ from, to, cause });

const fullName = (row: PodRow): string => `${row.namespace}/${row.name}`;

function newestAfter(row: PodRow, batch: IndexedBatch): PodRow | undefined {
  const later = (batch.rowsOfName.get(fullName(row)) ?? []).filter((other) => follows(other, row));
  return later.sort((a, b) => a.createdAt - b.createdAt).at(-1);
}

/** createdAt has whole seconds: of two pods of one second, the one that still exists is the later. */
function follows(other: PodRow, row: PodRow): boolean {
  if (other.uid === row.uid || other.createdAt < row.createdAt) return false;
  return other.createdAt > row.createdAt || other.deletedAt === null;
}
