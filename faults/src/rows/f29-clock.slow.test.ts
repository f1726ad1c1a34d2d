import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { judged } from '../judge.ts';
import { type Load, loadOf } from '../load.ts';
import { FAKETIME, needs } from '../machine.ts';
import { eventually, metric } from '../measure.ts';
import { type ClientHistory, lastStatus, type PageClient, watchState } from '../page-client.ts';
import type { Podline } from '../podline-process.ts';
import { randomFrom } from '../random.ts';
import { noKeyTwice } from '../validators/v2-no-key-twice.ts';
import { orderHolds } from '../validators/v3-order.ts';
import { startWorld, type World } from '../world.ts';

let world: World;
let load: Load;
let server: Podline;
let page: PageClient;

/** By how much the server's clock differs from ours from now on, as libfaketime words it: `-1h`, `+1d`. */
const setClock = (by: string): void => writeFileSync(join(world.folder, 'clock'), `${by}\n`);

beforeEach(async (context) => {
  needs(context, FAKETIME === null ? 'It needs libfaketime.' : null);
  world = await startWorld({ streamingLists: false, podline: { hasMetrics: true } });
  setClock('+0');
  load = loadOf(world.api, randomFrom(29), 20);
  load.change(40);
  server = await world.start({
    env: {
      LD_PRELOAD: FAKETIME ?? '',
      FAKETIME_TIMESTAMP_FILE: join(world.folder, 'clock'),
      FAKETIME_NO_CACHE: '1',
      // Only the clock on the wall is set; the one that only grows goes on, as in a kernel.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      FAKETIME_DONT_RESET: '1',
    },
  });
  page = await world.page();
  await world.quiet();
  // The watch of events begins after that of pods.
  await world.api.truth.until(({ requests }) =>
    requests.some(
      ({ resource, kind, status }) => resource === 'events' && kind === 'watch' && status === 200,
    ),
  );
});
afterEach(() => world?.close());

/** The lists and watches of pods and events; logs are asked for as containers fail, and what is around the pods is watched last. */
const asked = () =>
  world.api.truth.requests.filter(
    ({ resource, kind }) =>
      (resource === 'pods' || resource === 'events') && (kind === 'list' || kind === 'watch'),
  );

const noticeOf = (history: ClientHistory) =>
  lastStatus(history)?.notices.find(({ code }) => code === 'CLOCK_CHANGED');

test.each([
  ['-1h', /set back by (59m|60m|1h)/],
  ['+1d', /set forward by (23h|24h|1d)/],
])(
  'F29, V1, V2, V3, V6, V7: the clock jumps by %s under load: told; order of record, watch and pages go on as if nothing were',
  async (by, sentence) => {
    const stop = load.run(2, 20);
    onTestFinished(stop);
    const before = {
      told: page.history().told.length,
      requests: asked().length,
    };
    setClock(by);
    const told = await page.until((it) => noticeOf(it) !== undefined, 'The jump is told');
    expect(noticeOf(told)?.sentence).toMatch(sentence);
    const serverNow = lastStatus(told)?.serverNow ?? 0;
    expect(Math.abs(serverNow - Date.now())).toBeGreaterThan(3_500_000);
    load.change(100);
    stop();
    await world.quiet();
    expect(judged(world.evidence())).toEqual([]);
    const since = page.history().told.slice(before.told);
    expect(since).not.toContainEqual(expect.objectContaining({ kind: 'connection' }));
    expect(
      since.flatMap((it) => (it.kind === 'cluster' ? [it.status.watch.state] : [])),
    ).not.toContain('stale');
    expect(asked().slice(before.requests)).toEqual([]);
    expect(await metric(server, 'podline_clock_jumps_total')).toBe(1);
  },
  60_000,
);

test('F29: the clock is set back in the middle of a trouble: the page is told of it in the same time', async () => {
  world.proxy.refuse(true);
  world.proxy.cut('rst');
  const from = Date.now();
  await eventually(
    'It has noticed',
    () => world.proxy.counts().refused,
    (refused) => refused > 0,
  );
  setClock('-1h');
  await page.until((it) => watchState(it) === 'stale', 'Stale is told', 40_000);
  expect(Date.now() - from).toBeLessThan(25_000);
  world.proxy.refuse(false);
  await world.quiet(60_000);
  const { truth, database } = world.evidence();
  expect([...noKeyTwice(database), ...orderHolds(truth, database)]).toEqual([]);
}, 120_000);

test('F29: the clock is set back while nobody watches: that time is a gap all the same', async () => {
  world.proxy.refuse(true);
  world.proxy.cut('rst');
  load.change(30);
  setClock('-1h');
  load.change(30);
  world.api.compact();
  world.proxy.refuse(false);
  await world.quiet(60_000);
  const { truth, database } = world.evidence();
  expect(database.gaps).toHaveLength(1);
  expect([...noKeyTwice(database), ...orderHolds(truth, database)]).toEqual([]);
}, 120_000);
