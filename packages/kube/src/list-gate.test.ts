import { expect, onTestFinished, test } from 'vitest';
import { listGateOf } from './list-gate.ts';
import { type ManualClock, manualClock } from './testing/manual-clock.ts';
import { testCluster } from './testing/test-cluster.ts';

async function gateOf(clock: ManualClock) {
  const { cluster } = await testCluster(clock, 'http://127.0.0.1:1');
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const entered: number[] = [];
  const gate = listGateOf(cluster);
  expect(listGateOf(cluster)).toBe(gate);
  const enter = async (one: number, signal = stop.signal): Promise<() => void> => {
    const leave = await gate.enter(signal);
    entered.push(one);
    return leave;
  };
  return { enter, entered };
}
/** All that can go on without anything from outside has gone on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('four list at once, the others one after the other as they leave', async () => {
  const { enter, entered } = await gateOf(manualClock({ random: () => 0 }));
  const leaves = [1, 2, 3, 4, 5, 6].map((one) => enter(one));
  await settled();
  expect(entered).toEqual([1, 2, 3, 4]);
  const leave = await leaves[1];
  leave?.();
  leave?.();
  await settled();
  expect(entered).toEqual([1, 2, 3, 4, 5]);
});

test('lists of events wait for each other and not for those of pods', async () => {
  const { cluster } = await testCluster(manualClock({ random: () => 0 }), 'http://127.0.0.1:1');
  const { signal } = new AbortController();
  for (let count = 0; count < 4; count++) await listGateOf(cluster, 'events').enter(signal);
  expect(await listGateOf(cluster).enter(signal)).toBeTypeOf('function');
});

test('they begin one after the other, apart by as much as chance says', async () => {
  const clock = manualClock({ random: () => 0.5 });
  const { enter, entered } = await gateOf(clock);
  for (const one of [1, 2, 3]) void enter(one);
  await settled();
  expect(entered).toEqual([1]);
  expect(clock.sleepers()).toEqual([100, 200]);
  clock.advance(100);
  await settled();
  expect(entered).toEqual([1, 2]);
});

test('who begins alone begins at once', async () => {
  const clock = manualClock({ random: () => 0.5 });
  const { enter, entered } = await gateOf(clock);
  await enter(1);
  clock.advance(100);
  await enter(2);
  expect(entered).toEqual([1, 2]);
});

test('F29: our clock set back does not keep anybody waiting', async () => {
  const clock = manualClock({ random: () => 0.5 });
  const { enter, entered } = await gateOf(clock);
  await enter(1);
  clock.set(-3_600_000);
  clock.advance(100);
  await enter(2);
  expect(entered).toEqual([1, 2]);
});

test('whoever stops waiting takes no place with it', async () => {
  const { enter, entered } = await gateOf(manualClock({ random: () => 0 }));
  const leaves = [1, 2, 3, 4].map((one) => enter(one));
  const stop = new AbortController();
  const stopped = enter(5, stop.signal);
  const waiting = enter(6);
  stop.abort();
  (await stopped)();
  await settled();
  expect(entered).toEqual([1, 2, 3, 4, 5]);
  (await leaves[0])?.();
  await waiting;
  expect(entered).toEqual([1, 2, 3, 4, 5, 6]);
});

test('stopped before it begins to wait, it does not wait', async () => {
  const { enter, entered } = await gateOf(manualClock({ random: () => 0 }));
  await enter(1, AbortSignal.abort());
  expect(entered).toEqual([1]);
});
