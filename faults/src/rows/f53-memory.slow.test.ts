import type { JsonObject } from '@podline/replay';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { judged } from '../judge.ts';
import { podObject } from '../life.ts';
import { type Load, loadOf } from '../load.ts';
import { metricThat } from '../measure.ts';
import { randomFrom } from '../random.ts';
import { openSlowPage } from '../slow-page.ts';
import { startWorld, type World } from '../world.ts';

/** MB that the heap may have: enough for some pods and pages. */
const HEAP = ['--max-old-space-size=80'];

let world: World;
let load: Load;

beforeEach(async () => {
  world = await startWorld({
    streamingLists: false,
    windowSize: 50_000,
    podline: { hasMetrics: true },
  });
  load = loadOf(world.api, randomFrom(53), 100);
  load.change(400);
});
afterEach(() => world.close());

test('F53: with little memory and forty pages that never read, those are shed and everything else goes on', async () => {
  const server = await world.start({ nodeArgs: HEAP });
  const page = await world.page();
  await world.quiet();
  await Promise.all(
    Array.from({ length: 40 }, (_, slow) =>
      openSlowPage(world.options.port, `127.1.2.${1 + slow}`),
    ),
  );
  const stop = load.run(3, 10);
  onTestFinished(stop);
  await metricThat(server, 'podline_pages_cut_slow_total', (count) => count === 40, 90_000);
  stop();
  await world.quiet(60_000);
  expect(server.exit()).toBeNull();
  expect(page.history().told).not.toContainEqual(
    expect.objectContaining({ kind: 'connection', state: 'lost' }),
  );
  expect(judged(world.evidence())).toEqual([]);
}, 180_000);

test('F53, V1, V2, V3, V4, V5, V6, V7: a process that dies of having no memory has lost nothing that was acknowledged', async () => {
  const server = await world.start({ nodeArgs: HEAP });
  await world.page();
  await world.quiet();
  const stop = load.run(5, 10);
  onTestFinished(stop);
  for (let number = 0; server.exit() === null && number < 3000; number += 1) {
    world.api.apply(hugePod(`huge-${number}`));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const { signal, code } = await server.exited;
  expect({ signal, code }).toEqual({ signal: 'SIGABRT', code: null });
  expect(server.output()).toContain('heap out of memory');
  stop();
  await world.start();
  await world.quiet(120_000);
  expect(judged(world.evidence())).toEqual([]);
}, 300_000);

/** A pod of a hundred containers. */
function hugePod(name: string): JsonObject {
  const pod = podObject({ namespace: 'shop', name, step: 0 }, Date.now()) as {
    spec: { containers: readonly object[] };
    status: { containerStatuses: readonly object[] };
  };
  const many = <T extends object>([one]: readonly T[]): readonly object[] =>
    Array.from({ length: 100 }, (_, number) => ({ ...one, name: `app-${number}` }));
  return {
    ...pod,
    spec: { ...pod.spec, containers: many(pod.spec.containers) },
    status: { ...pod.status, containerStatuses: many(pod.status.containerStatuses) },
  };
}
