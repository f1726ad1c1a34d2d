import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Adapter, MIGRATION_PRAGMAS, openAdapter, rowsOf } from './connection.ts';
import { MIGRATIONS_FOLDER, migrate, migrationsIn } from './migrate.ts';
import { openStore } from './open.ts';
import { fileAt, now, temporaryFolder } from './testing/fixtures.ts';

let temporary: ReturnType<typeof temporaryFolder>;
let path: string;
/** A copy of the build's migrations, to add to. */
let folder: string;

beforeEach(() => {
  temporary = temporaryFolder();
  path = join(temporary.folder, 'podline.db');
  folder = join(temporary.folder, 'migrations');
  cpSync(MIGRATIONS_FOLDER, folder, { recursive: true });
});
afterEach(() => temporary.remove());

const INIT = '20261122000000_init';
const ALL = readdirSync(MIGRATIONS_FOLDER)
  .filter((name) => /^\d{14}_/.test(name))
  .sort();
const LATER = '20270101000000_later';

function addMigration(name: string, sql: string): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'migration.sql'), sql);
}

async function withAdapter<T>(work: (adapter: Adapter) => Promise<T>): Promise<T> {
  const adapter = await openAdapter(fileAt(path), MIGRATION_PRAGMAS);
  try {
    return await work(adapter);
  } finally {
    await adapter.dispose();
  }
}

const migrated = (): Promise<readonly string[]> =>
  withAdapter(async (adapter) =>
    migrate(adapter, { path, known: await migrationsIn(folder), now }),
  );
const rows = (sql: string) => withAdapter((adapter) => rowsOf(adapter, sql));
const tables = async (): Promise<readonly unknown[]> =>
  (await rows(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)).flat();

describe('migrations', () => {
  test('F58: run once: a second run finds nothing to do', async () => {
    expect(await migrated()).toEqual(ALL);
    const before = await rows('SELECT * FROM "_prisma_migrations"');
    expect(await migrated()).toEqual([]);
    expect(await rows('SELECT * FROM "_prisma_migrations"')).toEqual(before);
  });

  test('are entered in the ledger as Prisma would', async () => {
    await migrated();
    const sql = readFileSync(join(folder, INIT, 'migration.sql'));
    const [row] = await rows(
      'SELECT id, checksum, migration_name, logs, rolled_back_at, started_at, finished_at, applied_steps_count FROM "_prisma_migrations"',
    );
    expect(row?.[0]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(row?.[1]).toBe(createHash('sha256').update(sql).digest('hex'));
    const at = new Date(now()).toISOString();
    expect(row?.slice(2)).toEqual([INIT, null, null, at, at, 1]);
  });

  test('that came later run on the next start, in the order of their names', async () => {
    await migrated();
    addMigration('20270202000000_second', 'INSERT INTO "later" VALUES (2)');
    addMigration(LATER, 'CREATE TABLE "later" ("n" INTEGER); INSERT INTO "later" VALUES (1);');
    expect(await migrated()).toEqual([LATER, '20270202000000_second']);
    expect(await rows('SELECT n FROM "later"')).toEqual([[1], [2]]);
  });

  test('may hold semicolons in texts, comments and triggers', async () => {
    addMigration(
      LATER,
      `CREATE TABLE "odd;name" ("t" TEXT DEFAULT 'a;''b;'); -- a comment; with one
       /* and; another */
       CREATE TRIGGER "t" AFTER INSERT ON "odd;name" BEGIN DELETE FROM "odd;name" WHERE "t" = ';'; END;
       INSERT INTO "odd;name" VALUES (';'), ('kept');
       INSERT INTO "odd;name" DEFAULT VALUES -- no semicolon at the end`,
    );
    await migrated();
    expect(await rows('SELECT t FROM "odd;name"')).toEqual([['kept'], [`a;'b;`]]);
  });

  test('F58: leave nothing behind when a statement fails, and run whole once it is mended', async () => {
    await migrated();
    addMigration(LATER, 'CREATE TABLE "later" ("n" INTEGER); INSERT INTO "nowhere" VALUES (1);');
    await expect(migrated()).rejects.toThrow('no such table: nowhere');
    expect(await tables()).not.toContain('later');
    expect(await rows('SELECT count(*) FROM "_prisma_migrations"')).toEqual([[ALL.length]]);
    addMigration(LATER, 'CREATE TABLE "later" ("n" INTEGER);');
    expect(await migrated()).toEqual([LATER]);
  });

  test('have the same checksum after a checkout that turned the line ends', async () => {
    await migrated();
    const file = join(folder, INIT, 'migration.sql');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('\n', '\r\n'));
    expect(await migrated()).toEqual([]);
  });

  test('of this build begin and end no transaction themselves', async () => {
    for (const { sql } of await migrationsIn(MIGRATIONS_FOLDER)) {
      expect(sql).not.toMatch(/^\s*(begin|commit|rollback|savepoint|vacuum)\b/im);
    }
  });
});

