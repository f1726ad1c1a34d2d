import { describe, expect, test } from 'vitest';
import { logBench } from '../testing/log-bench.ts';
import { podObject, type Run, refused } from '../testing/log-cluster.ts';

const at = (id: string, exitCode = 1): Run => ({ id, exitCode });
const OF_RUN = { container: 'app', attempt: 0 };
const stamped = (text: string): string =>
  text.replace(/^(?=.)/gm, '2026-11-22T11:59:30.123456789Z ');

describe('the signature of a failure', () => {
  const alike = { mayTell: () => true, most: 10 };
  const REFUSED = 'ERROR: cannot reach the database at 10.0.0.7:5432';

  test('is that of another pod that failed of the same, and finds both', async () => {
    const { world, see, desk } = await logBench();
    world.log = (_, name) => stamped(`try ${name}\n${REFUSED.replace('7', name.slice(-1))}\n`);
    await see(podObject({ state: at('a') }));
    await see(podObject({ uid: 'uid-2', name: 'web-2', state: at('b') }));
    const [one] = await desk.headsOf('uid-1');
    const [other] = await desk.headsOf('uid-2');
    expect(one?.signature).toMatch(/^[0-9a-f]{16}$/);
    expect(other?.signature).toBe(one?.signature);
    const key = one?.signature ?? '';
    expect(await desk.failuresAlike({ key, ...alike })).toMatchObject({ attempts: 2, pods: 2 });
    expect((await desk.tail('uid-1', OF_RUN))?.signature).toEqual({
      key,
      words: 'exit code 1: ERROR: cannot reach the database at <ip>',
    });
  });

  test('of a bare exit code is not that of another pod, which nobody says to be of the same kind', async () => {
    const { see, desk } = await logBench();
    await see(podObject({ state: at('a') }));
    await see(podObject({ uid: 'uid-2', name: 'web-2', state: at('b') }));
    const [[one], [other]] = [await desk.headsOf('uid-1'), await desk.headsOf('uid-2')];
    expect(one?.signature).not.toBeNull();
    expect(other?.signature).not.toBe(one?.signature);
  });

  test('is read from the termination message where the log may not be read', async () => {
    const { world, see, desk } = await logBench();
    world.log = () => refused(403, 'forbidden');
    await see(podObject({ state: at('a'), message: REFUSED }));
    expect(await desk.headsOf('uid-1')).toMatchObject([
      { outcome: 'forbidden', signature: expect.stringMatching(/^[0-9a-f]{16}$/) },
    ]);
  });

  test('is none where nothing tells of what it failed, and where it did not', async () => {
    const { world, see, desk } = await logBench({ mode: 'all' });
    world.log = () => refused(403, 'forbidden');
    await see(podObject({ state: at('a') }));
    await see(podObject({ uid: 'uid-2', name: 'web-2', state: at('b', 0) }));
    const heads = [...(await desk.headsOf('uid-1')), ...(await desk.headsOf('uid-2'))];
    expect(heads.map(({ signature }) => signature)).toEqual([null, null]);
  });

  test('holds no secret that the rules know', async () => {
    const { world, see, desk } = await logBench();
    world.log = () => stamped('ERROR: cannot log in with password=hunter2-S3cr3t at the server\n');
    await see(podObject({ state: at('a') }));
    expect((await desk.tail('uid-1', OF_RUN))?.signature?.words).toBe(
      'exit code 1: ERROR: cannot log in with password=••• at the server',
    );
  });
});
