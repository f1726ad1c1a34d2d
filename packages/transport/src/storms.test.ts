import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { type BarePage, barePageIn } from './bare.ts';
import { everyone, onlyOf, podRow, ScriptedLog } from './scripted.ts';
import { type Served, served } from './served.ts';

const PAGES = 100;
const SLOW = 20;
const BATCHES = 200;
const roomy = { pagesPerAddress: PAGES, pages: PAGES };
const open = (id: number): string =>
  `42${JSON.stringify(['open', { id, query: { kind: 'pods' }, have: null }])}`;

let running: Served;
const pages: BarePage[] = [];
afterEach(async () => {
  for (const page of pages.splice(0)) page.socket.destroy();
  await running.stop();
});

async function crowd(log: ScriptedLog, parts = {}): Promise<readonly BarePage[]> {
  running = await served(log, { limits: roomy, ...parts });
  const all = Array.from({ length: PAGES }, () => barePageIn(running.port));
  pages.push(...(await Promise.all(all)));
  return pages;
}

const has = (event: string) => (all: readonly string[]) =>
  all.some((text) => text.startsWith(`42["${event}"`));

/** A log that counts how often it is asked for all pods, and a row that counts how often it is encoded. */
function counted() {
  const log = new ScriptedLog();
  const counts = { reads: 0, encodings: 0 };
  const rows = log.rows.bind(log);
  log.rows = () => {
    counts.reads += 1;
    return rows();
  };
  const row = (uid: string, restarts = 0) => {
    const plain = podRow(uid, { restarts });
    const toJSON = () => {
      counts.encodings += 1;
      return plain;
    };
    return Object.assign({ ...plain }, { toJSON });
  };
  return { log, counts, row };
}

describe('F34: a hundred pages that come at once', () => {
  test('cost one reading of the pods and one encoding, whatever number each gave its view', async () => {
    const { log, counts, row } = counted();
    log.record({ rows: [row('a'), row('b')], of: ['a'] });
    const all = await crowd(log);
    for (const [number, page] of all.entries()) page.say(open(number % 7));
    for (const page of all) await page.heard.until(has('snapshot'));
    expect(counts).toEqual({ reads: 1, encodings: 2 });
    const snapshots = all.map((page) => JSON.parse((page.heard.all.at(-1) ?? '').slice(2))[1]);
    expect(snapshots.map(({ id }) => id)).toEqual(all.map((_, number) => number % 7));
    for (const { epoch, seq, state } of snapshots)
      expect({ epoch, seq, state }).toEqual({
        epoch: 'epoch-1',
        seq: 1,
        state: { kind: 'pods', rows: [podRow('a'), podRow('b')], total: 2, ofAll: 2 },
      });
  });

  test('T3: each get what their viewer may see, computed once for each viewer', async () => {
    const { log, counts, row } = counted();
    log.record({ rows: [row('a'), Object.assign(row('b'), { namespace: 'bank' })] });
    const viewers = [onlyOf('shop'), onlyOf('bank')] as const;
    let came = 0;
    const all = await crowd(log, {
      viewerOf: async () => {
        came += 1;
        return viewers[came % 2 === 0 ? 0 : 1];
      },
    });
    for (const page of all) page.say(open(1));
    for (const page of all) await page.heard.until(has('snapshot'));
    expect(counts).toEqual({ reads: 1, encodings: 2 });
    const shown = all.map((page) => /"uid":"(\w)"/g.exec(page.heard.all.at(-1) ?? '')?.[1]);
    expect(shown.filter((uid) => uid === 'a')).toHaveLength(PAGES / 2);
    expect(shown.filter((uid) => uid === 'b')).toHaveLength(PAGES / 2);
  });

  test('get the pods as they are after each batch, not as they were kept', async () => {
    const { log, counts, row } = counted();
    log.record({ rows: [row('a')] });
    const all = await crowd(log);
    for (const [number, page] of all.entries()) {
      running.hub.publish(log.record({ rows: [row('a', number)] }));
      page.say(open(1));
      await page.heard.until(has('snapshot'));
      expect(page.heard.all.find((text) => text.startsWith('42["snapshot"'))).toContain(
        `"restarts":${number},`,
      );
    }
    // What a batch says is all that changed: nothing is read twice.
    expect(counts.reads).toBe(1);
  });
});

