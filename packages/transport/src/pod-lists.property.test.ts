/** A view that is kept up to date batch by batch shows what filtering, sorting and cutting from scratch gives. */
import { type PodRow, type PodsQuery, type PodsState, SORT_KEYS } from '@podline/contract';
import { millis, TRAITS } from '@podline/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldPods } from './fold.ts';
import { merged } from './outbox.ts';
import { PodLists } from './pod-lists.ts';
import { podsOf } from './pods-of.ts';
import { everyone, onlyOf, podRow, ScriptedLog } from './scripted.ts';
import { deltaOf, indexed, type View } from './view.ts';

const name = fc.constantFrom(...'abcdefghijkl');
const row: fc.Arbitrary<PodRow> = fc
  .record({
    uid: name,
    namespace: fc.constantFrom('shop', 'bank'),
    status: fc.constantFrom('Running', 'Error', 'Init:0/1'),
    ready: fc.constantFrom('0/1', '1/1', '1/2'),
    restarts: fc.nat({ max: 3 }),
    node: fc.option(fc.constantFrom('n1', 'n2')),
    createdAt: fc.nat({ max: 20 }).map((seconds) => millis(seconds * 1000)),
    deletedAt: fc.option(fc.constant(millis(1)), { freq: 4 }),
    traits: fc.uniqueArray(fc.constantFrom(...TRAITS), { maxLength: 2 }),
    workload: fc.option(
      fc.record({
        kind: fc.constant('Job'),
        name: fc.constantFrom('x', 'y'),
        revision: fc.constant(null),
      }),
    ),
  })
  .map(({ uid, namespace, ...over }) =>
    podRow(`${uid}-${namespace}`, { ...over, namespace, name: uid }),
  );
const query: fc.Arbitrary<PodsQuery> = fc.record({
  kind: fc.constant('pods' as const),
  query: fc.constantFrom(
    '',
    'ns:shop',
    'status:Init* restarts:>0',
    'stuck',
    '-node:n1',
    'age:<10s',
    'age:>5s -age:>=12s',
    'workload:Job/*',
    'e',
  ),
  sort: fc.record({ key: fc.constantFrom(...SORT_KEYS), isDescending: fc.boolean() }),
  window: fc.record({ from: fc.nat({ max: 5 }), size: fc.constantFrom(0, 1, 3, 500) }),
});
const step = fc.record({
  rows: fc.array(row, { maxLength: 5 }),
  /** ms that pass before it. */
  later: fc.nat({ max: 4_000 }),
  /** The page did not read: the next delta is merged into this one. */
  isSlow: fc.boolean(),
});

test('after any batches, read fast or slowly, a page shows what a look from scratch shows', () => {
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 20 }),
      fc.array(query, { minLength: 1, maxLength: 4 }),
      fc.array(step, { maxLength: 12 }),
      (before, queries, steps) => {
        const log = new ScriptedLog();
        let now = 20_000;
        const lists = new PodLists(log, () => now);
        log.record({ rows: before });
        const viewers = [everyone, onlyOf('shop')];
        const pages = queries.map((asked, index) => {
          const viewer = viewers[index % 2] ?? everyone;
          const window = lists.open(viewer, asked);
          if ('unreadable' in window) throw new Error(window.unreadable);
          const view: View = { kind: 'pods', id: 1, epoch: 'e', seq: lists.seq, window };
          return { asked, viewer, view, state: window.state, waiting: undefined as Waiting };
        });
        for (const { rows, later, isSlow } of steps) {
          now += later;
          const batch = log.record({ rows });
          const looked = indexed(batch, { windows: lists.apply(batch), now: null });
          for (const page of pages) {
            tell(page, deltaOf(page.view, looked, page.viewer)?.delta, isSlow);
            const { asked, viewer, state, waiting } = page;
            if (waiting !== undefined) continue;
            expect(state).toEqual(podsOf(log.rows(), viewer, asked, millis(now)));
          }
        }
      },
    ),
    { numRuns: 500 },
  );
});

type Waiting = ReturnType<typeof deltaOf> extends { delta: infer D } | null ? D | undefined : never;

function tell(page: { state: PodsState; waiting: Waiting }, delta: Waiting, isSlow: boolean): void {
  if (delta !== undefined) {
    const both = merged(page.waiting, delta);
    if (both === 'needs-snapshot') throw new Error('it is small');
    page.waiting = both;
  }
  if (isSlow || page.waiting === undefined) return;
  page.state = foldPods(page.state, page.waiting);
  page.waiting = undefined;
}

test('an age that is asked for passes without a batch', () => {
  const log = new ScriptedLog();
  log.record({ rows: [podRow('a', { createdAt: millis(0) })] });
  let now = 5_000;
  const lists = new PodLists(log, () => now);
  const window = lists.open(everyone, { kind: 'pods', query: 'age:<10s' });
  if ('unreadable' in window) throw new Error(window.unreadable);
  expect([window.state.total, lists.isTimed]).toEqual([1, true]);
  now = 10_000;
  const news = lists.apply({ ...log.record({}), rows: [] }).get(window);
  expect(news).toEqual({ rows: [], gone: ['a'], order: [], totals: [0, 1] });
});
