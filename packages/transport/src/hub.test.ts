import { setImmediate } from 'node:timers/promises';
import { seq } from '@podline/domain';
import { afterEach, describe, expect, test } from 'vitest';
import type { HubParts } from './hub.ts';
import { CLUSTER, everyone, ManualClock, onlyOf, podRow, ScriptedLog } from './scripted.ts';
import { ofOurOrigin, rawPage, type Served, served } from './served.ts';

const PODS = { kind: 'pods' } as const;
const POD = { kind: 'pod', namespace: 'shop', name: 'a', uid: 'a' } as const;

let running: Served;
afterEach(() => running.stop());

async function serve(log: ScriptedLog, parts: Partial<HubParts> = {}): Promise<Served> {
  running = await served(log, parts);
  return running;
}

describe('who comes in', () => {
  test('a foreign origin is refused before anything is upgraded', async () => {
    let asked = 0;
    const { hub } = await serve(new ScriptedLog(), {
      isAllowed: ofOurOrigin,
      viewerOf: async () => {
        asked += 1;
        return everyone;
      },
    });
    const foreign = rawPage(running.url, { origin: 'http://evil.test' });
    await foreign.ended.count(1);
    expect(foreign.heard.all).toEqual([]);
    expect([asked, hub.connections]).toEqual([0, 0]);
    await running.visit({ origin: 'http://podline.test' });
    expect([asked, hub.connections]).toEqual([1, 1]);
  });

  const refusing: [string, Partial<HubParts>][] = [
    ['nobody', { viewerOf: async () => null }],
    ['a viewer who cannot be told', { viewerOf: () => Promise.reject(new Error('no sessions')) }],
    [
      'a viewer at whom the app trips',
      {
        viewerOf: () => {
          throw new Error('no sessions');
        },
      },
    ],
    [
      'a check that fails',
      {
        isAllowed: () => {
          throw new Error('no Host');
        },
      },
    ],
  ];
  test.each(refusing)('%s is refused', async (_, parts) => {
    const { hub } = await serve(new ScriptedLog(), parts);
    const page = rawPage(running.url);
    await page.ended.count(1);
    expect([page.socket.connected, page.heard.all, hub.connections]).toEqual([false, [], 0]);
  });

  test('the cluster status comes first, with the time of its sending, and again when it changes', async () => {
    const clock = new ManualClock();
    const { hub } = await serve(new ScriptedLog(), { clock });
    const page = await running.visit();
    clock.advance(5_000);
    const changed = { ...CLUSTER, watch: { state: 'resyncing', since: 5 } } as const;
    hub.clusterChanged(changed);
    await page.heard.count(2);
    expect(page.heard.all).toEqual([
      ['cluster', { ...CLUSTER, serverNow: 1_000_000 }],
      ['cluster', { ...changed, serverNow: 1_005_000 }],
    ]);
  });
});

