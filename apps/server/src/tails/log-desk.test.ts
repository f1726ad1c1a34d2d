import { describe, expect, test } from 'vitest';
import { testFolder } from '../testing/folder.ts';
import { logBench } from '../testing/log-bench.ts';
import { podObject, type Run, refused } from '../testing/log-cluster.ts';

const at = (id: string, exitCode = 1): Run => ({ id, exitCode });
const OF_RUN = { container: 'app', attempt: 0 };
const stamped = (text: string): string =>
  text.replace(/^(?=.)/gm, '2026-11-22T11:59:30.123456789Z ');

/** What the log answers, by `previous`. */
const byPlace =
  (current: string, previous: string) =>
  (query: URLSearchParams): string =>
    query.get('previous') === 'true' ? previous : current;

const logsAsked = (asked: readonly string[]): readonly string[] =>
  asked.filter((path) => path.includes('/log?'));

describe('the end of a bad attempt', () => {
  test('is asked for as the current one while its end is the state, with its bounds, and kept', async () => {
    const { world, see, desk, tally } = await logBench();
    world.log = byPlace(stamped('one\ntwo\n'), 'never');
    await see(podObject({ state: at('a') }));
    expect(logsAsked(world.asked)).toEqual([
      '/api/v1/namespaces/shop/pods/web-1/log?container=app&tailLines=201&limitBytes=262144&timestamps=true',
    ]);
    expect(await desk.tail('uid-1', OF_RUN)).toMatchObject({
      outcome: 'kept',
      isCut: false,
      lines: [
        [Date.UTC(2026, 10, 22, 11, 59, 30, 123), 'one'],
        [Date.UTC(2026, 10, 22, 11, 59, 30, 123), 'two'],
      ],
    });
    expect(tally).toMatchObject({ tailsKept: 1, tailsGone: 0 });
  });

  test('is asked for as the previous one when the container runs again or waits for it', async () => {
    for (const state of ['b', null]) {
      const { world, see, desk } = await logBench();
      world.log = byPlace('of the present', stamped('of the one before'));
      await see(podObject({ state, last: at('a'), restarts: state === null ? 0 : 1 }));
      const tails = await desk.tailsOf('uid-1');
      expect(tails).toEqual([{ ...OF_RUN, lines: ['of the one before'] }]);
    }
  });

  test('is asked for once, however often the pod is seen with it', async () => {
    const { world, see } = await logBench();
    world.log = () => 'x';
    for (let turn = 0; turn < 5; turn += 1) await see(podObject({ state: at('a') }));
    await see(podObject({ state: null, last: at('a') }));
    expect(logsAsked(world.asked)).toHaveLength(1);
  });

  test('that wrote nothing is kept as nothing', async () => {
    const { see, desk } = await logBench();
    await see(podObject({ state: at('a') }));
    expect(await desk.headsOf('uid-1')).toMatchObject([{ outcome: 'kept', lines: 0 }]);
  });

  test('that ended well is left alone, unless all are wanted', async () => {
    for (const [mode, count] of [
      ['failures', 0],
      ['all', 1],
      ['off', 0],
    ] as const) {
      const { world, see, desk } = await logBench({ mode });
      await see(podObject({ state: at('a', 0) }));
      expect(await desk.headsOf('uid-1')).toHaveLength(count);
      expect(world.asked).toHaveLength(2 * count);
    }
  });

  test('is not asked for at all where logs are off', async () => {
    const { world, see } = await logBench({ mode: 'off' });
    await see(podObject({ state: at('a') }));
    expect(world.asked).toEqual([]);
  });

  test('tells its listeners once it can be read', async () => {
    const { see, desk } = await logBench();
    const told: (readonly string[])[] = [];
    desk.onChanged((uids) => told.push(uids));
    await see(podObject({ state: at('a') }));
    expect(told).toEqual([['uid-1']]);
  });
});

