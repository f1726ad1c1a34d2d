import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openAdapter, rowsOf } from './connection.ts';
import { openStore } from './open.ts';
import { CORRUPT, faulty } from './testing/faults.ts';
import { batchOfTurn, CLUSTER, fileAt, now, temporaryFolder } from './testing/fixtures.ts';
import { expectTurns } from './testing/log-contents.ts';

const SIZE = 60;
const TURNS = 4;
const PAGE = 4096;
let temporary: ReturnType<typeof temporaryFolder>;
/** A database, its write-ahead log with the last three batches, and the same for another database. */
let main: Buffer;
let wal: Buffer;
let foreignWal: Buffer;
/** All four batches in one file. */
let whole: Buffer;

beforeAll(async () => {
  temporary = temporaryFolder();
  [main, wal, whole] = await aDatabase('one.db');
  [, foreignWal] = await aDatabase('two.db');
});
afterAll(() => temporary.remove());

async function aDatabase(name: string): Promise<[Buffer, Buffer, Buffer]> {
  const path = join(temporary.folder, name);
  const store = await openStore({ path, now });
  const log = await store.forCluster(CLUSTER);
  await log.append(batchOfTurn(1, SIZE));
  const adapter = await openAdapter(fileAt(path), []);
  await rowsOf(adapter, 'PRAGMA wal_checkpoint(TRUNCATE)');
  const alone = readFileSync(path);
  for (let turn = 2; turn <= TURNS; turn += 1) await log.append(batchOfTurn(turn, SIZE));
  const log2 = readFileSync(`${path}-wal`);
  await rowsOf(adapter, 'PRAGMA wal_checkpoint(TRUNCATE)');
  await adapter.dispose();
  await store.close();
  return [alone, log2, readFileSync(path)];
}

let cases = 0;
let path: string;
beforeEach(() => nextCase());
function nextCase(): void {
  cases += 1;
  const folder = join(temporary.folder, String(cases));
  mkdirSync(folder);
  path = join(folder, 'podline.db');
}

const changed = (from: Buffer, change: (bytes: Buffer) => unknown): Buffer => {
  const copy = Buffer.from(from);
  change(copy);
  return copy;
};

/** Opens these files as a database; when that is refused they are as they were. Gives the refusal, or null. */
async function refusalOf(
  files: Readonly<Record<'' | '-wal', Buffer | null>>,
): Promise<Record<string, unknown> | null> {
  for (const [name, bytes] of Object.entries(files)) {
    if (bytes !== null) writeFileSync(path + name, bytes);
  }
  const store = await openStore({ path, now }).catch((error) => error);
  if (!(store instanceof Error)) {
    await store.close();
    return null;
  }
  for (const [name, bytes] of Object.entries(files)) expectAsItWas(path + name, bytes);
  const { code, message, retryable } = store as unknown as Record<string, unknown>;
  return { code, message, retryable };
}

/** Where there was no write-ahead log an empty one is as good as none. */
function expectAsItWas(file: string, bytes: Buffer | null): void {
  const found = existsSync(file) ? readFileSync(file) : null;
  if (bytes !== null) expect(found?.equals(bytes), file).toBe(true);
  else if (file.endsWith('-wal')) expect(found?.length ?? 0).toBe(0);
  else expect(found).toBeNull();
}

const damaged = { code: 'StoreCorrupt', retryable: false };
const DAMAGED_SENTENCE =
  /^The database .* is damaged \(.+\); restore a backup, or move it away to start a new one\.$/;