test('F33: of a hundred pages twenty stop reading; the others get each batch, encoded once, and what waits for the twenty is bounded', async () => {
  const { log, counts, row } = counted();
  log.record({ rows: [row('a')] });
  const [slowOne, goodOne] = [everyone, onlyOf('shop')];
  running = await served(log, {
    limits: roomy,
    viewerOf: async ({ headers }) => (headers['x-who'] === 'slow' ? slowOne : goodOne),
  });
  const come = (count: number, headers = {}) =>
    Promise.all(Array.from({ length: count }, () => barePageIn(running.port, headers)));
  const slow = await come(SLOW, { 'x-who': 'slow' });
  const good = await come(PAGES - SLOW);
  pages.push(...slow, ...good);
  for (const page of pages) page.say(open(1));
  for (const page of pages) await page.heard.until(has('snapshot'));
  for (const page of slow) page.stopReading();
  // More than any kernel buffers, and nothing that the good ones may see: what follows waits in the hub.
  const flood = podRow('flood', { namespace: 'bank', statusSentence: 'x'.repeat(16_000_000) });
  running.hub.publish(log.record({ rows: [flood] }));
  await setImmediate();
  const inKernel = running.hub.stats().bytesWaiting;
  counts.encodings = 0;
  let waited = 0;
  for (let batch = 1; batch <= BATCHES; batch += 1) {
    const added = podRow(`added-${batch}`, { statusSentence: 'x'.repeat(3_000) });
    running.hub.publish(log.record({ rows: [row('a', batch), added], of: ['a'] }));
    // In step, so that what is measured is not how fast this machine is.
    await Promise.all(good.map((page) => page.heard.until((all) => told(all) === batch)));
    waited = Math.max(waited, running.hub.stats().bytesWaiting - inKernel);
  }
  for (const { heard } of good)
    expect(heard.all.filter((text) => text.startsWith('42["delta"'))).toHaveLength(BATCHES);
  // Once for all that read, and once more to know how much waits for those that do not.
  expect(counts.encodings).toBeLessThanOrEqual(BATCHES * 2);
  expect(waited).toBeLessThan(SLOW * 256_000);
  expect(running.hub.stats()).toMatchObject({ connections: PAGES, resyncs: SLOW, cutHostile: 0 });
});

/** The seq that a page was told last. */
const told = (heard: readonly string[]): number =>
  Number(/"toSeq":(\d+)/.exec(heard.at(-1) ?? '')?.[1]);

/** Nonsense, a leave from the feed, a packet of no meaning, a heartbeat. */
const ENDS = ['42["nonsense"]', '41', '6', '3'];

test('V8: after a thousand pages have come and gone, no socket, timer or view is left of them', async () => {
  const log = new ScriptedLog();
  log.record({ rows: [podRow('a')], of: ['a'] });
  running = await served(log, { limits: roomy });
  /** Of each kind, how many keep this process alive. */
  const resources = (): Record<string, number> => {
    const kinds = Object.groupBy(process.getActiveResourcesInfo(), (kind) => kind);
    return Object.fromEntries(Object.entries(kinds).map(([kind, all]) => [kind, all?.length ?? 0]));
  };
  const round = async (count: number, before: number): Promise<void> => {
    const all = await Promise.all(Array.from({ length: count }, () => barePageIn(running.port)));
    for (const [number, page] of all.entries()) {
      page.say(open(1));
      page.say(
        '42["open",{"id":2,"query":{"kind":"pod","namespace":"shop","name":"a","uid":null},"have":null}]',
      );
      page.say(ENDS[number % ENDS.length] ?? '');
    }
    running.hub.publish(log.record({ rows: [podRow('a')], of: ['a'] }));
    await setImmediate();
    for (const page of all) page.socket.destroy();
    await running.left.count(before + count);
    await setImmediate();
  };
  await round(PAGES, 0);
  const baseline = resources();
  for (let before = PAGES; before < 1_000; before += PAGES) await round(PAGES, before);
  // What this process had to do anyway may have ended meanwhile.
  for (const [kind, count] of Object.entries(resources()))
    expect([kind, count <= (baseline[kind] ?? 0)]).toEqual([kind, true]);
  expect(running.hub.stats()).toMatchObject({ connections: 0, views: 0, bytesWaiting: 0 });
  await running.visit();
}, 60_000);
