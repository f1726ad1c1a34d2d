import { expect, onTestFinished, test } from 'vitest';
import { eventFromApi } from './event-from-api.ts';
import { reflect } from './reflector.ts';
import { manualClock } from './testing/manual-clock.ts';
import { endMark, pageOf } from './testing/reflector-bench.ts';
import { type Asked, scriptedServer } from './testing/scripted-server.ts';
import { testCluster } from './testing/test-cluster.ts';

/** Reflectors of so many namespaces of one cluster, each with a consumer that takes whatever comes. */
async function reflectors(count: number, streams: boolean) {
  const server = await scriptedServer();
  const clock = manualClock({ random: () => 0 });
  const { cluster } = await testCluster(clock, server.url);
  const stop = new AbortController();
  const consume = async (namespace: string): Promise<void> => {
    const options = { cluster, namespace, streams, resumeFrom: null, signal: stop.signal };
    const events = reflect({ ...options, resource: 'events', decode: eventFromApi });
    for await (const event of events) if (event.kind === 'failed') throw event.failure;
  };
  const consuming = Array.from({ length: count }, (_, at) => consume(`ns-${at}`));
  onTestFinished(async () => {
    stop.abort();
    await Promise.all(consuming);
    await server.stop();
  });
  const isAList = (asked: Asked): boolean =>
    asked.query['watch'] === undefined || asked.query['sendInitialEvents'] === 'true';
  return { server, clock, isAList };
}

test.each([
  ['by pages', false],
  ['by streaming', true],
])('of six namespaces of a cluster four list at once, %s', async (_, streams) => {
  const { server, clock, isAList } = await reflectors(6, streams);
  const first: Asked[] = [];
  for (let count = 0; count < 4; count++) first.push(await server.next());
  expect(first.every(isAList)).toBe(true);
  // Whoever waits for nothing but its turn neither sleeps nor asks.
  expect(clock.sleepers().every((ms) => ms > 1000)).toBe(true);
  const [asked] = first;
  if (streams) asked?.stream().line(endMark('10'));
  else asked?.answer(200, pageOf('10', []));
  // The fifth list and, by pages, the watch of the first, in whichever order.
  const next = [await server.next(), ...(streams ? [] : [await server.next()])];
  const lists = next.filter(isAList).map(({ path }) => path);
  expect(lists).toHaveLength(1);
  expect(first.map(({ path }) => path)).not.toContain(lists[0]);
});
