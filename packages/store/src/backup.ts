/**
 * A copy of a database that may be in use, for `podline backup` as a process of its own: every call of libsql blocks the
 * thread it is made on, and this one reads and writes the whole database.
 */
import { randomUUID } from 'node:crypto';
import { open, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Millis } from '@podline/domain';
import {
  type Adapter,
  type DatabaseFile,
  openAdapter,
  type Pragmas,
  rowsOf,
} from './connection.ts';
import { StoreError, storeError } from './errors.ts';

export interface Backup {
  /** Size of the copy. */
  readonly bytes: number;
  readonly pods: number;
  readonly transitions: number;
  /** Every page of the copy was read and found to be sound. */
  readonly integrity: 'ok';
}

/**
 * Copies the database `from` to a new file `to` (0600), which is there whole and on the disk, or not at all. The copy is of
 * one moment: everything committed up to then with the checkpoint that belongs to it, nothing of later. Whoever writes
 * the database meanwhile is not held up; its write-ahead log grows until the copy is made.
 *
 * The copy is another log: it gets an epoch of its own, so that nobody who saw more than it holds goes on from there.
 *
 * Killed in the middle it leaves `to` with `.part` behind its name, which the next backup to `to` asks to have removed.
 * @throws StoreError with one sentence: there is no such database, it is damaged, `to` is there already or cannot be made,
 *   no room
 */
export async function backup(of: {
  readonly from: string;
  readonly to: string;
  readonly now: () => Millis;
}): Promise<Backup> {
  const from = resolve(of.from);
  const to = resolve(of.to);
  await assertThere(from);
  await assertFree(to);
  const part = `${to}.part`;
  await makeEmpty(part, to);
  try {
    await copy(from, part, to);
    const made = await finish({ part, from, to, at: of.now() });
    await sync(part);
    // Somebody else's file of that name is not to be lost, and rename would not ask.
    await assertFree(to);
    await rename(part, to);
    await sync(dirname(to));
    return { ...made, bytes: (await stat(to)).size };
  } catch (cause) {
    for (const file of [part, `${part}-journal`]) await rm(file, { force: true });
    throw cause;
  }
}

async function assertThere(from: string): Promise<void> {
  const found = await stat(from).catch((cause: NodeJS.ErrnoException) => {
    throw new StoreError('CannotOpen', from, `there is no such file (${cause.code})`, cause);
  });
  if (!found.isFile()) throw new StoreError('NotADatabase', from, 'it is not a file');
}

async function assertFree(to: string): Promise<void> {
  const found = await stat(to).catch(() => null);
  if (found === null) return;
  throw new StoreError('CannotCreate', to, 'there is a file of that name already');
}

/** Empty, because SQLite would make it readable for others; exclusively, because another backup may be at it. */
async function makeEmpty(part: string, to: string): Promise<void> {
  try {
    await (await open(part, 'wx', 0o600)).close();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const because =
      code === 'EEXIST'
        ? `${part} is there: another backup is under way, or one was cut off and the file can be removed`
        : `its folder does not take a new file (${code})`;
    throw new StoreError('CannotCreate', to, because, cause);
  }
}

async function copy(from: string, part: string, to: string): Promise<void> {
  try {
    const source = await openAdapter(fileAt(from), READ);
    try {
      await assertOurs(source, from);
      await assertRoom(source, to);
      await source.executeScript(`VACUUM INTO '${part.replaceAll("'", "''")}'`);
    } finally {
      await source.dispose();
    }
  } catch (cause) {
    const error = storeError(from, cause);
    const isOfTarget = error.code === 'StoreFull' || error.code === 'CannotOpen';
    throw isOfTarget ? storeError(to, cause) : error;
  }
}

/**
 * A reader waits where another process recovers the write-ahead log or lets go of it; this thread has nothing else to do.
 * Not `query_only`: SQLite then refuses to write the copy, too.
 */
const READ: Pragmas = [['busy_timeout', 10_000]];

const fileAt = (path: string): DatabaseFile => ({
  path,
  patience: { forMs: 0, sleep },
  through: (adapter) => adapter,
  inode: null,
});

async function assertOurs(source: Adapter, from: string): Promise<void> {
  const tables = await rowsOf(
    source,
    `SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name IN ('store', 'transition', '_prisma_migrations')`,
  );
  if (tables.length < 3) {
    throw new StoreError('NotADatabase', from, 'it does not have the tables of one');
  }
}

/** Asked for first: a disk that the copy fills up is often the one that the database itself needs room on. */
async function assertRoom(source: Adapter, to: string): Promise<void> {
  const [row] = await rowsOf(
    source,
    `SELECT (page_count - freelist_count) * page_size
     FROM pragma_page_count, pragma_freelist_count, pragma_page_size`,
  );
  const { bavail, bsize } = await statfs(dirname(to));
  if (Number(row?.[0]) > bavail * bsize) throw new StoreError('StoreFull', to);
}

/** Gives the copy its epoch and reads all of it. */
async function finish({
  part,
  from,
  to,
  at,
}: {
  readonly part: string;
  readonly from: string;
  readonly to: string;
  readonly at: Millis;
}): Promise<Omit<Backup, 'bytes'>> {
  try {
    const copied = await openAdapter(fileAt(part), []);
    try {
      await rowsOf(copied, `UPDATE "store" SET "epoch" = ?, "created_at" = ${at}`, [randomUUID()]);
      const [sound] = await rowsOf(copied, 'PRAGMA integrity_check(1)');
      if (sound?.[0] !== 'ok') {
        throw new StoreError('StoreCorrupt', from, `its copy has ${String(sound?.[0])}`);
      }
      const [counted] = await rowsOf(
        copied,
        'SELECT (SELECT count(*) FROM "pod"), (SELECT count(*) FROM "transition")',
      );
      return { pods: Number(counted?.[0]), transitions: Number(counted?.[1]), integrity: 'ok' };
    } finally {
      await copied.dispose();
    }
  } catch (cause) {
    throw storeError(to, cause);
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  await file.sync();
  await file.close();
}
