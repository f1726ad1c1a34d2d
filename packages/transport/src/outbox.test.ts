import type { ViewDelta } from '@podline/contract';
import { seq } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import { merged } from './outbox.ts';
import { gapAt, podRow, transitionAt } from './scripted.ts';

const delta = (from: number, to: number, part: Partial<ViewDelta> = {}): ViewDelta => ({
  id: 1,
  epoch: 'e',
  fromSeq: seq(from),
  toSeq: seq(to),
  rows: [],
  gone: [],
  transitions: [],
  gaps: [],
  successorUid: null,
  ...part,
});
const bounds = { transitions: 3, size: 2_000 };

describe('merged', () => {
  test('seq ranges are joined, transitions and gaps appended, rows latest-wins', () => {
    const first = delta(1, 2, {
      rows: [podRow('a', { status: 'Pending' }), podRow('b')],
      transitions: [transitionAt(2)],
      gaps: [gapAt(1, 2)],
    });
    const second = delta(2, 4, {
      rows: [podRow('a')],
      transitions: [transitionAt(3), transitionAt(4)],
      gaps: [gapAt(3, 4)],
    });
    expect(merged(first, second, bounds)).toEqual(
      delta(1, 4, {
        rows: [podRow('a'), podRow('b')],
        transitions: [transitionAt(2), transitionAt(3), transitionAt(4)],
        gaps: [gapAt(1, 2), gapAt(3, 4)],
      }),
    );
  });

  const comingAndGoing: [string, Partial<ViewDelta>, Partial<ViewDelta>, Partial<ViewDelta>][] = [
    ['a row that came and went is gone', { rows: [podRow('a')] }, { gone: ['a'] }, { gone: ['a'] }],
    [
      'a row that went and came is there',
      { gone: ['a'] },
      { rows: [podRow('a')] },
      { rows: [podRow('a')] },
    ],
    ['what went twice went once', { gone: ['a'] }, { gone: ['a'] }, { gone: ['a'] }],
    ['a successor is not forgotten', { successorUid: 'b' }, {}, { successorUid: 'b' }],
    [
      'the newer successor counts',
      { successorUid: 'b' },
      { successorUid: 'c' },
      { successorUid: 'c' },
    ],
  ];
  test.each(comingAndGoing)('%s', (_, first, second, both) => {
    expect(merged(delta(1, 2, first), delta(2, 3, second), bounds)).toEqual(delta(1, 3, both));
  });

  test('too many transitions need a snapshot', () => {
    const three = delta(0, 3, { transitions: [1, 2, 3].map(transitionAt) });
    expect(merged(three, delta(3, 3), bounds)).toMatchObject({ toSeq: 3 });
    expect(merged(three, delta(3, 4, { transitions: [transitionAt(4)] }), bounds)).toBe(
      'needs-snapshot',
    );
  });

  test('too much text needs a snapshot, but one row that changes for ever does not', () => {
    const big = (uid: string) => podRow(uid, { statusSentence: 'x'.repeat(1_200) });
    let waiting = merged(undefined, delta(0, 1, { rows: [big('a')] }), bounds);
    for (let place = 1; place < 50 && waiting !== 'needs-snapshot'; place += 1)
      waiting = merged(waiting, delta(place, place + 1, { rows: [big('a')] }), bounds);
    expect(waiting).toMatchObject({ fromSeq: 0, toSeq: 50 });
    if (waiting === 'needs-snapshot') return;
    expect(merged(waiting, delta(50, 51, { rows: [big('b')] }), bounds)).toBe('needs-snapshot');
    const many = Array.from({ length: 100 }, (_, index) => `a-uid-of-some-length-${index}`);
    expect(merged(waiting, delta(50, 51, { gone: many }), bounds)).toBe('needs-snapshot');
  });

  test('one delta alone is taken whatever its size', () => {
    const huge = delta(0, 9, { transitions: [1, 2, 3, 4, 5].map(transitionAt) });
    expect(merged(undefined, huge, bounds)).toBe(huge);
  });
});
