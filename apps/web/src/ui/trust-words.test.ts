/** What a viewer is told of how far the page can be trusted, by the rows of the fault catalogue (docs/reliability.md). */
import type { Notice } from '@podline/contract';
import { millis } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import { badgeOf } from './badge-words.ts';
import { bannersOf } from './banner-words.ts';
import {
  cluster,
  failing,
  gone,
  NOW,
  notice,
  OPEN,
  type Row,
  SHOWN_THEN,
  secondsAgo,
  seen,
  stale,
  THEN,
  told,
} from './testing/trust.ts';
import { isOld, type Trust } from './trust.ts';

const LOST =
  'error: The connection to Podline is lost. What is shown was true at 14:02:00 (90s ago). Podline is tried again by itself.';
const ROWS: readonly Row[] = [
  [
    'before the first connection',
    { connection: { ...OPEN, state: 'connecting' }, cluster: null },
    'wait connecting',
    [],
  ],
  ['connected, before the server told of its cluster', { cluster: null }, 'wait connecting', []],
  [
    'a server that was never there is no loss of what was shown',
    { ...gone('lost', 1), cluster: null },
    'bad connection to Podline lost · trying again',
    [
      'error: Podline does not answer. It may be starting, or the network between is down. Podline is tried again by itself.',
    ],
  ],
  [
    'F34, F42: a connection that broke is told quietly at first',
    gone('lost', 14),
    'wait reconnecting',
    ['note: Reconnecting to Podline. What is shown was true at 14:03:16 (14s ago).'],
  ],
  [
    'F34, F42: after a quarter of a minute it is lost',
    gone('lost', 90),
    'bad connection to Podline lost · trying again',
    [LOST],
  ],
  [
    'a lost connection outweighs what was last heard',
    { ...gone('lost', 90), ...cluster({ notRecordingSince: THEN, failing: [failing('shop')] }) },
    'bad connection to Podline lost · trying again',
    [LOST],
  ],
  [
    'what was stale before the connection broke was true before that',
    { ...gone('lost', 20), ...stale('CLUSTER_SILENT') },
    'bad connection to Podline lost · trying again',
    [LOST],
  ],
  [
    'F35: after a loss, it says that what was missed is here',
    { connection: { state: 'open', since: secondsAgo(9), wasGoneFrom: THEN } },
    'good live · resynced',
    ['note: Connected again. What changed since 14:02:00 is here.'],
  ],
  [
    'F35: for ten seconds',
    { connection: { state: 'open', since: secondsAgo(10), wasGoneFrom: THEN } },
    'good live',
    [],
  ],
  [
    'F35: a page that is stale has not caught up with the cluster',
    {
      ...stale('CLUSTER_SILENT'),
      connection: { state: 'open', since: secondsAgo(1), wasGoneFrom: THEN },
    },
    'bad stale since 14:02:00 · cluster silent',
    [
      `error: The cluster has fallen silent. ${SHOWN_THEN} The connection may be dead; Podline opens a new one when it has waited long enough.`,
    ],
  ],
  [
    'F55: a server that restarts says so, and that is no loss',
    gone('restarting', 10),
    'wait server restarting',
    ['note: The server is restarting. The page goes on by itself in a moment.'],
  ],
];

test.each(ROWS)('%s', (_name, so, badge, lines) => {
  expect(told(so)).toEqual({ badge, lines });
});

test('what is announced does not tick', () => {
  for (const [, so] of ROWS) {
    const later = seen({ ...so, now: millis(NOW + 500) });
    expect(bannersOf(later).map(({ say }) => say)).toEqual(
      bannersOf(seen(so)).map(({ say }) => say),
    );
    expect(badgeOf(later).text).toBe(badgeOf(seen(so)).text);
  }
});

describe('F8: what is not of now is greyed', () => {
  test.each<[string, Partial<Trust>, boolean]>([
    ['live', {}, false],
    ['stale', stale('CLUSTER_FAILING'), true],
    ['being listed anew', cluster({ watch: { state: 'resyncing', since: THEN } }), false],
    ['a restart', gone('restarting', 3), false],
    ['a connection that broke just now', gone('lost', 3), false],
    ['a connection that is lost', gone('lost', 16), true],
    ['nothing that was ever shown', { ...gone('lost', 16), cluster: null }, false],
  ])('%s: %#', (_name, so, old) => {
    expect(isOld(seen(so))).toBe(old);
  });
});

describe('a line that was put away comes back with news alone', () => {
  const keys = (over: Partial<Trust>) =>
    bannersOf(seen(over)).flatMap(({ canBePutAway, key }) => (canBePutAway ? [key] : []));
  const again = (code: Notice['code'], sentence: string): Partial<Trust> =>
    cluster({ notices: [{ code, sentence, namespace: null, at: NOW, count: 2 }] });

  test.each<[string, Partial<Trust>, Partial<Trust>, boolean]>([
    [
      'the same pod is too large again',
      notice('OBJECT_TOO_LARGE', 'a'),
      again('OBJECT_TOO_LARGE', 'a'),
      false,
    ],
    [
      'another pod is too large',
      notice('OBJECT_TOO_LARGE', 'a'),
      again('OBJECT_TOO_LARGE', 'b'),
      true,
    ],
    [
      'Events may still not be read',
      notice('EVENTS_NOT_READ', 'a'),
      again('EVENTS_NOT_READ', 'a'),
      false,
    ],
    ['the clock was set again', notice('CLOCK_CHANGED', 'a'), again('CLOCK_CHANGED', 'a'), true],
    ['another hole was found', notice('AUDIT_MISMATCH', 'a'), again('AUDIT_MISMATCH', 'a'), true],
  ])('%s', (_name, before, after, isNews) => {
    expect(keys(before)).toHaveLength(1);
    expect(keys(after)[0] !== keys(before)[0]).toBe(isNews);
  });

  test('what is true now cannot be put away', () => {
    for (const so of [
      stale('CLUSTER_SILENT'),
      cluster({ notRecordingSince: THEN }),
      gone('lost', 90),
    ])
      expect(keys(so)).toEqual([]);
  });
});
