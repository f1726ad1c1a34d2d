import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { judged } from '../judge.ts';
import { type Load, loadOf } from '../load.ts';
import type { PageClient } from '../page-client.ts';
import type { Podline } from '../podline-process.ts';
import { randomFrom } from '../random.ts';
import { startWorld, type World } from '../world.ts';

let world: World;
let load: Load;
let server: Podline;
let page: PageClient;

beforeEach(async () => {
  world = await startWorld();
  load = loadOf(world.api, randomFrom(55), 20);
  load.change(40);
  server = await world.start();
  page = await world.page();
  await world.quiet();
});
afterEach(() => world.close());

/** Sends the signals under load and gives how the process ended and after how long. */
async function ended(...signals: NodeJS.Signals[]) {
  const stop = load.run(5, 2);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const sentAt = performance.now();
  for (const signal of signals) server.signal(signal);
  const exit = await server.exited;
  stop();
  return { exit, tookMs: performance.now() - sentAt };
}

describe('F55: under load', () => {
  test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
    '%s commits the last batch, tells pages when to come back, and ends within 10 s with code 0',
    async (signal) => {
      const { exit, tookMs } = await ended(signal);
      expect(exit).toEqual({ code: 0, signal: null });
      expect(tookMs).toBeLessThan(10_000);
      const states = page
        .history()
        .told.flatMap((it) => (it.kind === 'connection' ? [it.state] : []));
      expect(states.at(-1)).toBe('restarting');
      await world.start();
      await world.quiet();
      expect(judged(world.evidence())).toEqual([]);
    },
    60_000,
  );

  test('a second SIGTERM ends it at once, and nothing is lost for that', async () => {
    const { exit, tookMs } = await ended('SIGTERM', 'SIGTERM');
    expect([0, null]).toContain(exit.code);
    expect(tookMs).toBeLessThan(3000);
    await world.start();
    await world.quiet();
    expect(judged(world.evidence())).toEqual([]);
  }, 60_000);
});
