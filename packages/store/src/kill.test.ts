import { statSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from './open.ts';
import { type Child, runChild } from './testing/child.ts';
import { batchOfTurn, CLUSTER, now, temporaryFolder } from './testing/fixtures.ts';
import { expectTurns } from './testing/log-contents.ts';
import { KILL_ROUNDS } from './testing/thoroughness.ts';

/** Each with a database of its own, side by side: most of a round is waiting for a process to start. */
const LANES = 2;
/** Large enough that writing a batch takes longer than a kill takes to arrive. */
const SIZE = 600;

let temporary: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  temporary = temporaryFolder();
});
afterEach(() => temporary.remove());

describe('kill -9', () => {
  test(
    `F42, V2: ${KILL_ROUNDS} times in the middle of appends loses no acknowledged batch, leaves no half of one and doubles none`,
    async ({ annotate }) => {
      const rounds = Math.ceil(KILL_ROUNDS / LANES);
      const lanes = Array.from({ length: LANES }, (_, lane) => survive(`${lane}.db`, rounds));
      const starts = (await Promise.all(lanes)).flat();
      const slowest = Math.max(...starts);
      await annotate(`the slowest of ${starts.length} starts took ${Math.round(slowest)} ms`);
      expect(slowest).toBeLessThan(5000);
    },
    KILL_ROUNDS * 10_000,
  );

  test.each([
    ['before', 3],
    ['after', 4],
  ] as const)(
    'F43: right %s a COMMIT leaves the batch out or in, and appending it again adds what is not there',
    async (when, turns) => {
      const path = join(temporary.folder, 'podline.db');
      const child = runChild('append-until-signal', path, 1, 4, when, 'SIGKILL', SIZE);
      expect(await child.exited).toEqual([null, 'SIGKILL']);
      // The fourth was not acknowledged to anybody.
      expect([await child.line(), await child.line(), await child.line()]).toEqual(['1', '2', '3']);
      expect(await child.line()).toBeNull();
      const store = await openStore({ path, now });
      await expectTurns(path, turns, SIZE);
      const log = await store.forCluster(CLUSTER);
      expect((await log.load()).checkpoints).toMatchObject([{ resourceVersion: String(turns) }]);
      expect((await log.append(batchOfTurn(4, SIZE))).transitions).toHaveLength((4 - turns) * SIZE);
      await store.close();
      await expectTurns(path, 4, SIZE);
    },
  );
});

/** Lets a process append and kills it, again and again; gives how long each start afterwards took, in ms. */
async function survive(name: string, rounds: number): Promise<readonly number[]> {
  const path = join(temporary.folder, name);
  const starts: number[] = [];
  let turns = 0;
  for (let round = 0; round < rounds; round += 1) {
    // At an acknowledgement, or when the log has grown a bit further, which is in the middle of a commit.
    const bytes = round % 4 === 0 ? null : (round % 12) * 16_384;
    const child = runChild('append-until-signal', path, turns + 1, 0, 'never', 'none', SIZE);
    const acknowledged = await killedAfter(child, path, { count: 2 + (round % 4), bytes });
    const before = performance.now();
    const store = await openStore({ path, now });
    starts.push(performance.now() - before);
    const { checkpoints } = await (await store.forCluster(CLUSTER)).load();
    await store.close();
    turns = Number(checkpoints[0]?.resourceVersion);
    // The batch that was cut off may be whole and only its number unsaid.
    expect([acknowledged, acknowledged + 1]).toContain(turns);
    await expectTurns(path, turns, SIZE);
  }
  return starts;
}

/**
 * Kills it at the `count`th acknowledgement or, unless `bytes` is null, when the write-ahead log has grown by so many bytes
 * since. Gives the last acknowledged.
 */
async function killedAfter(
  child: Child,
  path: string,
  { count, bytes }: { readonly count: number; readonly bytes: number | null },
): Promise<number> {
  const logSize = () => statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  let enough = Number.POSITIVE_INFINITY;
  const killWhenEnough = () => {
    if (logSize() > enough) child.process.kill('SIGKILL');
  };
  const watcher = watch(dirname(path), killWhenEnough);
  let last = 0;
  let said = 0;
  for (let line = await child.line(); line !== null; line = await child.line()) {
    last = Number(line);
    said += 1;
    if (said < count) continue;
    // A log that began anew meanwhile may never grow so far.
    if (bytes === null || said > count + 5) child.process.kill('SIGKILL');
    else if (said === count) enough = logSize() + bytes;
  }
  watcher.close();
  expect(await child.exited).toEqual([null, 'SIGKILL']);
  return last;
}
