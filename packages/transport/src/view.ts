/** One open view on the server: what it shows, and the delta that a batch makes of it for its viewer. */
import type { NowState, PodRow, ViewDelta } from '@podline/contract';
import type { Gap, RecordedTransition, ScopedGap, Seq } from '@podline/domain';
import type { PodsNews, PodsWindow } from './pods-window.ts';
import type { PodEvidenceNews, PublishedBatch, Viewer } from './source.ts';

/** `seq` is what its page was told last: a batch that does not touch the view does not move it. */
export type View =
  | {
      readonly kind: 'pods';
      readonly id: number;
      readonly epoch: string;
      readonly seq: Seq;
      readonly window: PodsWindow;
    }
  | {
      readonly kind: 'now';
      readonly id: number;
      readonly epoch: string;
      readonly seq: Seq;
      readonly now: NowState;
    }
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
  /** By uid. */
  readonly evidence: ReadonlyMap<string, PodEvidenceNews>;
  readonly tables: Tables;
  /** Each the same object for all who are at the same seq: by what it tells, then by view id and fromSeq. */
  readonly shared: Map<object, Map<string, ViewDelta>>;
}

/** What it makes of the views that many share. */
export interface Tables {
  /** The windows that it changed. */
  readonly windows: ReadonlyMap<PodsWindow, PodsNews>;
  /** Null when pages that show Now are told later. */
  readonly now: ((viewer: Viewer) => NowState) | null;
}

const NO_TABLES: Tables = { windows: new Map(), now: null };

export function indexed(batch: PublishedBatch, tables: Tables = NO_TABLES): IndexedBatch {
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
    evidence: new Map(batch.evidence?.map((news) => [news.uid, news])),
    tables,
    shared: new Map(),
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
  switch (view.kind) {
    case 'pods': {
      const news = batch.tables.windows.get(view.window) ?? null;
      const delta = news && sharedDelta(view, batch, news, { ...NOTHING, ...news });
      return delta && { view: { ...view, seq: batch.toSeq }, delta };
    }
    case 'now': {
      const now = batch.tables.now?.(viewer) ?? view.now;
      if (now === view.now) return null;
      const delta = sharedDelta(view, batch, now, { ...NOTHING, now });
      return { view: { ...view, now, seq: batch.toSeq }, delta };
    }
    case 'pod': {
      const delta = podDelta(view, batch, viewer);
      if (delta === null) return null;
      const { successorUid } = delta;
      const row = delta.rows[0] ?? view.row;
      return { view: { ...view, row, successorUid, seq: batch.toSeq }, delta };
    }
  }
}

const NOTHING: News = { rows: [], gone: [], transitions: [], gaps: [], successorUid: null };

function sharedDelta(view: View, batch: IndexedBatch, told: object, news: News): ViewDelta {
  const deltas = batch.shared.get(told) ?? new Map<string, ViewDelta>();
  batch.shared.set(told, deltas);
  const key = `${view.id} ${view.seq}`;
  const delta = deltas.get(key) ?? deltaWith(view, batch, news);
  deltas.set(key, delta);
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

function podNews(view: View & { kind: 'pod' }, batch: IndexedBatch, viewer: Viewer): News | null {
  if (!viewer.canSee(view.row.namespace)) return null;
  const changed = batch.rows.get(view.row.uid);
  const row = changed ?? view.row;
  const rows = changed === undefined ? [] : [changed];
  const transitions = (batch.transitions.get(row.uid) ?? []).filter(({ seq }) => seq > view.seq);
  const gaps = batch.gaps.filter((gap) => covers(gap, row)).map(unscoped);
  const successorUid = newestAfter(row, batch)?.uid ?? view.successorUid;
  const evidence = batch.evidence.get(row.uid)?.seenBy(viewer);
  const isTouched =
    rows.length + transitions.length + gaps.length > 0 ||
    evidence !== undefined ||
    successorUid !== view.successorUid;
  const news = { rows, gone: [], transitions, gaps, successorUid };
  if (!isTouched) return null;
  return evidence === undefined ? news : { ...news, evidence };
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
