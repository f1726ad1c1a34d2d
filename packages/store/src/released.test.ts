/** Databases of each schema that was ever released, with rows in them, under this build. */
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { millis, seq } from '@podline/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MIGRATION_PRAGMAS, openAdapter, rowsOf } from './connection.ts';
import { MIGRATIONS_FOLDER, migrate, migrationsIn } from './migrate.ts';
import { openStore } from './open.ts';
import { runChild } from './testing/child.ts';
import {
  aBatch,
  aPod,
  aTransition,
  CLUSTER,
  fileAt,
  now,
  temporaryFolder,
} from './testing/fixtures.ts';
import { SAMPLED, sampleOf } from './testing/thoroughness.ts';

const RELEASED = fileURLToPath(new URL('./testing/released', import.meta.url));
const names = readdirSync(RELEASED).map((file) => file.replace('.sql', ''));

let temporary: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  temporary = temporaryFolder();
});
afterAll(() => temporary.remove());

let databases = 0;
/** A new database of the schema up to the migration `name`, with the rows of that release, as nobody has it open. */
async function databaseOf(name: string): Promise<string> {
  databases += 1;
  const folder = join(temporary.folder, `${databases}`);
  mkdirSync(folder);
  const made = join(folder, 'made.db');
  const adapter = await openAdapter(fileAt(made), MIGRATION_PRAGMAS);
  const known = (await migrationsIn(MIGRATIONS_FOLDER)).filter((one) => one.name <= name);
  await migrate(adapter, { path: made, known, now });
  await adapter.executeScript(readFileSync(join(RELEASED, `${name}.sql`), 'utf8'));
  await rowsOf(adapter, 'PRAGMA wal_checkpoint(TRUNCATE)');
  await adapter.dispose();
  const path = join(folder, 'podline.db');
  copyFileSync(made, path);
  return path;
}

type Tables = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** Every row of every table of ours, by column. */
async function rowsIn(path: string): Promise<Tables> {
  const adapter = await openAdapter(fileAt(path), []);
  try {
    const tables = await rowsOf(
      adapter,
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> '_prisma_migrations' ORDER BY name`,
    );
    const found: Record<string, readonly Readonly<Record<string, unknown>>[]> = {};
    for (const [table] of tables) {
      const { columnNames, rows } = await adapter.queryRaw({
        sql: `SELECT * FROM "${table}"`,
        args: [],
        argTypes: [],
      });
      found[String(table)] = rows
        .toSorted((a, b) => (a.join() < b.join() ? -1 : 1))
        .map((row) => Object.fromEntries(columnNames.map((column, at) => [column, row[at]])));
    }
    return found;
  } finally {
    await adapter.dispose();
  }
}

/** Columns that a later migration dropped: nothing ever wrote them. */
const DROPPED = ['list_epoch', 'fencing_epoch'];

function expectKept(before: Tables, after: Tables): void {
  for (const [table, rows] of Object.entries(before)) {
    const kept = rows.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([column]) => !DROPPED.includes(column))),
    );
    expect(after[table], table).toMatchObject(kept);
    expect(after[table]?.length, table).toBe(rows.length);
  }
}

describe.each(names)('F58: a database of %s', (name) => {
  test('has all its rows after it was opened, and a second time', async () => {
    const path = await databaseOf(name);
    const before = await rowsIn(path);
    expect(Object.values(before).every((rows) => rows.length > 0)).toBe(true);
    const store = await openStore({ path, now });
    expect(store.epoch).toBe(before['store']?.[0]?.['epoch']);
    await store.close();
    const after = await rowsIn(path);
    expectKept(before, after);
    await (await openStore({ path, now })).close();
    expect(await rowsIn(path)).toEqual(after);
  });

  test('is read and written on: pods, history, checkpoints, gaps, and the next seq', async () => {
    const path = await databaseOf(name);
    const store = await openStore({ path, now });
    const log = await store.forCluster(CLUSTER);
    const { pods, checkpoints, lastSeq } = await log.load();
    expect(pods.map(({ uid, known }) => [uid, known.snapshot.resourceVersion])).toEqual([
      ['a', '7'],
    ]);
    expect(checkpoints).toMatchObject([{ scope: '', resourceVersion: '4711' }]);
    expect(lastSeq).toBe(9);
    expect((await log.transitionsOf('a', seq(0))).map(({ change }) => change)).toEqual([
      { kind: 'appeared', owner: null, node: null },
      { kind: 'waiting', reason: `It's "odd"; really`, message: null },
    ]);
    // Of before there were scopes, so of every namespace.
    expect(await log.gapsBetween('any', millis(0), null)).toHaveLength(2);
    const { transitions } = await log.append(
      aBatch({ pods: [aPod('a')], transitions: [{ uid: 'a', transition: aTransition('next') }] }),
    );
    expect(transitions.map(({ transition }) => transition.seq)).toEqual([10]);
    await store.close();
  });

  test('is migrated once by three processes at once', async () => {
    const path = await databaseOf(name);
    const before = await rowsIn(path);
    const answers = await Promise.all(
      [1, 2, 3].map(async () =>
        JSON.parse((await runChild('open-once', path, 'self').line()) ?? ''),
      ),
    );
    const epoch = before['store']?.[0]?.['epoch'];
    expect(answers).toEqual([{ epoch }, { epoch }, { epoch }]);
    expectKept(before, await rowsIn(path));
  });
});

