/**
 * A look at an existing database that cannot change it, before anything opens it for writing: what is refused here is left
 * byte for byte as it was. With the driver that writes that cannot be had: closing its last connection copies the
 * write-ahead log into the database, whatever is in it. Node's own SQLite can open a file for reading alone.
 */
import { stat } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { StoreError, storeError } from './errors.ts';
import { assertMigratable, type Migration } from './migrate.ts';
import { BUSY_TIMEOUT_MS } from './patience.ts';
import { assertSound, type Rows } from './soundness.ts';

/** SQLITE_READONLY_ROLLBACK: a transaction of before there was a write-ahead log has to be taken back first, by a writer. */
const READONLY_ROLLBACK = 776;
const SQLITE_ERROR = 1;

/**
 * Must not be called once this process has had the database open for writing: two copies of SQLite in one process drop each
 * other's locks (https://sqlite.org/howtocorrupt.html, 2.2.1), and libsql's stay until the garbage collector comes by.
 * @throws StoreError NotADatabase, StoreCorrupt, NewerSchema, ChangedMigration, UnfinishedMigration; StoreBusy
 */
export async function look(path: string, known: readonly Migration[]): Promise<void> {
  if ((await stat(path)).size === 0) return;
  try {
    await withRows(path, pathToFileURL(path), async (rows) => {
      await assertTrustworthy(path, rows, known);
      await assertOwnLog(path, rows);
    });
  } catch (cause) {
    if (errcodeOf(cause) === READONLY_ROLLBACK) return;
    if (errcodeOf(cause) !== SQLITE_ERROR) throw storeError(path, cause);
    // Plain questions were asked: a database that cannot answer them has a header or a schema that was tampered with.
    throw new StoreError('StoreCorrupt', path, messageOf(cause), cause);
  }
}

/** @throws StoreError as `look` does, but for a foreign write-ahead log; or the driver's error */
export async function assertTrustworthy(
  path: string,
  rows: Rows,
  known: readonly Migration[],
): Promise<void> {
  await assertMigratable(path, rows, known);
  await assertSound(path, rows);
}

/**
 * Nothing in a write-ahead log says which database it is of: SQLite lays it over any. But every append writes the page of the
 * epoch, which is in the database itself from the first start on and must be the same beneath the log and through it.
 */
async function assertOwnLog(path: string, through: Rows): Promise<void> {
  const beneath = await withRows(path, new URL(`${pathToFileURL(path).href}?immutable=1`), epochIn)
    // Not even a table yet, or a checkpoint that was cut off: the log has it all.
    .catch(() => null);
  if (beneath === null || beneath === (await epochIn(through))) return;
  throw new StoreError('StoreCorrupt', path, `${path}-wal is the log of another database`);
}

async function epochIn(rows: Rows): Promise<unknown> {
  const [row] = await rows('SELECT "epoch" FROM "store"');
  return row?.[0] ?? null;
}

async function withRows<T>(path: string, url: URL, work: (rows: Rows) => Promise<T>): Promise<T> {
  const database = open(path, url);
  try {
    return await work((sql) =>
      database
        .prepare(sql)
        .all()
        .map((row) => Object.values(row)),
    );
  } finally {
    database.close();
  }
}

function open(path: string, url: URL): DatabaseSync {
  try {
    return new DatabaseSync(url, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  } catch (cause) {
    throw storeError(path, cause);
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const errcodeOf = (error: unknown): unknown =>
  error instanceof Error && 'errcode' in error ? error.errcode : null;
