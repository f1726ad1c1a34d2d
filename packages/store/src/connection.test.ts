import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { openAdapter, READER_PRAGMAS, rowsOf } from './connection.ts';
import { openStore } from './open.ts';
import { fileAt, now, temporaryFolder } from './testing/fixtures.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const openHere = (path: string): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path;
    } catch {
      // The one that this very look had open.
      return false;
    }
  }).length;

test('F45, F49, F52: connections whose statements failed are let go of when the garbage collector comes by', async () => {
  const temporary = temporaryFolder();
  const path = join(temporary.folder, 'podline.db');
  const store = await openStore({ path, now });
  for (let count = 0; count < 20; count += 1) {
    const adapter = await openAdapter(fileAt(path), READER_PRAGMAS);
    await expect(rowsOf(adapter, 'DELETE FROM "store"')).rejects.toThrow();
    await adapter.dispose();
  }
  expect(openHere(path)).toBeGreaterThan(10);
  for (let times = 0; times < 3; times += 1) {
    collect();
    // What was collected is taken down between turns.
    await setImmediate();
  }
  expect(openHere(path)).toBeLessThan(5);
  await store.close();
  temporary.remove();
});
