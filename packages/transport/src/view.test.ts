import type { PodRow, PodsQuery, ViewDelta } from '@podline/contract';
import { millis, seq } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import { PodLists } from './pod-lists.ts';
import {
  eventsOf,
  everyone,
  gapAt,
  gapOf,
  onlyOf,
  podRow,
  ScriptedLog,
  transitionAt,
} from './scripted.ts';
import type { PublishedBatch, Viewer } from './source.ts';
import { deltaOf, indexed, type View } from './view.ts';

const batch = (from: number, to: number, part: Partial<PublishedBatch> = {}): PublishedBatch => ({
  fromSeq: seq(from),
  toSeq: seq(to),
  rows: [],
  transitions: [],
  gaps: [],
  ...part,
});
const of = (uid: string, place: number) => ({ uid, transition: transitionAt(place) });
/** A pods view at that seq of what `batch` comes upon, and what that batch makes of it. */
function podsAt(
  published: PublishedBatch,
  viewer: Viewer = everyone,
  { query = {}, rows = [], at = 10 }: PodsBefore = {},
) {
  const log = new ScriptedLog();
  for (let place = 0; place < at; place += 1) log.recordUnpublished('x');
  log.record({ rows });
  const lists = new PodLists(log, () => 0);
  const window = lists.open(viewer, { kind: 'pods', ...query });
  if ('unreadable' in window) throw new Error(window.unreadable);
  const view: View = { kind: 'pods', id: 1, epoch: 'e', seq: seq(at), window };
  const looked = indexed(published, { windows: lists.apply(published), now: null });
  return { view, looked, window, delta: deltaOf(view, looked, viewer)?.delta ?? null };
}
interface PodsBefore {
  readonly query?: Partial<PodsQuery>;
  readonly rows?: readonly PodRow[];
  readonly at?: number;
}
const podView: View = {
  kind: 'pod',
  id: 2,
  epoch: 'e',
  seq: seq(10),
  row: podRow('a'),
  successorUid: null,
};
const told = (view: View, published: PublishedBatch, viewer: Viewer = everyone) =>
  deltaOf(view, indexed(published), viewer)?.delta ?? null;
const nothing = { rows: [], gone: [], transitions: [], gaps: [], successorUid: null };

