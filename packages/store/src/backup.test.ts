import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  watch,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { seq } from '@podline/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backup } from './backup.ts';
import { openStore } from './open.ts';
import { batchOfTurn, CLUSTER, NOW, now, temporaryFolder } from './testing/fixtures.ts';
import { makeFullDatabase } from './testing/full-database.ts';
import { numberIn, rowsIn } from './testing/retaining.ts';

const SIZE = 300;

let temporary: ReturnType<typeof temporaryFolder>;
let from: string;
let backups: string;
let to: string;
beforeEach(() => {
  temporary = temporaryFolder();
  from = join(temporary.folder, 'podline.db');
  backups = join(temporary.folder, 'backups');
  to = join(backups, "team's backup.db");
  mkdirSync(backups);
});
afterEach(() => temporary.remove());

const script = (name: string): string =>
  fileURLToPath(new URL(`./testing/${name}`, import.meta.url));

/** A database with the batches `1` to `turns`. */
async function fill(turns: number): Promise<string> {
  const store = await openStore({ path: from, now });
  const log = await store.forCluster(CLUSTER);
  for (let turn = 1; turn <= turns; turn += 1) await log.append(batchOfTurn(turn, SIZE));
  await store.close();
  return store.epoch;
}

const keysOf = (turns: number): readonly string[] =>
  Array.from({ length: turns }, (_, n) => batchOfTurn(n + 1, SIZE)).flatMap(({ transitions }) =>
    transitions.map(({ transition }) => transition.key),
  );

/** The log's keys by seq; and that seq runs from 1 without a hole. */
async function keysIn(path: string): Promise<readonly string[]> {
  const store = await openStore({ path, now });
  const log = await store.forCluster(CLUSTER);
  const { pods, lastSeq } = await log.load();
  const facts = (await Promise.all(pods.map(({ uid }) => log.transitionsOf(uid, seq(0))))).flat();
  await store.close();
  facts.sort((a, b) => a.seq - b.seq);
  expect(facts.map((fact) => fact.seq)).toEqual(facts.map((_, n) => n + 1));
  expect(lastSeq).toBe(facts.length);
  return facts.map(({ key }) => key);
}

const lastTurnIn = (path: string): Promise<number> =>
  numberIn(path, 'SELECT "resource_version" FROM "checkpoint"');

describe('a backup', () => {
  test('is one sound file for this user alone, and says what it holds', async () => {
    await fill(4);
    const made = await backup({ from, to, now });
    expect(made).toEqual({
      bytes: statSync(to).size,
      pods: 3,
      transitions: 4 * SIZE,
      integrity: 'ok',
    });
    expect(readdirSync(backups)).toEqual([basename(to)]);
    expect((statSync(to).mode & 0o777).toString(8)).toBe('600');
    expect(await keysIn(to)).toEqual(keysOf(4));
  });

  test('leaves the database as it was', async () => {
    await fill(2);
    const before = readFileSync(from);
    await backup({ from, to, now });
    expect(readFileSync(from).equals(before)).toBe(true);
  });

  test('is another log, so that a page that saw more than it holds does not go on from there', async () => {
    const epoch = await fill(2);
    await backup({ from, to, now });
    const store = await openStore({ path: to, now });
    await store.close();
    expect(store.epoch).not.toBe(epoch);
    expect(await rowsIn(to, 'SELECT "created_at" FROM "store"')).toEqual([[NOW]]);
  });

  test('of a backup is one, too', async () => {
    await fill(2);
    await backup({ from, to, now });
    const again = join(backups, 'again.db');
    expect(await backup({ from: to, to: again, now })).toMatchObject({ transitions: 2 * SIZE });
    expect(await keysIn(again)).toEqual(keysOf(2));
  });
});

describe('F59: a backup during a burst of appends by another process', () => {
  test('F59, V2: is an exact prefix with its checkpoint, and after a restore everything appended again is there once', async () => {
    const burst = appendForever();
    const turns: number[] = [];
    for (const copy of ['first.db', 'second.db', 'third.db']) {
      const acknowledged = await burst.said((turns.at(-1) ?? 0) + 5);
      const path = join(backups, copy);
      expect(await backedUp(path)).toMatchObject({ integrity: 'ok' });
      const turn = await lastTurnIn(path);
      expect(turn).toBeGreaterThanOrEqual(acknowledged);
      expect(await keysIn(path)).toEqual(keysOf(turn));
      turns.push(turn);
    }
    // It went on all the while.
    const restored = turns.at(-1) ?? 0;
    const last = await burst.said(restored + 5);
    await burst.kill();
    restore(join(backups, 'third.db'));

    const store = await openStore({ path: from, now });
    const log = await store.forCluster(CLUSTER);
    expect((await log.load()).checkpoints).toEqual([batchOfTurn(restored, 0).checkpoint]);
    // The cluster shows again what it showed: all of it, since the very first.
    let fresh = 0;
    for (let turn = 1; turn <= last; turn += 1) {
      fresh += (await log.append(batchOfTurn(turn, SIZE))).transitions.length;
    }
    await store.close();
    expect(fresh).toBe((last - restored) * SIZE);
    expect(await keysIn(from)).toEqual(keysOf(last));
    expect(await rowsIn(from, 'PRAGMA integrity_check')).toEqual([['ok']]);
    expect(await rowsIn(from, 'PRAGMA foreign_key_check')).toEqual([]);
  }, 120_000);
});

