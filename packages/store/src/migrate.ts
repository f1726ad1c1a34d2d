/**
 * Brings a database to this build's schema: the SQL files of prisma/migrations, in order, each once.
 * The ledger is Prisma's own (`_prisma_migrations`), so that `prisma migrate` understands a database of ours; its engine
 * is not used because it has to be downloaded.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Millis } from '@podline/domain';
import { type Adapter, rowsOf } from './connection.ts';
import { StoreError } from './errors.ts';
import type { Rows } from './soundness.ts';

/** The migrations that this build knows. */
export const MIGRATIONS_FOLDER = fileURLToPath(
  new URL('../../../prisma/migrations', import.meta.url),
);

export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text, as Prisma counts it. */
  readonly checksum: string;
}

interface Applied {
  readonly name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

const LEDGER = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "checksum" TEXT NOT NULL,
  "finished_at" DATETIME,
  "migration_name" TEXT NOT NULL,
  "logs" TEXT,
  "rolled_back_at" DATETIME,
  "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
  "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0
)`;

/**
 * Applies what is missing and returns its names, in order; none when the database is up to date. Each file is one
 * transaction together with its line in the ledger: a process killed halfway leaves nothing of the file behind.
 * Several processes may do this at once. A database that it refuses is left as it was.
 * @throws StoreError NewerSchema, ChangedMigration, UnfinishedMigration, NotADatabase (tables of another program), or the
 *   driver's error of a statement that failed.
 */
export async function migrate(
  adapter: Adapter,
  { path, known, now }: { path: string; known: readonly Migration[]; now: () => Millis },
): Promise<readonly string[]> {
  const applied = await assertMigratable(path, (sql) => rowsOf(adapter, sql), known);
  const done = new Set(applied.map(({ name }) => name));
  const missing = known.filter(({ name }) => !done.has(name));
  for (const migration of missing) await apply(adapter, path, migration, now());
  return missing.map(({ name }) => name);
}

/** By name. */
export async function migrationsIn(folder: string): Promise<readonly Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => {
      const text = await readFile(join(folder, name, 'migration.sql'), 'utf8');
      // A checkout on Windows may have turned the line ends around.
      const sql = text.replaceAll('\r\n', '\n');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/**
 * The migrations that the database has had.
 * @throws StoreError NewerSchema, ChangedMigration, UnfinishedMigration, NotADatabase (tables of another program)
 */
export async function assertMigratable(
  path: string,
  rows: Rows,
  known: readonly Migration[],
): Promise<readonly Applied[]> {
  const applied = await appliedIn(path, rows);
  assertKnown(path, known, applied);
  return applied;
}

async function appliedIn(path: string, rows: Rows): Promise<readonly Applied[]> {
  const tables = await rows(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
  );
  if (tables.length === 0) return [];
  if (!tables.some(([name]) => name === '_prisma_migrations')) {
    throw new StoreError('NotADatabase', path, 'it holds the tables of another program');
  }
  const lines = await rows(
    'SELECT migration_name, checksum, finished_at IS NOT NULL FROM "_prisma_migrations" WHERE rolled_back_at IS NULL',
  );
  return lines.map(([name, checksum, finished]) => ({
    name: String(name),
    checksum: String(checksum),
    finished: Number(finished) === 1,
  }));
}

function assertKnown(path: string, known: readonly Migration[], applied: readonly Applied[]): void {
  const byName = new Map(known.map((migration) => [migration.name, migration]));
  for (const { name, checksum, finished } of applied) {
    const migration = byName.get(name);
    if (migration === undefined) throw new StoreError('NewerSchema', path, `migration ${name}`);
    if (!finished) throw new StoreError('UnfinishedMigration', path, name);
    if (migration.checksum !== checksum) throw new StoreError('ChangedMigration', path, name);
  }
}

/**
 * The whole file goes to SQLite as one script, so SQLite splits it into statements, triggers and quotes included.
 * The ledger's line comes first: its id is made from the name, so a second process that waited for the lock
 * fails there, before it does anything, and finds the migration applied.
 */
async function apply(
  adapter: Adapter,
  path: string,
  { name, sql, checksum }: Migration,
  at: Millis,
): Promise<void> {
  const script = `BEGIN IMMEDIATE;
${LEDGER};
INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "started_at", "finished_at", "applied_steps_count")
VALUES (${quoted(ledgerId(name))}, ${quoted(checksum)}, ${quoted(name)}, ${at}, ${at}, 1);
${sql}
;
COMMIT;`;
  try {
    await adapter.executeScript(script);
  } catch (cause) {
    const applied = await appliedIn(path, (sql) => rowsOf(adapter, sql));
    if (!applied.some((other) => other.name === name && other.checksum === checksum)) throw cause;
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** In the form of a UUID, as Prisma's ids are. */
function ledgerId(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-');
}