describe('a database is refused and left as it was', () => {
  test('F48, F58: when it has a migration that this build does not know', async () => {
    addMigration(LATER, 'CREATE TABLE "later" ("n" INTEGER);');
    await migrated();
    await expect(openStore({ path, now })).rejects.toMatchObject({
      code: 'NewerSchema',
      message: `The database ${path} belongs to a newer Podline: this one does not know its migration ${LATER}.`,
    });
  });

  test('F58: when the text of an applied migration has changed since', async () => {
    await migrated();
    addMigration(INIT, 'CREATE TABLE "other" ("n" INTEGER);');
    await expect(migrated()).rejects.toMatchObject({ code: 'ChangedMigration' });
    expect(await tables()).not.toContain('other');
  });

  test('F58: when another program began a migration and did not finish it', async () => {
    await migrated();
    await withAdapter((adapter) =>
      adapter.executeScript('UPDATE "_prisma_migrations" SET "finished_at" = NULL'),
    );
    await expect(migrated()).rejects.toMatchObject({ code: 'UnfinishedMigration' });
  });

  test('F48: when it holds the tables of another program', async () => {
    await withAdapter((adapter) => adapter.executeScript('CREATE TABLE "recipes" ("n" INTEGER)'));
    const before = readFileSync(path);
    await expect(openStore({ path, now })).rejects.toMatchObject({
      code: 'NotADatabase',
      message: `${path} is not a database of Podline: it holds the tables of another program.`,
    });
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

const OPEN_ONCE = fileURLToPath(new URL('./testing/open-once.ts', import.meta.url));
const opener = (): ChildProcess =>
  spawn(process.execPath, [OPEN_ONCE, path, 'self', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });

describe('several processes', () => {
  test('F58: that open a new database at once migrate it once and agree on its epoch', async () => {
    const answers = await Promise.all(
      [opener(), opener(), opener(), opener()].map(async ({ stdout }) =>
        JSON.parse(stdout === null ? '' : await text(stdout)),
      ),
    );
    expect(new Set(answers.map(({ epoch }) => epoch)).size, JSON.stringify(answers)).toBe(1);
    expect(answers[0].epoch).toMatch(/^[0-9a-f-]{36}$/);
    expect(await rows('SELECT count(*) FROM "_prisma_migrations"')).toEqual([[ALL.length]]);
  });

  test('F58: of which one is killed in the middle of a migration leave a database that opens', async () => {
    await (await openStore({ path, now })).close();
    // Endless for a test; its pages spill into the write-ahead log long before it ends.
    const endless = `CREATE TABLE "later" ("n" TEXT);
      WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < 1e12)
      INSERT INTO "later" SELECT hex(zeroblob(500)) FROM up;`;
    addMigration(LATER, endless);
    const grown = walBeyond(4_000_000);
    const child = opener();
    await grown;
    child.kill('SIGKILL');
    await once(child, 'exit');

    expect(await tables()).not.toContain('later');
    expect(await rows('PRAGMA integrity_check')).toEqual([['ok']]);
    addMigration(LATER, 'CREATE TABLE "later" ("n" TEXT);');
    expect(await migrated()).toEqual([LATER]);
  });
});

/** Resolves once the write-ahead log has more than so many bytes. */
function walBeyond(bytes: number): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(temporary.folder, (_, file) => {
      const size = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
      if (file !== 'podline.db-wal' || size < bytes) return;
      watcher.close();
      resolve();
    });
  });
}
