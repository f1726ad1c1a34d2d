/** The view Now: told of many batches at once, and of nothing when nothing changed. */
import { setImmediate } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { ManualClock, onlyOf, podRow, ScriptedLog } from './scripted.ts';
import { type Served, served } from './served.ts';

let running: Served;
afterEach(() => running.stop());

const NOW = { id: 1, query: { kind: 'now' }, have: null };

async function scene(parts = {}) {
  const log = new ScriptedLog();
  log.record({ rows: [podRow('a'), podRow('b', { namespace: 'bank' })], of: ['a'] });
  const clock = new ManualClock();
  running = await served(log, { clock, ...parts });
  const page = await running.visit();
  page.say('open', NOW);
  await page.heard.until(() => page.payloads('snapshot').length === 1);
  const publish = (uid: string) =>
    running.hub.publish(log.record({ rows: [podRow(uid)], of: [uid] }));
  const pods = () => page.payloads('delta').map(({ now }) => now?.figures.pods);
  return { log, clock, page, publish, pods };
}

test('the first change is told at once, those of the next half second together', async () => {
  const { clock, page, publish, pods } = await scene();
  expect(page.payloads('snapshot')[0]?.state).toMatchObject({ kind: 'now', figures: { pods: 2 } });
  publish('c');
  publish('d');
  publish('e');
  await page.heard.until(() => pods().length === 1);
  expect(pods()).toEqual([3]);
  clock.advance(500);
  await page.heard.until(() => pods().length === 2);
  expect(pods()).toEqual([3, 5]);
  const [first, second] = page.payloads('delta');
  expect([first?.fromSeq, second?.fromSeq, second?.toSeq]).toEqual([1, first?.toSeq, 4]);
});

test('what changes nothing of it is not told', async () => {
  const { clock, page, publish, pods } = await scene();
  publish('a');
  clock.advance(500);
  publish('f');
  clock.advance(500);
  await page.heard.until(() => pods().length === 1);
  expect(pods()).toEqual([3]);
});

test('a viewer is told of what that viewer may see', async () => {
  const { page } = await scene({ viewerOf: async () => onlyOf('bank') });
  expect(page.payloads('snapshot')[0]?.state).toMatchObject({ figures: { pods: 1 } });
});

test('facets are told once, and no view is left of them', async () => {
  const { page, publish } = await scene();
  page.say('open', {
    id: 2,
    query: { kind: 'facets', field: 'ns', key: null, text: '' },
    have: null,
  });
  await page.heard.until(() => page.payloads('snapshot').length === 2);
  expect(page.payloads('snapshot')[1]?.state).toEqual({
    kind: 'facets',
    values: [
      { value: 'bank', count: 1 },
      { value: 'shop', count: 1 },
    ],
  });
  expect(running.hub.stats().views).toBe(1);
  publish('g');
  await setImmediate();
  expect(page.payloads('delta').every(({ id }) => id === 1)).toBe(true);
});

test('F40: a query that cannot be read is refused with its sentence, and the page stays', async () => {
  const { page } = await scene();
  page.say('open', { id: 2, query: { kind: 'pods', query: 'foo:bar' }, have: null });
  await page.heard.until(() => page.payloads('refused').length === 1);
  expect(page.payloads('refused')[0]?.problem).toMatchObject({
    code: 'BAD_REQUEST',
    detail: 'There is no field foo. Text with a colon stands in quotes: "foo:…".',
  });
  expect([running.hub.connections, running.hub.stats().views]).toEqual([1, 1]);
});

test.each([
  ['a query that is too long', { query: 'x'.repeat(1001) }],
  ['a column that is none', { sort: { key: '__proto__', isDescending: false } }],
  ['a window that is too large', { window: { from: 0, size: 501 } }],
  ['a window before the beginning', { window: { from: -1, size: 5 } }],
  ['a window between rows', { window: { from: 0.5, size: 5 } }],
])('F40: %s ends the connection', async (_, over) => {
  const { page } = await scene();
  page.say('open', { id: 2, query: { kind: 'pods', ...over }, have: null });
  await page.ended.count(1);
  expect(running.hub.connections).toBe(0);
});

test('an age that is asked for passes without a batch', async () => {
  const { clock, page } = await scene();
  page.say('open', { id: 2, query: { kind: 'pods', query: 'age:<1010s' }, have: null });
  await page.heard.until(() => page.payloads('snapshot').length === 2);
  expect(page.payloads('snapshot')[1]?.state).toMatchObject({ total: 2 });
  clock.advance(11_000);
  await page.heard.until(() => page.payloads('delta').some(({ id }) => id === 2));
  expect(page.payloads('delta').find(({ id }) => id === 2)).toMatchObject({
    gone: ['b', 'a'],
    order: [],
    totals: [0, 2],
  });
});
