import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { judged } from '../judge.ts';
import { podObject } from '../life.ts';
import { loadOf } from '../load.ts';
import { type ClientHistory, lastStatus } from '../page-client.ts';
import { randomFrom } from '../random.ts';
import { startWorld, type World } from '../world.ts';

let world: World;
afterEach(() => world.close());

/** Whether the page was told of the problem, whichever part of the status says it. */
const isTold =
  (code: string) =>
  (history: ClientHistory): boolean =>
    JSON.stringify(lastStatus(history)).includes(code);

test('F10: a token that is no longer taken is told, and the one in the file afterwards is used without a restart', async () => {
  world = await startWorld();
  const folder = await mkdtemp(join(tmpdir(), 'podline-faults-'));
  const tokenFile = join(folder, 'token');
  try {
    const kubeconfig = join(folder, 'kubeconfig');
    await world.api.writeKubeconfig(kubeconfig, { tokenFile });
    const load = loadOf(world.api, randomFrom(10), 10);
    load.change(20);
    await world.start({ kubeconfig });
    const page = await world.page();
    await world.quiet();
    const token = world.api.rotateToken();
    world.api.faults.strike({ kind: 'end' }, { on: 'watch' });
    await page.until(isTold('CLUSTER_REFUSED_CREDENTIALS'), 'The page is told of the 401', 90_000);
    load.change(20);
    // As kubectl and many helpers leave it: with a newline.
    await writeFile(tokenFile, `${token}\n`);
    await world.quiet(120_000);
    expect(judged(world.evidence())).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 240_000);

test('F11: a namespace that is forbidden from now on is named, and the others go on being live', async () => {
  world = await startWorld();
  const { api } = world;
  const apply = (namespace: string, step: number): void =>
    void api.apply(podObject({ namespace, name: 'web', step }, Date.now()));
  apply('shop', 1);
  apply('payments', 1);
  await world.start({ args: ['--namespace', 'shop', '--namespace', 'payments'] });
  const page = await world.page();
  await world.quiet();
  const id = api.faults.inject({
    namespace: 'payments',
    times: 'always',
    do: { kind: 'status', code: 403 },
  });
  api.faults.strike({ kind: 'end' }, { on: 'watch', namespace: 'payments' });
  await page.until(isTold('CLUSTER_FORBIDDEN'), 'The page is told of the 403', 60_000);
  expect(lastStatus(page.history())?.failing).toMatchObject([{ namespace: 'payments' }]);
  const told = page.history().told.length;
  apply('shop', 2);
  await page.until(
    (it) => it.told.slice(told).some(({ kind }) => kind === 'delta'),
    'The other namespace goes on',
  );
  api.faults.clear(id);
  apply('payments', 2);
  await world.quiet(120_000);
  expect(judged(world.evidence())).toEqual([]);
}, 240_000);