describe('what a page says', () => {
  const bad: [string, string, unknown[]][] = [
    ['an unknown event', 'shout', []],
    ['an open out of schema', 'open', [{ id: 1, query: { kind: 'nodes' }, have: null }]],
    ['a payload that is null', 'close', [null]],
  ];
  test.each(bad)('%s ends its connection and no other', async (_, event, payloads) => {
    const { hub } = await serve(new ScriptedLog());
    const [page, other] = [await running.visit(), await running.visit()];
    page.say(event, ...payloads);
    await page.ended.count(1);
    expect(page.ended.all).toEqual(['transport close']);
    other.say('open', { id: 1, query: PODS, have: null });
    await other.heard.count(2);
    expect(hub.connections).toBe(1);
  });

  test('a message larger than 16 kB ends its connection', async () => {
    await serve(new ScriptedLog());
    const page = await running.visit();
    page.say('open', { id: 1, query: PODS, have: null, padding: 'x'.repeat(20_000) });
    await page.ended.count(1);
    expect(page.ended.all).toEqual(['transport close']);
  });

  test('too many messages at once end its connection', async () => {
    await serve(new ScriptedLog(), { clock: new ManualClock() });
    const page = await running.visit();
    for (let id = 0; id < 51; id += 1) page.say('close', { id });
    await page.ended.count(1);
    expect(running.warnings.all).toEqual(['A page sent what it may not; disconnected.']);
  });

  test('more than sixteen views are refused, until one is closed', async () => {
    await serve(new ScriptedLog());
    const page = await running.visit();
    for (let id = 0; id < 17; id += 1) page.say('open', { id, query: PODS, have: null });
    page.say('close', { id: 3 });
    page.say('open', { id: 17, query: PODS, have: null });
    await page.heard.until(
      () => page.payloads('snapshot').length + page.payloads('refused').length === 18,
    );
    expect(page.payloads('refused').map(({ id, problem }) => [id, problem.code])).toEqual([
      [16, 'BAD_REQUEST'],
    ]);
    expect(page.payloads('snapshot').at(-1)?.id).toBe(17);
  });
});

describe('a view', () => {
  const unknown = { ...POD, uid: 'x' };
  test('of an unknown pod and of one that the viewer may not see get the same answer', async () => {
    const log = new ScriptedLog();
    log.record({ rows: [podRow('a')] });
    await serve(log, { viewerOf: async () => onlyOf('shop') });
    const page = await running.visit();
    page.say('open', { id: 1, query: unknown, have: null });
    await page.heard.count(2);
    expect(log.reads).toBe(1);
    page.say('open', { id: 2, query: { ...unknown, namespace: 'bank' }, have: null });
    await page.heard.count(3);
    const [first, second] = page.payloads('refused');
    expect(first?.problem).toMatchObject({ code: 'POD_NOT_FOUND', detail: 'shop/a' });
    expect(second?.problem).toEqual({ ...first?.problem, detail: 'bank/a' });
    expect(log.reads).toBe(1);
  });

  test('of pods shows the viewer’s pods and no others', async () => {
    const log = new ScriptedLog();
    log.record({ rows: [podRow('a'), podRow('b', { namespace: 'bank' })] });
    await serve(log, { viewerOf: async () => onlyOf('bank') });
    const page = await running.visit();
    page.say('open', { id: 1, query: PODS, have: null });
    await page.heard.count(2);
    expect(page.payloads('snapshot')[0]?.state).toEqual({
      kind: 'pods',
      rows: [podRow('b', { namespace: 'bank' })],
      total: 1,
      ofAll: 1,
    });
  });

  test('is refused when the log cannot be read, and the page keeps its connection', async () => {
    const log = new ScriptedLog();
    log.record({ rows: [podRow('a')] });
    log.failure = new Error('disk I/O error');
    await serve(log);
    const page = await running.visit();
    page.say('open', { id: 1, query: POD, have: null });
    await page.heard.count(2);
    expect(page.payloads('refused')[0]?.problem).toMatchObject({ code: 'INTERNAL', detail: null });
    log.failure = null;
    page.say('open', { id: 1, query: POD, have: null });
    await page.heard.count(3);
    expect(page.payloads('snapshot')).toHaveLength(1);
  });

  test('that is closed, or opened again, while it is read does not hear of the first reading', async () => {
    const log = new ScriptedLog();
    log.record({ rows: [podRow('a')], of: ['a'] });
    const { hub } = await serve(log);
    const gate = Promise.withResolvers<void>();
    log.gate = gate.promise;
    const page = await running.visit();
    page.say('open', { id: 1, query: POD, have: null });
    page.say('open', { id: 2, query: POD, have: null });
    page.say('close', { id: 1 });
    page.say('open', { id: 2, query: PODS, have: null });
    await page.heard.count(2);
    gate.resolve();
    await setImmediate();
    hub.publish(log.record({ rows: [podRow('a')], of: ['a'] }));
    await page.heard.count(3);
    expect(page.payloads('snapshot').map(({ id, state }) => [id, state.kind])).toEqual([
      [2, 'pods'],
    ]);
    expect(page.payloads('delta').map(({ id }) => id)).toEqual([2]);
  });

  test('that misses too many batches while it is read is read anew', async () => {
    const log = new ScriptedLog();
    log.record({ rows: [podRow('a')], of: ['a'] });
    const { hub } = await serve(log, { limits: { missedBatches: 3 } });
    const gate = Promise.withResolvers<void>();
    log.gate = gate.promise;
    const page = await running.visit();
    page.say('open', { id: 1, query: POD, have: null });
    page.say('open', { id: 2, query: PODS, have: null });
    await page.heard.count(2);
    for (let batch = 0; batch < 4; batch += 1) hub.publish(log.record({ of: ['a'] }));
    gate.resolve();
    await page.heard.until(() => page.payloads('snapshot').length === 2);
    expect(log.reads).toBe(2);
    expect(page.payloads('snapshot')[1]).toMatchObject({ id: 1, seq: 5 });
  });

  test('takes a snapshot when what is published has a hole', async () => {
    const log = new ScriptedLog();
    log.record({ rows: [podRow('a')], of: ['a'] });
    const { hub } = await serve(log);
    const page = await running.visit();
    page.say('open', { id: 1, query: PODS, have: null });
    page.say('open', { id: 2, query: { ...POD, uid: null }, have: null });
    await page.heard.count(3);
    log.record({ rows: [podRow('b'), podRow('a@2')], of: ['a'] });
    hub.publish(log.record({ rows: [podRow('c')], of: ['c'] }));
    await page.heard.until(() => page.payloads('snapshot').length === 4);
    expect(page.payloads('delta')).toEqual([]);
    const again = new Map(
      page.payloads('snapshot').map(({ id, seq, state }) => [id, { seq, state }]),
    );
    expect(again.get(1)).toMatchObject({ seq: 3, state: { rows: { length: 4 } } });
    expect(again.get(2)).toMatchObject({
      seq: 3,
      state: { row: podRow('a'), successorUid: 'a@2' },
    });
  });
});

