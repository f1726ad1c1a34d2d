import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { seq } from '@podline/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from './open.ts';
import {
  aBatch,
  aPod,
  aTransition,
  batchOfTurn,
  CLUSTER,
  now,
  temporaryFolder,
} from './testing/fixtures.ts';

let temporary: ReturnType<typeof temporaryFolder>;
let path: string;
beforeEach(() => {
  temporary = temporaryFolder();
  path = join(temporary.folder, 'podline.db');
});
afterEach(() => temporary.remove());

const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8);

describe('opening makes what is missing', () => {
  test('the folders and the file, for this user alone', async () => {
    path = join(temporary.folder, 'a', 'b', 'podline.db');
    const store = await openStore({ path, now });
    await (await store.forCluster(CLUSTER)).append(batchOfTurn(1, 3));
    expect(modeOf(join(temporary.folder, 'a', 'b'))).toBe('700');
    const files = readdirSync(join(temporary.folder, 'a', 'b'));
    expect(files).toContain('podline.db-wal');
    for (const file of files) expect(modeOf(join(temporary.folder, 'a', 'b', file))).toBe('600');
    await store.close();
  });

  test('also where the path has characters that mean something in a URL', async () => {
    path = join(temporary.folder, 'my cluster #1?%41&mode=memory.db');
    await (await openStore({ path, now })).close();
    expect(existsSync(path)).toBe(true);
  });

  test('an epoch of its own, which stays', async () => {
    const first = await openStore({ path, now });
    await first.close();
    const again = await openStore({ path, now });
    await again.close();
    const other = await openStore({ path: join(temporary.folder, 'other.db'), now });
    await other.close();
    expect(again.epoch).toBe(first.epoch);
    expect(other.epoch).not.toBe(first.epoch);
  });
});

describe('an open store', () => {
  test('may be opened a second time, and both write into one log', async () => {
    const one = await openStore({ path, now });
    const two = await openStore({ path, now });
    const logOne = await one.forCluster(CLUSTER);
    const logTwo = await two.forCluster(CLUSTER);
    await logOne.append(
      aBatch({ pods: [aPod('a')], transitions: [{ uid: 'a', transition: aTransition('first') }] }),
    );
    await logTwo.append(aBatch({ transitions: [{ uid: 'a', transition: aTransition('second') }] }));
    const seen = await logOne.transitionsOf('a', seq(0));
    expect(seen.map(({ key }) => key)).toEqual(['first', 'second']);
    await one.close();
    await two.close();
  });

  test('keeps the clusters apart', async () => {
    const store = await openStore({ path, now });
    const here = await store.forCluster(CLUSTER);
    const there = await store.forCluster({ ...CLUSTER, id: 'cluster-2' });
    await here.append(batchOfTurn(1, 3));
    expect(await there.load()).toMatchObject({ pods: [], checkpoints: [], lastSeq: 3 });
    expect(await there.pod('a')).toBeNull();
    // The same uid and key in another cluster is another fact.
    expect((await there.append(batchOfTurn(1, 3))).transitions).toHaveLength(3);
    await store.close();
  });

  test('finishes what it was asked for before it closes, and refuses what comes after', async () => {
    const store = await openStore({ path, now });
    const log = await store.forCluster(CLUSTER);
    const appending = log.append(batchOfTurn(1, 3));
    await Promise.all([store.close(), store.close()]);
    expect((await appending).lastSeq).toBe(3);
    const closed = { code: 'StoreClosed', message: `The database ${path} is closed.` };
    await expect(log.append(batchOfTurn(2, 3))).rejects.toMatchObject(closed);
    await expect(log.pod('a')).rejects.toMatchObject(closed);
  });
});

describe('opening refuses in one sentence', () => {
  test('a file that is no database', async () => {
    writeFileSync(path, 'Dear diary, '.repeat(1000));
    await expect(openStore({ path, now })).rejects.toMatchObject({
      code: 'NotADatabase',
      message: `${path} is not a database of Podline: SQLITE_NOTADB: file is not a database.`,
    });
    expect(statSync(path).size).toBe(12_000);
  });

  test('a folder', async () => {
    await expect(openStore({ path: temporary.folder, now })).rejects.toMatchObject({
      code: 'NotADatabase',
      message: `${temporary.folder} is not a database of Podline: it is not a file.`,
    });
  });

  test('a damaged database', async () => {
    const store = await openStore({ path, now });
    await (await store.forCluster(CLUSTER)).append(batchOfTurn(1, 2000));
    await store.close();
    // Left open: closing any descriptor of the file drops this process's locks on it.
    writeSync(openSync(path, 'r+'), Buffer.alloc(4 * 4096, 0xff), 0, 4 * 4096, 40 * 4096);
    await expect(openStore({ path, now })).rejects.toMatchObject({
      code: 'StoreCorrupt',
      message: expect.stringMatching(
        /^The database .* is damaged \(.+\); restore a backup, or move it away to start a new one\.$/,
      ),
    });
  });

  test('a folder that cannot be made because a file is in its place', async () => {
    writeFileSync(join(temporary.folder, 'file'), '');
    path = join(temporary.folder, 'file', 'sub', 'podline.db');
    await expect(openStore({ path, now })).rejects.toMatchObject({
      code: 'CannotCreate',
      message: `The database ${path} cannot be created: its folder ${join(temporary.folder, 'file', 'sub')} cannot be made (ENOTDIR).`,
    });
  });

  test('a database that this user may read but not write', async () => {
    await (await openStore({ path, now })).close();
    allowNobody(path, 0o400);
    allowNobody(temporary.folder, 0o700);
    expect(await openedByNobody(path)).toEqual({
      code: 'StoreReadOnly',
      message: `The database ${path} cannot be written: this user may not write it.`,
    });
  });

  test('a folder in which this user may not write', async () => {
    const folder = join(temporary.folder, 'theirs');
    mkdirSync(folder);
    allowNobody(temporary.folder, 0o700);
    allowNobody(folder, 0o500);
    const inside = join(folder, 'podline.db');
    expect(await openedByNobody(inside)).toEqual({
      code: 'NoPermission',
      message: `No permission for the database ${inside}: its folder ${folder} is not writable (EACCES).`,
    });
    const below = join(folder, 'sub', 'podline.db');
    expect(await openedByNobody(below)).toEqual({
      code: 'NoPermission',
      message: `No permission for the database ${below}: its folder ${join(folder, 'sub')} cannot be made (EACCES).`,
    });
    chmodSync(folder, 0o700);
  });
});

const NOBODY = 65_534;

/** Gives a file to the user whom `openedByNobody` will be: "nobody" where the tests run as root. */
function allowNobody(file: string, mode: number): void {
  if (process.getuid?.() === 0) chownSync(file, NOBODY, NOBODY);
  chmodSync(file, mode);
}

async function openedByNobody(file: string): Promise<unknown> {
  const script = fileURLToPath(new URL('./testing/open-once.ts', import.meta.url));
  const child = spawn(process.execPath, [script, file, 'nobody'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(await text(child.stdout));
}