/** A process that appends the batches from 1 on. `said` waits until it has acknowledged that one, and gives its number. */
function appendForever(): {
  readonly said: (turn: number) => Promise<number>;
  readonly kill: () => Promise<void>;
} {
  const child = spawn(process.execPath, [script('append-forever.ts'), from, '1', String(SIZE)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async said(turn) {
      let last = 0;
      while (last < turn) {
        const { done, value } = await lines.next();
        if (done === true) throw new Error('The appending process has ended.');
        last = Number(value);
      }
      return last;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/**
 * By a process of its own, as `podline backup` is. Here it would not do: libsql lets go of a file some time after it was
 * told to, and SQLite then removes the write-ahead log of that name, which by then is the restored one's.
 */
async function backedUp(path: string): Promise<unknown> {
  const child = spawn(process.execPath, [script('backup-once.ts'), from, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(await text(child.stdout));
}

/** As docs/operations.md says: stopped; the old files moved away, all three; the copy put in their place. */
function restore(copy: string): void {
  const moved = join(temporary.folder, 'moved');
  mkdirSync(moved);
  for (const end of ['', '-wal', '-shm']) {
    if (existsSync(from + end)) renameSync(from + end, join(moved, basename(from) + end));
  }
  copyFileSync(copy, from);
}

describe('a backup refuses in one sentence and leaves nothing behind', () => {
  const refused = async (): Promise<unknown> => {
    const before = readdirSync(backups);
    const error: unknown = await backup({ from, to, now }).catch((cause: unknown) => cause);
    expect(readdirSync(backups)).toEqual(before);
    return error;
  };

  test('a target that is there', async () => {
    await fill(1);
    writeFileSync(to, 'my thesis');
    expect(await refused()).toMatchObject({
      code: 'CannotCreate',
      message: `The database ${to} cannot be created: there is a file of that name already.`,
    });
    expect(readFileSync(to, 'utf8')).toBe('my thesis');
  });

  test('itself', async () => {
    await fill(1);
    to = from;
    expect(await refused()).toMatchObject({ code: 'CannotCreate' });
    expect(await keysIn(from)).toEqual(keysOf(1));
  });

  test('a source that is not there', async () => {
    expect(await refused()).toMatchObject({
      code: 'CannotOpen',
      message: `The database ${from} cannot be opened: there is no such file (ENOENT).`,
    });
    expect(existsSync(from)).toBe(false);
  });

  test('a source that is a folder', async () => {
    from = temporary.folder;
    expect(await refused()).toMatchObject({
      code: 'NotADatabase',
      message: `${from} is not a database of Podline: it is not a file.`,
    });
  });

  test('a source that is no database', async () => {
    writeFileSync(from, 'Dear diary, '.repeat(1000));
    expect(await refused()).toMatchObject({ code: 'NotADatabase' });
  });

  test('a database of another program', async () => {
    await rowsIn(from, 'CREATE TABLE "customer" ("name" TEXT)');
    expect(await refused()).toMatchObject({
      code: 'NotADatabase',
      message: `${from} is not a database of Podline: it does not have the tables of one.`,
    });
  });

  test('F48: a damaged database', async () => {
    await fill(8);
    // Left open: closing any descriptor of the file drops this process's locks on it.
    writeSync(openSync(from, 'r+'), Buffer.alloc(4 * 4096, 0xff), 0, 4 * 4096, 40 * 4096);
    expect(await refused()).toMatchObject({ code: 'StoreCorrupt' });
  });

  test('a folder that is not there', async () => {
    await fill(1);
    to = join(temporary.folder, 'nowhere', 'backup.db');
    expect(await refused()).toMatchObject({
      code: 'CannotCreate',
      message: `The database ${to} cannot be created: its folder does not take a new file (ENOENT).`,
    });
  });

  const canMount = spawnSync('unshare', ['-rm', 'true']).status === 0;
  test.skipIf(!canMount)('F45: a disk without room for it', async () => {
    await fill(4);
    const commands =
      'mount -t tmpfs -o size=256k none "$1" && "$2" "$3" "$4" "$1/b.db"; ls -A "$1"';
    const child = spawn(
      'unshare',
      [
        '-rm',
        'sh',
        '-c',
        commands,
        'sh',
        backups,
        process.execPath,
        script('backup-once.ts'),
        from,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    expect(JSON.parse(await text(child.stdout))).toEqual({
      code: 'StoreFull',
      message: `There is no room left on the disk for the database ${join(backups, 'b.db')}.`,
    });
  });
});

describe('F42: a backup that is killed with -9', () => {
  test('F42: leaves no file of the name asked for, and the next one says what to remove', async () => {
    await makeFullDatabase({
      path: from,
      seed: 3,
      cluster: CLUSTER,
      deletedPods: 1000,
      livePods: 20,
      transitionsADeletedPod: 20,
      transitionsALivePod: 100,
      from: NOW,
      to: NOW,
    });
    const child = spawn(process.execPath, [script('backup-once.ts'), from, to], {
      stdio: 'ignore',
    });
    const watcher = watch(backups, () => {
      if (existsSync(`${to}.part`) && statSync(`${to}.part`).size > 0) child.kill('SIGKILL');
    });
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    watcher.close();
    expect(existsSync(to)).toBe(false);
    await expect(backup({ from, to, now })).rejects.toMatchObject({
      code: 'CannotCreate',
      message: `The database ${to} cannot be created: ${to}.part is there: another backup is under way, or one was cut off and the file can be removed.`,
    });
    rmSync(`${to}.part`);
    rmSync(`${to}.part-journal`, { force: true });
    expect(await backup({ from, to, now })).toMatchObject({ pods: 1020, transitions: 22_000 });
  });
});