/** Never ends in a test; its pages are in the write-ahead log long before. */
const ENDLESS = `CREATE TABLE "endless" ("n" TEXT);
  WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < 1e12)
  INSERT INTO "endless" SELECT hex(zeroblob(500)) FROM up;`;

describe('F58: a process killed -9 in the middle of a migration', () => {
  test(`after ${SAMPLED} of its statements leaves the database as it was, and the next start migrates it`, async () => {
    // The one of the most statements, of those that came after the first release.
    const later = (await migrationsIn(MIGRATIONS_FOLDER)).slice(1);
    const split = later.map(({ name, sql }) => ({ name, statements: sql.split(/(?<=;)\n/) }));
    const [longest] = split.sort((a, b) => b.statements.length - a.statements.length);
    const { name: migration, statements } = longest ?? { name: '', statements: [] };
    expect(statements.length).toBeGreaterThan(5);
    const before = names.filter((name) => name < migration).at(-1) ?? '';
    const rounds = sampleOf(
      statements.map((_, index) => statements.slice(0, index + 1).join('\n')),
    );
    // Two at a time: each waits for a process to start.
    for (let round = 0; round < rounds.length; round += 2) {
      await Promise.all(
        rounds.slice(round, round + 2).map((sql) => killedAfter(sql, migration, before)),
      );
    }
  }, 60_000);
});

async function killedAfter(sql: string, migration: string, released: string): Promise<void> {
  const path = await databaseOf(released);
  const before = readFileSync(path);
  const migrations = `${path}-migrations`;
  cpSync(MIGRATIONS_FOLDER, migrations, { recursive: true });
  writeFileSync(join(migrations, migration, 'migration.sql'), `${sql}\n${ENDLESS}`);
  const spilled = walBeyond(path, 1_000_000);
  const child = runChild('open-once', path, 'self', migrations);
  await spilled;
  child.process.kill('SIGKILL');
  expect(await child.exited).toEqual([null, 'SIGKILL']);

  expect(readFileSync(path).equals(before)).toBe(true);
  const rows = await rowsIn(path);
  const store = await openStore({ path, now });
  expect((await store.sizes()).pods).toBe(3);
  await store.close();
  expectKept(rows, await rowsIn(path));
}

/** Resolves once the write-ahead log has more than so many bytes. */
function walBeyond(path: string, bytes: number): Promise<void> {
  const wal = `${path}-wal`;
  return new Promise((resolve) => {
    const watcher = watch(join(path, '..'), () => {
      if ((statSync(wal, { throwIfNoEntry: false })?.size ?? 0) < bytes) return;
      watcher.close();
      resolve();
    });
  });
}
