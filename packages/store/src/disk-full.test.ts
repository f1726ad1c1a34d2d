import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seq } from '@podline/domain';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore } from './open.ts';
import { batchOfTurn, CLUSTER, now, temporaryFolder } from './testing/fixtures.ts';
import { expectTurns } from './testing/log-contents.ts';
import { cannotMount, mounted } from './testing/mount.ts';

const SIZE = 60;
let temporary: ReturnType<typeof temporaryFolder>;
let unmount: (() => void) | null = null;
beforeEach(() => {
  temporary = temporaryFolder();
});
afterEach(() => {
  unmount?.();
  temporary.remove();
});

test.skipIf(cannotMount)(
  `F45: a full disk loses nothing acknowledged, is read on, and takes writes again when there is room${cannotMount === null ? '' : `; skipped: ${cannotMount}`}`,
  async () => {
    const { folder, ...mount } = mounted(temporary.folder, 'size=3m');
    unmount = mount.unmount;
    const path = join(folder, 'podline.db');
    const store = await openStore({ path, now });
    const log = await store.forCluster(CLUSTER);
    let turns = 0;
    for (let round = 1; round <= 3; round += 1) {
      await log.append(batchOfTurn(turns + 1, SIZE));
      turns += 1;
      // All the room there is, and then until it does not fit into what the log still had.
      const ballast = join(folder, 'ballast');
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(ballast, Buffer.alloc(Math.max(bavail * bsize - round * 30_000, 0)));
      const failure = await appendUntilItFails();
      expect(failure).toMatchObject({
        code: 'StoreFull',
        retryable: true,
        message: `There is no room left on the disk for the database ${path}.`,
      });
      // Again and again, as the recorder does.
      for (let n = 0; n < 7; n += 1) {
        await expect(log.append(batchOfTurn(turns + 1, SIZE))).rejects.toMatchObject({
          code: 'StoreFull',
        });
      }
      expect(await log.transitionsOf('a', seq(0))).toHaveLength((turns * SIZE) / 3);
      expect((await log.load()).pods).toHaveLength(3);
      rmSync(ballast);
      await log.append(batchOfTurn(turns + 1, SIZE));
      turns += 1;
      await expectTurns(path, turns, SIZE);
    }
    await store.close();

    async function appendUntilItFails(): Promise<unknown> {
      for (;;) {
        const failure = await log.append(batchOfTurn(turns + 1, SIZE)).then(
          () => null,
          (error: unknown) => error,
        );
        if (failure !== null) return failure;
        turns += 1;
      }
    }
  },
);

test.skipIf(cannotMount)(
  'F45: a disk that is full when Podline first starts is said so',
  async () => {
    const { folder, ...mount } = mounted(temporary.folder, 'size=64k');
    unmount = mount.unmount;
    writeFileSync(join(folder, 'ballast'), Buffer.alloc(50_000));
    await expect(openStore({ path: join(folder, 'podline.db'), now })).rejects.toMatchObject({
      code: 'StoreFull',
    });
  },
);