describe('the pods view', () => {
  const before = [podRow('a'), podRow('b'), podRow('c')];
  const late = podRow('a', { status: 'Error' });
  const gone = podRow('b', { deletedAt: millis(5_000) });
  const hidden = (uid: string, over = {}) => podRow(uid, { namespace: 'bank', ...over });
  const table: [string, PublishedBatch, Partial<ViewDelta> | null][] = [
    [
      'hears of a new row, and where it stands',
      batch(10, 12, { rows: [podRow('aa')] }),
      { rows: [podRow('aa')], order: ['a', 'aa', 'b', 'c'], totals: [4, 4] },
    ],
    ['hears of a changed row', batch(10, 12, { rows: [late] }), { rows: [late] }],
    [
      'hears of a pod that is gone by its uid',
      batch(10, 12, { rows: [gone] }),
      { gone: ['b'], order: ['a', 'c'], totals: [2, 2] },
    ],
    [
      'takes the last of two rows of one pod',
      batch(10, 12, { rows: [podRow('b', { status: 'Error' }), gone] }),
      { gone: ['b'], order: ['a', 'c'], totals: [2, 2] },
    ],
    ['hears nothing of transitions alone', batch(10, 12, { transitions: [of('a', 11)] }), null],
    ['hears nothing of gaps alone', batch(10, 10, { gaps: [gapOf('', 1, 2)] }), null],
    ['hears nothing of what its snapshot had', batch(8, 10, { rows: [late] }), null],
    ['hears nothing of a row that is the same', batch(10, 12, { rows: [before[0] ?? late] }), null],
  ];
  test.each(table)('%s', (_, published, expected) => {
    const { delta } = podsAt(published, everyone, { rows: before });
    const whole = { id: 1, epoch: 'e', fromSeq: 10, toSeq: 12, ...nothing, ...expected };
    expect(delta).toEqual(expected && whole);
  });

  test('hears of a row that changed while nothing was recorded', () => {
    const { delta } = podsAt(batch(10, 10, { rows: [late] }), everyone, { rows: before });
    expect(delta).toMatchObject({ fromSeq: 10, toSeq: 10, rows: [late] });
  });

  test('names and counts no pod of a namespace that the viewer may not see, neither come nor gone', () => {
    const rows = [hidden('x'), hidden('y', { deletedAt: millis(1) })];
    const viewer = onlyOf('shop');
    expect(podsAt(batch(10, 12, { rows }), viewer, { rows: [hidden('y')] }).delta).toBeNull();
    const { delta } = podsAt(batch(10, 12, { rows: [...rows, podRow('c')] }), viewer);
    expect(delta).toMatchObject({ rows: [podRow('c')], gone: [], totals: [1, 1] });
  });

  test('of a window hears of what comes into it, leaves it and is pushed out of it', () => {
    const query = { window: { from: 1, size: 2 } };
    const rows = [podRow('b'), podRow('d'), podRow('f'), podRow('h')];
    const told = (...changed: PodRow[]) =>
      podsAt(batch(10, 12, { rows: changed }), everyone, { query, rows }).delta;
    expect(told(podRow('e'))).toMatchObject({
      rows: [podRow('e')],
      gone: ['f'],
      order: ['d', 'e'],
      totals: [5, 5],
    });
    expect(told(podRow('a'))).toMatchObject({ rows: [podRow('b')], gone: ['f'] });
    expect(told(podRow('b', { deletedAt: millis(1) }))).toMatchObject({
      rows: [podRow('h')],
      gone: ['d'],
      order: ['f', 'h'],
      totals: [3, 3],
    });
    expect(told(podRow('z'))).toMatchObject({ rows: [], gone: [], totals: [5, 5] });
    expect(told(podRow('h', { restarts: 2 }))).toBeNull();
  });

  test('of a query hears of rows that come to match and that cease to', () => {
    const query = { query: 'status:Error' };
    const failing = podRow('b', { status: 'Error' });
    const rows = [podRow('a'), failing];
    const told = (...changed: PodRow[]) =>
      podsAt(batch(10, 12, { rows: changed }), everyone, { query, rows }).delta;
    expect(told(late)).toMatchObject({ rows: [late], order: ['a', 'b'], totals: [2, 2] });
    expect(told(podRow('b'))).toMatchObject({ rows: [], gone: ['b'], totals: [0, 2] });
    expect(told(podRow('a', { restarts: 1 }))).toBeNull();
  });

  test('moves a row when its place changes', () => {
    const query = { sort: { key: 'restarts', isDescending: true } } as const;
    const { delta } = podsAt(batch(10, 12, { rows: [podRow('c', { restarts: 3 })] }), everyone, {
      query,
      rows: before,
    });
    expect(delta).toMatchObject({ rows: [{ uid: 'c' }], gone: [], order: ['c', 'a', 'b'] });
  });
});

