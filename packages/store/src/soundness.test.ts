import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAdapter, rowsOf } from './connection.ts';
import { storeError } from './errors.ts';
import { openStore } from './open.ts';
import { assertSound } from './soundness.ts';
import { batchOfTurn, CLUSTER, fileAt, now, temporaryFolder } from './testing/fixtures.ts';

const PAGE = 4096;
const ALL = Number.MAX_SAFE_INTEGER;
let temporary: ReturnType<typeof temporaryFolder>;
let whole: Buffer;
/** The first page of each table and index, from 1. */
let rootOf: ReadonlyMap<string, number>;

beforeAll(async () => {
  temporary = temporaryFolder();
  const path = join(temporary.folder, 'podline.db');
  const store = await openStore({ path, now });
  await (await store.forCluster(CLUSTER)).append(batchOfTurn(1, 3000));
  const adapter = await openAdapter(fileAt(path), []);
  await rowsOf(adapter, 'PRAGMA wal_checkpoint(TRUNCATE)');
  const roots = await rowsOf(adapter, 'SELECT name, rootpage FROM sqlite_schema');
  rootOf = new Map(roots.map(([name, page]) => [String(name), Number(page)]));
  await adapter.dispose();
  await store.close();
  whole = readFileSync(path);
});
afterAll(() => temporary.remove());

let cases = 0;
/** What is said of the database after these pages were overwritten, and which questions it took; null when it is sound. */
async function checked(pages: readonly number[], wholeUpToBytes: number) {
  cases += 1;
  const path = join(temporary.folder, `${cases}.db`);
  const bytes = Buffer.from(whole);
  for (const page of pages) bytes.fill(0xff, (page - 1) * PAGE, page * PAGE);
  writeFileSync(path, bytes);
  const database = new DatabaseSync(path, { readOnly: true });
  const asked: string[] = [];
  const rows = (sql: string) => {
    asked.push(sql);
    return database
      .prepare(sql)
      .all()
      .map((row) => Object.values(row));
  };
  const code = await assertSound(path, rows, wholeUpToBytes).then(
    () => null,
    (error) => storeError(path, error).code,
  );
  database.close();
  return { code, asked };
}

const pageOf = (name: string): number => rootOf.get(name) ?? 0;

describe('F48: a database', () => {
  test('that is sound is, checked whole or in part', async () => {
    expect((await checked([], ALL)).code).toBeNull();
    expect((await checked([], 0)).code).toBeNull();
  });

  test.each(['store', 'cluster', 'checkpoint', 'gap', 'transition'])(
    'with damage in the table %s is refused, checked whole or in part',
    async (table) => {
      expect(pageOf(table)).toBeGreaterThan(1);
      expect((await checked([pageOf(table)], ALL)).code).toBe('StoreCorrupt');
      expect((await checked([pageOf(table)], 0)).code).toBe('StoreCorrupt');
    },
  );

  test('too large for its start is never read whole', async () => {
    const { asked } = await checked([], 0);
    expect(asked.every((sql) => /quick_check\('\w+'\)|LIMIT 1000/.test(sql))).toBe(true);
    expect(asked).toHaveLength(5);
  });

  test('too large for its start is read at the end of its log, where the last writes went', async () => {
    // The last page of the file is one of the last that were written; so are those of the indexes around it.
    const pages = Array.from({ length: whole.length / PAGE }, (_, n) => n + 1);
    const last = pages.slice(-25);
    expect((await checked(last, 0)).code).toBe('StoreCorrupt');
  });
});
