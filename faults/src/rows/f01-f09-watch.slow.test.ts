import { expect, test, vi } from 'vitest';
import { lastStatus, watchState } from '../page-client.ts';
import { ownWorld } from './own-world.ts';

// Back-off included, on a machine that does other things too.
vi.setConfig({ testTimeout: 90_000 });

const world = ownWorld();

/** The watch is open: a change of now is told by it. */
const watching = () => ({ on: 'watch', resource: 'pods' }) as const;

test('F1: watches that end every half second go on without a list, and the page stays live', async () => {
  const { api, load, onlooker, lists, violations } = world();
  const before = { lists: lists(), told: onlooker.history().told.length };
  api.faults.strike({ kind: 'end' }, watching());
  const id = api.faults.inject({ ...watching(), times: 3, do: { kind: 'end', afterMs: 500 } });
  const stop = load.run(1, 10);
  await api.faults.done(id, 3);
  stop();
  expect(await violations()).toEqual([]);
  expect(lists()).toBe(before.lists);
  const told = onlooker.history().told.slice(before.told);
  expect(
    told.flatMap((it) => (it.kind === 'cluster' ? [it.status.watch.state] : [])),
  ).not.toContain('stale');
});

test('F3: history that is gone (410) costs one list, and the blind time is a gap', async () => {
  const { api, load, proxy, lists, violations, evidence } = world();
  const before = { lists: lists(), gaps: evidence().database.gaps.length };
  proxy.refuse(true);
  proxy.cut('rst');
  load.change(60);
  api.compact();
  proxy.refuse(false);
  expect(await violations()).toEqual([]);
  expect(lists()).toBe(before.lists + 1);
  expect(evidence().database.gaps).toHaveLength(before.gaps + 1);
});

test('F4: 410 as an ERROR event loses no event before it', async () => {
  const { api, load, lists, violations } = world();
  const before = lists();
  load.change(30);
  const id = api.faults.inject({
    ...watching(),
    after: 10,
    do: { kind: 'error-event', code: 410 },
  });
  load.change(30);
  await api.faults.done(id);
  expect(await violations()).toEqual([]);
  expect(lists()).toBe(before + 1);
});

test('F8: lists that fail are tried again; the page names what fails, and all is well again by itself', async () => {
  const { api, load, onlooker, violations } = world();
  const id = api.faults.inject({
    on: 'list',
    resource: 'pods',
    times: 2,
    do: { kind: 'status', code: 500 },
  });
  api.faults.inject({ ...watching(), do: { kind: 'status', code: 410 } });
  api.faults.strike({ kind: 'end' }, watching());
  load.change(20);
  await api.faults.done(id);
  await onlooker.until((it) => watchState(it) !== 'live', 'The page is told that lists fail');
  expect(await violations()).toEqual([]);
});

test('F7: a 500 in the middle of a watch costs no list', async () => {
  const { api, load, lists, violations } = world();
  const before = lists();
  const id = api.faults.inject({ ...watching(), after: 3, do: { kind: 'error-event', code: 500 } });
  load.change(20);
  await api.faults.done(id);
  expect(await violations()).toEqual([]);
  expect(lists()).toBe(before);
});

test('F9: 429 with Retry-After is waited for, costs no list, and the page says throttled', async () => {
  const { api, load, lists, onlooker, violations } = world();
  const before = lists();
  const id = api.faults.inject({ ...watching(), do: { kind: 'status', code: 429, retryAfter: 2 } });
  api.faults.strike({ kind: 'end' }, watching());
  await api.faults.done(id);
  const throttledAt = Date.now();
  load.change(10);
  const told = await onlooker.until(
    (it) => watchState(it) !== 'live',
    'The page is told of the 429',
  );
  expect(JSON.stringify(lastStatus(told))).toContain('CLUSTER_THROTTLES');
  expect(await violations()).toEqual([]);
  expect(Date.now() - throttledAt).toBeGreaterThanOrEqual(1900);
  expect(lists()).toBe(before);
});
