import { describe, expect, test } from 'vitest';
import { logBench } from '../testing/log-bench.ts';
import { podObject, refused } from '../testing/log-cluster.ts';

const OF_RUN = { container: 'app', attempt: 0 };
const stamped = (text: string): string =>
  text.replace(/^(?=.)/gm, '2026-11-22T11:59:30.123456789Z ');

describe('a container that runs while its pod is stuck', () => {
  test('has its newest lines told to findings, in memory alone, and only what is new', async () => {
    const { world, see, look, stuck, desk } = await logBench();
    const told: (readonly string[])[] = [];
    desk.onChanged((uids) => told.push(uids));
    world.log = () => stamped('waiting for myservice\n');
    await see(podObject({ state: 'a' }));
    stuck('uid-1', 'app');
    await look();
    await look();
    expect(await desk.tailsOf('uid-1')).toEqual([{ ...OF_RUN, lines: ['waiting for myservice'] }]);
    expect(await desk.headsOf('uid-1')).toEqual([]);
    expect(told).toEqual([['uid-1']]);
  });

  test('keeps what was read of it while the cluster answers with errors', async () => {
    const { world, see, look, stuck, desk } = await logBench();
    world.log = () => stamped('waiting for myservice\n');
    await see(podObject({ state: 'a' }));
    stuck('uid-1', 'app');
    await look();
    world.log = () => refused(500, 'not now');
    await look();
    expect(await desk.tailsOf('uid-1')).toEqual([{ ...OF_RUN, lines: ['waiting for myservice'] }]);
  });

  test('is forgotten when the pod comes free, and masked like the others', async () => {
    const { world, see, look, stuck, desk } = await logBench();
    world.log = () => stamped('token=abcdef123456 is wrong\n');
    await see(podObject({ state: 'a' }));
    stuck('uid-1', 'app');
    await look();
    expect((await desk.tailsOf('uid-1'))[0]?.lines).toEqual(['token=••• is wrong']);
    stuck('uid-1', null);
    await look();
    expect(await desk.tailsOf('uid-1')).toEqual([]);
  });
});