describe('F48: refused with a sentence, and left byte for byte as it was, is', () => {
  const noise = (length: number) =>
    Buffer.from(Array.from({ length }, (_, n) => (n * 151 + 7) % 256));
  const rows: readonly (readonly [string, () => Buffer, code: string])[] = [
    ['a text', () => Buffer.from('Dear diary, '.repeat(1000)), 'NotADatabase'],
    ['noise', () => noise(3 * PAGE), 'NotADatabase'],
    ['a database without its first page', () => whole.subarray(PAGE), 'NotADatabase'],
    [
      'a database whose first bytes are zeros',
      () => changed(whole, (b) => b.fill(0, 0, 100)),
      'NotADatabase',
    ],
    [
      'the first half of a database',
      () => whole.subarray(0, (whole.length / PAGE / 2) * PAGE),
      'StoreCorrupt',
    ],
    [
      'a database without its last page',
      () => whole.subarray(0, whole.length - PAGE),
      'StoreCorrupt',
    ],
    ['a database cut within a page', () => whole.subarray(0, whole.length - 1717), 'StoreCorrupt'],
    ['the first page alone', () => whole.subarray(0, PAGE), 'StoreCorrupt'],
    ['ten bytes of one', () => whole.subarray(0, 10), 'NotADatabase'],
  ];
  test.each(rows)('%s', async (_, bytes, code) => {
    expect(await refusalOf({ '': bytes(), '-wal': null })).toMatchObject({
      code,
      retryable: false,
    });
  });

  test('a database with the write-ahead log of another', async () => {
    expect(await refusalOf({ '': main, '-wal': foreignWal })).toEqual({
      ...damaged,
      message: `The database ${path} is damaged (${path}-wal is the log of another database); restore a backup, or move it away to start a new one.`,
    });
  });

  test('an empty file beside a write-ahead log, which SQLite would delete', async () => {
    expect(await refusalOf({ '': Buffer.alloc(0), '-wal': wal })).toEqual({
      ...damaged,
      message: `The database ${path} is damaged (it is empty, but its write-ahead log ${path}-wal is there); restore a backup, or move it away to start a new one.`,
    });
  });

  test('a write-ahead log without its database, and nothing is made in its place', async () => {
    expect(await refusalOf({ '': null, '-wal': wal })).toMatchObject({
      ...damaged,
      message: expect.stringContaining('it is gone, but its write-ahead log'),
    });
  });

  test('a database any page of which was overwritten, unless the page is not in use', async () => {
    let refused = 0;
    for (let page = 1; page < whole.length / PAGE; page += 1) {
      nextCase();
      const bytes = changed(whole, (b) => b.fill(0xff, page * PAGE, (page + 1) * PAGE));
      const refusal = await refusalOf({ '': bytes, '-wal': null });
      if (refusal === null) await expectTurns(path, TURNS, SIZE);
      else {
        refused += 1;
        expect(refusal).toMatchObject(damaged);
        expect(refusal['message']).toMatch(DAMAGED_SENTENCE);
      }
    }
    expect(refused).toBeGreaterThan(20);
  });

  test('a database any byte of whose header was overwritten, unless the byte does not matter', async () => {
    let refused = 0;
    for (let at = 0; at < 100; at += 1) {
      nextCase();
      const bytes = changed(whole, (b) => b.writeUInt8((b[at] ?? 0) ^ 0xff, at));
      const refusal = await refusalOf({ '': bytes, '-wal': null });
      if (refusal === null) await expectTurns(path, TURNS, SIZE);
      else {
        refused += 1;
        expect(['NotADatabase', 'StoreCorrupt'], `byte ${at}`).toContain(refusal['code']);
      }
    }
    expect(refused).toBeGreaterThan(20);
  });
});

describe('F48: damage that is met while Podline runs', () => {
  test('is not worth another try', async () => {
    const store = await openStore({
      path,
      now,
      through: faulty(({ sql }) =>
        sql.includes('INSERT INTO "transition"') ? { when: 'before', code: CORRUPT } : null,
      ),
    });
    const log = await store.forCluster(CLUSTER);
    await expect(log.append(batchOfTurn(1, SIZE))).rejects.toMatchObject(damaged);
    await store.close();
  });

  test('leaves the file in its place', async () => {
    writeFileSync(path, whole);
    const store = await openStore({ path, now });
    const log = await store.forCluster(CLUSTER);
    // Behind the back of the connections: the pages of the transitions, which none of them has read yet.
    writeFileSync(
      path,
      changed(readFileSync(path), (b) => b.fill(0xff, 14 * PAGE)),
      { flag: 'r+' },
    );
    const failure = await log.append(batchOfTurn(TURNS + 1, SIZE)).catch((error) => error);
    expect(failure).toMatchObject(damaged);
    await store.close();
    expect(readdirSync(join(path, '..'))).toContain('podline.db');
    expect(readFileSync(path).length).toBe(whole.length);
  });
});

test('F48: a database with its own write-ahead log is no other one', async () => {
  expect(await refusalOf({ '': main, '-wal': wal })).toBeNull();
  await expectTurns(path, TURNS, SIZE);
});