describe('a pod view', () => {
  const later = podRow('a@2', { createdAt: millis(9_000) });
  const table: [string, PublishedBatch, Partial<ViewDelta> | null][] = [
    [
      'hears of its row',
      batch(10, 12, { rows: [podRow('a'), podRow('b')] }),
      { rows: [podRow('a')] },
    ],
    [
      'hears of its own transitions, in order',
      batch(10, 12, { transitions: [of('a', 12), of('b', 10), of('a', 11)] }),
      { transitions: [transitionAt(11), transitionAt(12)] },
    ],
    [
      'hears nothing of other pods',
      batch(10, 12, { rows: [podRow('b')], transitions: [of('b', 11)] }),
      null,
    ],
    [
      'hears of a gap in its life',
      batch(10, 12, { gaps: [gapOf('', 900, 1_100)] }),
      { gaps: [gapAt(900, 1_100)] },
    ],
    [
      'hears of a gap of its own namespace’s watch and not of another’s',
      batch(10, 12, { gaps: [gapOf('bank', 950, 1_050), gapOf('shop', 900, 1_100)] }),
      { gaps: [gapAt(900, 1_100)] },
    ],
    [
      'hears nothing when only other namespaces were not watched',
      batch(10, 12, { gaps: [gapOf('bank', 900, 1_100)] }),
      null,
    ],
    [
      'hears nothing of a gap before its life',
      batch(10, 12, { gaps: [gapOf('', 800, 900)] }),
      null,
    ],
    [
      'hears what else became known of it, though nothing was recorded',
      batch(10, 12, { evidence: [{ uid: 'a', seenBy: () => eventsOf('Pulled') }] }),
      { evidence: eventsOf('Pulled') },
    ],
    [
      'hears nothing of what became known of others',
      batch(10, 12, { evidence: [{ uid: 'b', seenBy: () => eventsOf('Pulled') }] }),
      null,
    ],
    [
      'hears of another pod that took its name',
      batch(10, 12, { rows: [later] }),
      { successorUid: 'a@2' },
    ],
    [
      'hears of a successor that is gone already',
      batch(10, 12, { rows: [{ ...later, deletedAt: millis(9_500) }] }),
      { successorUid: 'a@2' },
    ],
    [
      'does not take its predecessor for a successor',
      batch(10, 12, { rows: [podRow('a@0', { createdAt: millis(10), deletedAt: millis(999) })] }),
      null,
    ],
    [
      'does not take a predecessor of the same second for one',
      batch(10, 12, { rows: [podRow('a@0', { deletedAt: millis(1_000) })] }),
      null,
    ],
    [
      'hears of the newest of two successors',
      batch(10, 12, { rows: [podRow('a@3', { createdAt: millis(9_999) }), later] }),
      { successorUid: 'a@3' },
    ],
    [
      'takes no pod of its name in another namespace for a successor',
      batch(10, 12, { rows: [{ ...later, namespace: 'bank' }] }),
      null,
    ],
    ['hears nothing of what its snapshot had', batch(9, 10, { transitions: [of('a', 10)] }), null],
    [
      'hears only what is new of a batch that began before its snapshot',
      batch(8, 12, { transitions: [of('a', 9), of('a', 11)] }),
      { transitions: [transitionAt(11)] },
    ],
  ];
  test.each(table)('%s', (_, published, expected) => {
    const delta = expected && {
      id: 2,
      epoch: 'e',
      fromSeq: 10,
      toSeq: 12,
      ...nothing,
      ...expected,
    };
    expect(told(podView, published)).toEqual(delta);
  });

  test('of a pod that is gone hears of no gap after its end', () => {
    const ended: View = { ...podView, row: podRow('a', { deletedAt: millis(5_000) }) };
    expect(told(ended, batch(10, 12, { gaps: [gapOf('', 5_001, 6_000)] }))).toBeNull();
    expect(told(ended, batch(10, 12, { gaps: [gapOf('', 4_000, 6_000)] }))).not.toBeNull();
  });

  test('hears nothing once its viewer may no longer see the namespace', () => {
    expect(told(podView, batch(10, 12, { rows: [podRow('a')] }), onlyOf('bank'))).toBeNull();
  });

  test('continues from what it was told last, over batches that did not touch it', () => {
    const quiet = deltaOf(podView, indexed(batch(10, 20, { rows: [podRow('b')] })), everyone);
    expect(quiet).toBeNull();
    const step = deltaOf(podView, indexed(batch(20, 21, { transitions: [of('a', 21)] })), everyone);
    expect(step?.delta).toMatchObject({ fromSeq: 10, toSeq: 21 });
    expect(step?.view.seq).toBe(21);
  });

  test('keeps the row and the successor it told of', () => {
    const ended = podRow('a', { status: 'Completed' });
    const step = deltaOf(podView, indexed(batch(10, 11, { rows: [ended, later] })), everyone);
    expect(step?.view).toEqual({ ...podView, seq: 11, row: ended, successorUid: 'a@2' });
    const next = deltaOf(
      step?.view ?? podView,
      indexed(batch(11, 12, { transitions: [of('a', 12)] })),
      everyone,
    );
    expect(next?.delta.successorUid).toBe('a@2');
  });
});

describe('what many pages are told', () => {
  const published = batch(10, 12, { rows: [podRow('a'), podRow('b', { namespace: 'bank' })] });
  const { view, looked } = podsAt(published);
  const deltaFor = (over: Partial<Pick<View, 'id' | 'seq'>>) =>
    deltaOf({ ...view, ...over }, looked, everyone)?.delta;

  test('F34: pods views of one window at one seq get the same object, so that it is encoded once', () => {
    expect(deltaFor({})).toBe(deltaFor({}));
    expect(deltaFor({})?.rows).toBe(deltaFor({ id: 2, seq: seq(9) })?.rows);
  });

  test('pods views at another seq or of another id get their own', () => {
    expect(deltaFor({})).toMatchObject({ id: 1, fromSeq: 10, rows: { length: 2 } });
    expect(deltaFor({ seq: seq(9) })).toMatchObject({ id: 1, fromSeq: 9, rows: { length: 2 } });
    expect(deltaFor({ id: 2 })).toMatchObject({ id: 2, fromSeq: 10, rows: { length: 2 } });
  });

  test('a viewer gets their own', () => {
    expect(podsAt(published, onlyOf('bank')).delta?.rows).toEqual([
      podRow('b', { namespace: 'bank' }),
    ]);
    expect(podsAt(published, onlyOf('till')).delta).toBeNull();
  });
});