test('what changed without a batch is shown when the hub is told to read its views anew', async () => {
  const log = new ScriptedLog();
  log.record({ rows: [podRow('a')], of: ['a'] });
  const { hub } = await serve(log);
  const page = await running.visit();
  page.say('open', { id: 1, query: PODS, have: null });
  page.say('open', { id: 2, query: POD, have: null });
  await page.heard.count(3);
  log.record({ rows: [podRow('a', { restarts: 7 }), podRow('b')] });
  hub.resync();
  await page.heard.count(5);
  const again = new Map(
    page
      .payloads('snapshot')
      .slice(2)
      .map(({ id, state }) => [id, state]),
  );
  expect(again.get(1)).toMatchObject({ rows: [{ restarts: 7 }, { uid: 'b' }] });
  expect(again.get(2)).toMatchObject({ row: { restarts: 7 } });
  expect(hub.stats()).toMatchObject({ connections: 1, views: 2, resyncs: 2 });
});

test('a batch that the source does not show yet is the caller’s mistake', async () => {
  const log = new ScriptedLog();
  const { hub } = await serve(log);
  const batch = log.record({ of: ['a'] });
  hub.publish(batch);
  expect(() => hub.publish({ ...batch, fromSeq: batch.toSeq, toSeq: seq(9) })).toThrow('seq 9');
});

test('a hub that is closed lets nobody in and leaves the HTTP server to its owner', async () => {
  const { hub, url } = await serve(new ScriptedLog());
  const page = await running.visit();
  await hub.close();
  await page.ended.count(1);
  expect(hub.connections).toBe(0);
  expect(await (await fetch(url)).text()).toBe('not the feed');
  const late = rawPage(url);
  await late.ended.count(1);
});
