import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from './open.ts';
import { runChild } from './testing/child.ts';
import { batchOfTurn, CLUSTER, now, temporaryFolder } from './testing/fixtures.ts';
import { expectTurns } from './testing/log-contents.ts';
import { cannotMount, mounted } from './testing/mount.ts';

let temporary: ReturnType<typeof temporaryFolder>;
let path: string;
beforeEach(() => {
  temporary = temporaryFolder();
  path = join(temporary.folder, 'podline.db');
});
afterEach(() => temporary.remove());

const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8);

describe('F46: opening makes what is missing', () => {
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
    // A second process looks at it first.
    expect(JSON.parse((await runChild('open-once', path, 'self').line()) ?? '')).toHaveProperty(
      'epoch',
    );
  });

  test('the write-ahead log beside the file that a link leads to', async () => {
    mkdirSync(join(temporary.folder, 'disk'));
    const real = join(temporary.folder, 'disk', 'real.db');
    await (await openStore({ path: real, now })).close();
    symlinkSync(real, path);
    const store = await openStore({ path, now });
    await (await store.forCluster(CLUSTER)).append(batchOfTurn(1, 3));
    await store.close();
    expect(readdirSync(temporary.folder).sort()).toEqual(['disk', 'podline.db']);
    await expectTurns(real, 1, 3);
  });
});

describe('F46: opening refuses in one sentence', () => {
  test('a folder', async () => {
    await expect(openStore({ path: temporary.folder, now })).rejects.toMatchObject({
      code: 'NotADatabase',
      message: `${temporary.folder} is not a database of Podline: it is not a file.`,
    });
  });

  test('a link to a file that is not there, and makes none', async () => {
    symlinkSync(join(temporary.folder, 'unplugged', 'real.db'), path);
    await expect(openStore({ path, now })).rejects.toMatchObject({
      code: 'CannotCreate',
      message: `The database ${path} cannot be created: it is a link to a file that is not there.`,
    });
    expect(readdirSync(temporary.folder)).toEqual(['podline.db']);
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

  test('a folder of a network file system', async () => {
    const networkName = () => Promise.resolve('nfs');
    await expect(openStore({ path, now, networkName })).rejects.toMatchObject({
      code: 'NetworkDisk',
      retryable: false,
      message: `The database ${path} is on a network file system (nfs), which does not keep SQLite's locks; put it on a local disk or a block volume.`,
    });
    expect(readdirSync(temporary.folder)).toEqual([]);
  });

  test.skipIf(cannotMount)(
    'a read-only file system, with a database in it and without',
    async () => {
      const { folder, unmount } = mounted(temporary.folder, 'size=4m');
      try {
        path = join(folder, 'podline.db');
        // By another process: what this one has open keeps the kernel from changing the mount.
        const made = runChild('open-once', path, 'self');
        expect(await made.exited).toEqual([0, null]);
        const before = readFileSync(path);
        execFileSync('mount', ['-o', 'remount,ro', folder]);
        for (const name of [path, join(folder, 'new.db')]) {
          await expect(openStore({ path: name, now })).rejects.toMatchObject({
            code: 'StoreReadOnly',
            message: `The database ${name} cannot be written: its folder ${folder} is not writable (EROFS).`,
          });
        }
        expect(readFileSync(path).equals(before)).toBe(true);
      } finally {
        unmount();
      }
    },
  );
});

describe('F46: a file that goes while Podline runs', () => {
  const gone = {
    code: 'StoreGone',
    retryable: false,
    message: expect.stringContaining('was deleted, moved or replaced while Podline wrote it'),
  };

  test('is not written into nothing, and no empty one is made in its place', async () => {
    const store = await openStore({ path, now });
    const log = await store.forCluster(CLUSTER);
    await log.append(batchOfTurn(1, 3));
    rmSync(path);
    await expect(log.append(batchOfTurn(2, 3))).rejects.toMatchObject(gone);
    expect(existsSync(path)).toBe(false);
    await store.close();
  });

  test('and comes back as another one is not written either', async () => {
    const store = await openStore({ path, now });
    const log = await store.forCluster(CLUSTER);
    const backup = readFileSync(path);
    writeFileSync(join(temporary.folder, 'keeps the number of the file'), '');
    rmSync(path);
    writeFileSync(join(temporary.folder, 'or this one would'), '');
    writeFileSync(path, backup);
    await expect(log.append(batchOfTurn(1, 3))).rejects.toMatchObject(gone);
    expect(readFileSync(path).equals(backup)).toBe(true);
    await store.close();
  });
});

const NOBODY = 65_534;

/** Gives a file to the user whom `openedByNobody` will be: "nobody" where the tests run as root. */
function allowNobody(file: string, mode: number): void {
  if (process.getuid?.() === 0) chownSync(file, NOBODY, NOBODY);
  chmodSync(file, mode);
}

async function openedByNobody(file: string): Promise<unknown> {
  return JSON.parse((await runChild('open-once', file, 'nobody').line()) ?? '');
}
