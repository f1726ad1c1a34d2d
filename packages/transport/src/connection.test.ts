import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { HubParts } from './hub.ts';
import { ManualClock, podRow, ScriptedLog } from './scripted.ts';
import { type RawPage, type Served, served } from './served.ts';

const PODS = { kind: 'pods' } as const;
const POD = { kind: 'pod', namespace: 'shop', name: 'a', uid: 'a' } as const;

let running: Served;
afterEach(() => running.stop());

describe('a page that does not read', () => {
  /** More than any kernel buffers, so that its write cannot end before the page reads on. */
  const flood = podRow('flood', { statusSentence: 'x'.repeat(32_000_000) });

  async function flooded(log: ScriptedLog, parts: Partial<HubParts> = {}): Promise<RawPage> {
    log.record({ rows: [podRow('a')], of: ['a'] });
    running = await served(log, parts);
    const page = await running.visit();
    page.say('open', { id: 1, query: PODS, have: null });
    page.say('open', { id: 2, query: POD, have: null });
    await page.heard.count(3);
    page.stopReading();
    running.hub.publish(log.record({ rows: [flood] }));
    return page;
  }

  test('gets what it missed as one delta a view when it reads on', async () => {
    const log = new ScriptedLog();
    const page = await flooded(log);
    for (let batch = 0; batch < 1_000; batch += 1) {
      const rows = [podRow('a', { restarts: batch })];
      running.hub.publish(log.record({ rows, of: ['a'] }));
      if (batch % 100 === 0) await setImmediate();
    }
    page.readOn();
    await page.heard.until(() => page.payloads('delta').length === 3);
    const [, pods, pod] = page.payloads('delta');
    expect(pods).toMatchObject({ id: 1, fromSeq: 1, toSeq: 1_001 });
    expect(pods?.rows).toEqual([podRow('a', { restarts: 999 })]);
    expect(pod).toMatchObject({ id: 2, fromSeq: 1, toSeq: 1_001 });
    expect(pod?.transitions.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 1_000 }, (_, index) => index + 2),
    );
  });

  test('gets a snapshot when it missed too much', async () => {
    const log = new ScriptedLog();
    const page = await flooded(log, { limits: { outbox: { transitions: 10, size: 100_000 } } });
    for (let batch = 0; batch < 30; batch += 1) running.hub.publish(log.record({ of: ['a'] }));
    page.readOn();
    await page.heard.until(() => page.payloads('snapshot').length === 3);
    const [, , again] = page.payloads('snapshot');
    expect(again).toMatchObject({ id: 2, seq: 31, state: { transitions: { length: 31 } } });
    running.hub.publish(log.record({ of: ['a'] }));
    await page.heard.until(() => page.payloads('delta').length === 2);
    expect(page.payloads('delta')[1]).toMatchObject({ id: 2, fromSeq: 31, toSeq: 32 });
  });

  test('is cut when nothing drained for 15 s', async () => {
    const clock = new ManualClock();
    const page = await flooded(new ScriptedLog(), { clock });
    const line = running.lines[0];
    if (line === undefined) throw new Error('the page came over a line');
    clock.advance(14_999);
    expect([line.destroyed, running.hub.connections]).toEqual([false, 1]);
    clock.advance(1);
    await once(line, 'close');
    expect(running.hub.connections).toBe(0);
    expect(running.warnings.all).toEqual(['A page does not read; cut.']);
    page.readOn();
    await page.ended.count(1);
  });

  test('that reads on in time is not cut', async () => {
    const clock = new ManualClock();
    const page = await flooded(new ScriptedLog(), { clock });
    clock.advance(14_000);
    page.readOn();
    await page.heard.until(() => page.payloads('delta').length === 1);
    page.say('open', { id: 3, query: PODS, have: null });
    await page.heard.until(() => page.payloads('snapshot').length === 3);
    clock.advance(60_000);
    expect([running.hub.connections, running.warnings.all]).toEqual([1, []]);
  });
});