describe('whose log it is', () => {
  test('another pod of the name gets nothing kept', async () => {
    const { world, see, desk, tally } = await logBench();
    world.log = () => stamped('of the namesake');
    const other = podObject({ uid: 'uid-2', state: at('z') });
    const mine = podObject({ state: at('a') });
    await see(mine);
    world.pod = () => other;
    await see(podObject({ state: at('b'), last: at('a'), restarts: 1 }));
    const [first, second] = await desk.headsOf('uid-1');
    expect(first).toMatchObject({ attempt: 0, outcome: 'kept' });
    expect(second).toMatchObject({ attempt: 1, outcome: 'gone', lines: 0 });
    expect(tally.tailsGone).toBe(1);
  });

  test('a run that moved on while it was asked is asked for where it is now', async () => {
    const { world, see, desk } = await logBench();
    const moved = podObject({ state: 'b', last: at('a'), restarts: 1 });
    world.log = byPlace(stamped('of the next run'), stamped('of the run'));
    const before = podObject({ state: at('a') });
    const given = [moved];
    world.pod = () => given[0] ?? moved;
    // The watch still has the state of before.
    await see(before);
    expect(await desk.tail('uid-1', OF_RUN)).toMatchObject({
      outcome: 'kept',
      lines: [[expect.anything(), 'of the run']],
    });
    expect(logsAsked(world.asked)).toHaveLength(2);
  });

  test('a run that is two runs back is gone, and nobody else’s log is taken for it', async () => {
    const { world, see, desk } = await logBench();
    world.log = () => stamped('of another run');
    world.pod = () => podObject({ state: 'c', last: at('b'), restarts: 2 });
    await see(podObject({ state: at('a') }));
    expect(await desk.headsOf('uid-1')).toMatchObject([{ outcome: 'gone', lines: 0 }]);
  });

  test('lines that were written long after its end are of the next run, whatever the API says', async () => {
    const { world, see, desk } = await logBench();
    world.log = () => '2026-11-22T12:00:09.000000000Z of the next run\n';
    await see(podObject({ state: at('a') }));
    expect(await desk.headsOf('uid-1')).toMatchObject([{ outcome: 'gone', lines: 0 }]);
  });

  test('a pod that is gone by then has no log any more', async () => {
    const { world, see, desk } = await logBench();
    world.log = () => stamped('x');
    world.pod = () => null;
    await see(podObject({ state: at('a') }));
    expect(await desk.headsOf('uid-1')).toMatchObject([{ outcome: 'gone' }]);
  });
});

describe('what the cluster may answer instead', () => {
  test('that the runtime no longer has it, with status 200', async () => {
    const { world, see, desk } = await logBench();
    world.log = () => 'unable to retrieve container logs for containerd://a';
    await see(podObject({ state: at('a') }));
    expect(await desk.headsOf('uid-1')).toMatchObject([{ outcome: 'gone', lines: 0 }]);
  });

  test('that there is no previous one, or that the container waits to start', async () => {
    for (const words of [
      'previous terminated container "app" in pod "web-1" not found',
      'container "app" in pod "web-1" is waiting to start: PodInitializing',
    ]) {
      const { world, see, desk } = await logBench();
      world.log = () => refused(400, words);
      await see(podObject({ state: at('a') }));
      expect(await desk.headsOf('uid-1')).toMatchObject([{ outcome: 'gone' }]);
    }
  });

  test('that Podline may not: told once, and nothing more is asked in that namespace for minutes', async () => {
    const { world, see, desk, refusals, tally } = await logBench();
    world.log = () => refused(403, 'pods "web-1" is forbidden');
    await see(podObject({ state: at('a') }));
    await see(podObject({ uid: 'uid-2', name: 'web-2', state: at('b') }));
    expect(await desk.headsOf('uid-1')).toMatchObject([{ outcome: 'forbidden' }]);
    expect(await desk.headsOf('uid-2')).toMatchObject([{ outcome: 'forbidden' }]);
    expect(refusals).toEqual(['shop']);
    expect(tally.tailsForbidden).toBe(2);
    expect(logsAsked(world.asked)).toHaveLength(1);
  });

  test.each<[string, Parameters<typeof refused>[0] | 'torn' | 'reset']>([
    ['an error of the server', 500],
    ['a wish to slow down', 429],
    ['a log that breaks off', 'torn'],
    ['a connection that breaks', 'reset'],
  ])('%s is asked again, and the whole log is kept', async (_, how) => {
    const { world, see, desk, tally } = await logBench();
    let asked = 0;
    world.log = () => {
      asked += 1;
      if (asked > 2) return stamped('whole\n');
      if (typeof how === 'number') return refused(how, 'not now');
      return (request, response) => {
        if (how === 'torn') {
          response.writeHead(200, { 'content-length': '1000' });
          response.write(stamped('half'));
        }
        setImmediate(() => request.socket.destroy());
      };
    };
    await see(podObject({ state: at('a') }));
    expect(await desk.tail('uid-1', OF_RUN)).toMatchObject({
      outcome: 'kept',
      lines: [[expect.anything(), 'whole']],
    });
    expect(asked).toBe(3);
    expect(tally.tailsKept).toBe(1);
  });

  test('errors without end: after five tries it says that it could not be read', async () => {
    const { world, see, desk, tally } = await logBench();
    world.log = () => refused(500, 'never');
    await see(podObject({ state: at('a') }));
    expect(await desk.headsOf('uid-1')).toMatchObject([{ outcome: 'failed', lines: 0 }]);
    expect(logsAsked(world.asked)).toHaveLength(5);
    expect(tally.tailsFailed).toBe(1);
  });

  test('more than was asked for: the newest two hundred lines are kept', async () => {
    const { world, see, desk } = await logBench();
    world.log = () =>
      stamped(Array.from({ length: 900 }, (_, index) => `line ${index}\n`).join(''));
    await see(podObject({ state: at('a') }));
    const tail = await desk.tail('uid-1', OF_RUN);
    expect(tail?.isCut).toBe(true);
    expect(tail?.lines.map(([, text]) => text)).toEqual(
      Array.from({ length: 200 }, (_, index) => `line ${700 + index}`),
    );
  });

  test('lines without end: fewer are asked for, and no more than 32 KiB is kept', async () => {
    const { world, see, desk } = await logBench();
    const wide = `${'x'.repeat(20_000)} end`;
    world.log = (query) => {
      const lines = Number(query.get('tailLines'));
      const text = stamped(Array.from({ length: lines }, () => `${wide}\n`).join(''));
      return text.slice(0, Number(query.get('limitBytes')));
    };
    await see(podObject({ state: at('a') }));
    const tail = await desk.tail('uid-1', OF_RUN);
    expect(tail?.isCut).toBe(true);
    const kept = tail?.lines.map(([, text]) => text) ?? [];
    expect(kept.length).toBeGreaterThan(3);
    expect(Buffer.byteLength(kept.join(''))).toBeLessThanOrEqual(32 * 1024);
    expect(Math.max(...kept.map((text) => text.length))).toBeLessThanOrEqual(4097);
  });
});

