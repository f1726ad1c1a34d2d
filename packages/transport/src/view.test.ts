import type { ViewDelta } from '@podline/contract';
import { millis, seq } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import { everyone, gapAt, gapOf, onlyOf, podRow, transitionAt } from './scripted.ts';
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
const podsView: View = { kind: 'pods', id: 1, epoch: 'e', seq: seq(10) };
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
  const gone = podRow('b', { deletedAt: millis(5_000) });
  const table: [string, PublishedBatch, Partial<ViewDelta> | null][] = [
    [
      'hears of a new or changed row',
      batch(10, 12, { rows: [podRow('a')] }),
      { rows: [podRow('a')] },
    ],
    ['hears of a pod that is gone by its uid', batch(10, 12, { rows: [gone] }), { gone: ['b'] }],
    [
      'takes the last of two rows of one pod',
      batch(10, 12, { rows: [podRow('b'), gone] }),
      { gone: ['b'] },
    ],
    ['hears nothing of transitions alone', batch(10, 12, { transitions: [of('a', 11)] }), null],
    ['hears nothing of gaps alone', batch(10, 10, { gaps: [gapOf('', 1, 2)] }), null],
    ['hears nothing of what its snapshot had', batch(8, 10, { rows: [podRow('a')] }), null],
  ];
  test.each(table)('%s', (_, published, expected) => {
    const delta = expected && {
      id: 1,
      epoch: 'e',
      fromSeq: 10,
      toSeq: 12,
      ...nothing,
      ...expected,
    };
    expect(told(podsView, published)).toEqual(delta);
  });

  test('hears of a row that changed while nothing was recorded', () => {
    const published = batch(10, 10, { rows: [podRow('a')] });
    expect(told(podsView, published)).toMatchObject({
      fromSeq: 10,
      toSeq: 10,
      rows: [podRow('a')],
    });
  });

  test('names no pod of a namespace that the viewer may not see, neither come nor gone', () => {
    const hidden = [
      podRow('a', { namespace: 'bank' }),
      podRow('b', { namespace: 'bank', deletedAt: millis(1) }),
    ];
    expect(told(podsView, batch(10, 12, { rows: hidden }), onlyOf('shop'))).toBeNull();
    expect(
      told(podsView, batch(10, 12, { rows: [...hidden, podRow('c')] }), onlyOf('shop')),
    ).toMatchObject({ rows: [podRow('c')], gone: [] });
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
  const pods = (id: number, at: number): View => ({ kind: 'pods', id, epoch: 'e', seq: seq(at) });
  const looked = indexed(
    batch(10, 12, { rows: [podRow('a'), podRow('b', { namespace: 'bank' })] }),
  );
  const deltaFor = (view: View, viewer = everyone) => deltaOf(view, looked, viewer)?.delta;

  test('F34: pods views of one viewer at one seq get the same object, so that it is encoded once', () => {
    expect(deltaFor(pods(1, 10))).toBe(deltaFor(pods(1, 10)));
    expect(deltaFor(pods(1, 10))?.rows).toBe(deltaFor(pods(2, 9))?.rows);
  });

  test('pods views at another seq, of another id or of another viewer get their own', () => {
    expect(deltaFor(pods(1, 10))).toMatchObject({ id: 1, fromSeq: 10, rows: { length: 2 } });
    expect(deltaFor(pods(1, 9))).toMatchObject({ id: 1, fromSeq: 9, rows: { length: 2 } });
    expect(deltaFor(pods(2, 10))).toMatchObject({ id: 2, fromSeq: 10, rows: { length: 2 } });
    expect(deltaFor(pods(1, 10), onlyOf('bank'))?.rows).toEqual([
      podRow('b', { namespace: 'bank' }),
    ]);
    expect(deltaFor(pods(1, 10), onlyOf('till'))).toBeUndefined();
  });
});
