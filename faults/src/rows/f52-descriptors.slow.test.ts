import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { factsOf } from '../child.ts';
import { judged } from '../judge.ts';
import { type Load, loadOf } from '../load.ts';
import { needs, noCommand } from '../machine.ts';
import { eventually } from '../measure.ts';
import type { PageClient } from '../page-client.ts';
import type { Podline } from '../podline-process.ts';
import { randomFrom } from '../random.ts';
import { startWorld, type World } from '../world.ts';

const DESCRIPTORS = 64;

let world: World;
let load: Load;
let server: Podline;
let page: PageClient;

beforeEach(async (context) => {
  needs(context, noCommand('prlimit'));
  world = await startWorld({ streamingLists: false });
  load = loadOf(world.api, randomFrom(52), 20);
  load.change(40);
  server = await world.start({ through: ['prlimit', `--nofile=${DESCRIPTORS}`] });
  page = await world.page();
  await world.quiet();
});
afterEach(() => world?.close());

test('F52: no descriptors are left: it lives, the page that is there goes on, a watch that breaks then is mended, and new pages come in when there are descriptors again', async () => {
  const stop = load.run(1, 20);
  onTestFinished(stop);
  const flood = floodOf(200, Number(new URL(server.url).port));
  await eventually(
    'All descriptors are taken',
    () => factsOf(server.pid)?.fds ?? 0,
    (fds) => fds >= DESCRIPTORS - 1,
  );
  expect(await server.ready()).toBeNull();
  const before = page.history().told.length;
  await page.until(
    ({ told }) => told.slice(before).filter(({ kind }) => kind === 'delta').length > 20,
    'The page goes on',
  );
  world.proxy.cut('rst');
  load.change(50);
  flood.end();
  const late = await world.page('one that came late');
  stop();
  await world.quiet(60_000);
  expect(late.history().views[0]?.state).not.toBeNull();
  expect(server.exit()).toBeNull();
  expect(judged(world.evidence())).toEqual([]);
}, 120_000);

/** So many connections that say nothing; one that is refused or cut is made again. */
function floodOf(count: number, port: number): { end(): void } {
  const sockets = new Set<Socket>();
  let isOver = false;
  const one = (): void => {
    const socket = connect(port, '127.0.0.1');
    sockets.add(socket);
    // That it is cut or refused is told by `close` too.
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      if (!isOver) setImmediate(one);
    });
  };
  for (let number = 0; number < count; number += 1) one();
  return {
    end() {
      isOver = true;
      for (const socket of sockets) socket.destroy();
    },
  };
}