describe('a container that crashes again and again', () => {
  test('has its first three and its newest twenty attempts kept, within all bounds', async () => {
    const { world, see, desk, tally } = await logBench();
    world.log = () => stamped('again\n');
    for (let turn = 0; turn < 60; turn += 1)
      await see(podObject({ state: at(`run-${turn}`), restarts: turn }));
    const attempts = (await desk.headsOf('uid-1')).map(({ attempt }) => attempt);
    expect(attempts).toEqual([0, 1, 2, ...Array.from({ length: 20 }, (_, i) => 40 + i)]);
    expect(tally.tailsKept + tally.tailsSkipped + tally.tailsGone).toBe(60);
  }, 60_000);
});

describe('secrets in what it wrote', () => {
  const SECRET = 'hunter2-s3cret';
  const WORDS = stamped(`dial postgres://app:${SECRET}@db/shop\nDB_PASSWORD=${SECRET}\n`);

  test('never reach the table, a finding, or a listener; and are counted', async () => {
    const folder = await testFolder();
    const { world, see, desk, tally, stop } = await logBench({}, {}, folder);
    world.log = () => WORDS;
    await see(podObject({ state: at('a') }));
    expect(await desk.tailsOf('uid-1')).toEqual([
      { ...OF_RUN, lines: ['dial postgres://app:•••@db/shop', 'DB_PASSWORD=•••'] },
    ]);
    expect(await desk.headsOf('uid-1')).toMatchObject([{ masked: 2 }]);
    expect(tally.secretsMasked).toBe(2);
    await stop();
    const { readFile, readdir } = await import('node:fs/promises');
    for (const file of await readdir(folder))
      expect((await readFile(`${folder}/${file}`)).includes(SECRET), file).toBe(false);
  });
});

describe('what outlives', () => {
  test('the pod: its tails are there when it is gone', async () => {
    const { world, see, desk, gone } = await logBench();
    world.log = () => stamped('last words');
    await see(podObject({ state: at('a') }));
    gone('web-1');
    expect(await desk.tailsOf('uid-1')).toEqual([{ ...OF_RUN, lines: ['last words'] }]);
  });

  test('the process: after a restart it is there, and not asked for again', async () => {
    const folder = await testFolder();
    const first = await logBench({}, {}, folder);
    first.world.log = () => stamped('last words');
    await first.see(podObject({ state: at('a') }));
    await first.stop();
    const second = await logBench({}, {}, folder);
    second.world.log = () => stamped('other words');
    await second.see(podObject({ state: null, last: at('a') }));
    expect(await second.desk.tailsOf('uid-1')).toEqual([{ ...OF_RUN, lines: ['last words'] }]);
    expect(logsAsked(second.world.asked)).toEqual([]);
  });
});
