import { constants } from 'node:os';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { type FailingCalls, failingCalls, noFiu } from '../fiu.ts';
import { judged } from '../judge.ts';
import { type Load, loadOf } from '../load.ts';
import { needs } from '../machine.ts';
import { metricThat } from '../measure.ts';
import { lastStatus, type PageClient } from '../page-client.ts';
import type { Podline } from '../podline-process.ts';
import { randomFrom } from '../random.ts';
import { aliveOrDocumented } from '../validators/v11-alive.ts';
import { startWorld, type World } from '../world.ts';

const { EIO } = constants.errno;

let world: World;
let load: Load;
let calls: FailingCalls;
let server: Podline;
let page: PageClient;

beforeEach(async (context) => {
  needs(context, noFiu());
  world = await startWorld({ streamingLists: false, podline: { hasMetrics: true } });
  calls = failingCalls(world.folder);
  load = loadOf(world.api, randomFrom(47), 20);
  load.change(40);
  server = await world.start({ env: calls.env });
  page = await world.page();
  await world.quiet();
});
afterEach(() => world?.close());

const isNotRecording = (): boolean => lastStatus(page.history())?.notRecordingSince != null;
const FAILURES = 'podline_append_failures_total';

test.each([
  ['fsync', 'posix/io/sync/fsync'],
  ['write', 'posix/io/rw/pwrite'],
])(
  'F47, V1, V2, V3: one %s that fails: told, opened anew, nothing lost and nothing twice',
  async (_, name) => {
    const stop = load.run(2, 20);
    onTestFinished(stop);
    // What is kept beside the log is written too, and may be what meets the fault: then once more.
    await metricThat(server, FAILURES, (value) => {
      if (value === 0) calls.fail(server.pid, name, EIO, 'once');
      return value >= 1;
    });
    expect(server.output()).toContain('The disk failed under the database');
    await page.until(() => !isNotRecording(), 'It records again');
    stop();
    await world.quiet();
    expect(judged(world.evidence())).toEqual([]);
    expect(server.exit()).toBeNull();
  },
  60_000,
);

test('F47, V11: a disk that fails every fsync: the list stays live until it ends with its code; a start after that loses nothing', async () => {
  const stop = load.run(2, 20);
  onTestFinished(stop);
  calls.fail(server.pid, 'posix/io/sync/fsync', EIO, 'always');
  await page.until(isNotRecording, 'Not recording is told');
  expect(await server.exited).toEqual({ code: 3, signal: null });
  stop();
  const [exit, output] = [server.exit(), server.output()];
  expect(aliveOrDocumented({ before: null, after: null, exit, output }, [3])).toEqual([]);
  expect(output).toContain('mend or replace it, then start again');
  await world.start();
  await world.quiet();
  expect(judged(world.evidence())).toEqual([]);
}, 120_000);
