/** The one connection that writes: one transaction at a time, in the order asked for. */
import { setImmediate } from 'node:timers/promises';
import {
  assertSameFile,
  type DatabaseFile,
  openClient,
  type Sql,
  WRITER_PRAGMAS,
} from './connection.ts';
import { StoreError, storeError } from './errors.ts';
import type { PrismaClient } from './generated/client.ts';
import { whenFree } from './patience.ts';
import { assertSound } from './soundness.ts';

/** So many failures of the disk in a row, and it is over: with the recorder's back-off that is about ten seconds. */
const DISK_FAILURES = 5;

export class Writer {
  readonly #file: DatabaseFile;
  readonly #client: PrismaClient;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;
  /** In a row. */
  #diskFailures = 0;

  constructor(file: DatabaseFile) {
    this.#file = file;
    this.#client = openClient(file, WRITER_PRAGMAS);
  }

  /**
   * Runs `work` in a transaction that holds the write lock, after all that were asked for before it; again from its
   * beginning as long as another process has the lock. When the promise resolves the transaction is durable. When it
   * rejects nothing of it is there, but for one case: a disk that failed at the very end may have kept all of it.
   * @throws StoreError
   */
  transaction<T>(work: (db: Sql) => Promise<T>): Promise<T> {
    return this.#queued(() => this.#transact('BEGIN IMMEDIATE', work));
  }

  /** Runs `work` in the same queue on one unmoving view of the database, without a lock on other processes. */
  snapshot<T>(work: (db: Sql) => Promise<T>): Promise<T> {
    return this.#queued(() => this.#transact('BEGIN', work));
  }

  /** Waits for what was asked for before, then lets go of the file; a second call does nothing more. */
  close(): Promise<void> {
    if (this.#closed) return this.#last.then(() => undefined);
    const done = this.#queued(async () => {
      // libsql keeps the file open until its statements are collected, so SQLite's own tidying at close may never come.
      // Not worth waiting for another process: the log is whole without it.
      await this.#client.$queryRawUnsafe('PRAGMA busy_timeout=0').catch(() => undefined);
      await this.#client.$queryRawUnsafe('PRAGMA wal_checkpoint(TRUNCATE)').catch(() => undefined);
      await this.#client.$disconnect();
    });
    this.#closed = true;
    return done;
  }

  #queued<T>(job: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new StoreError('StoreClosed', this.#file.path));
    const result = this.#last.then(job);
    // The next job runs whatever became of this one; its own caller hears of the failure. It waits for a turn of the event
    // loop: libsql works on this thread, so a full queue would keep sockets and timers waiting, and the memory of
    // finished statements is only given back between turns.
    this.#last = result.catch(() => undefined).then(() => setImmediate());
    return result;
  }

  async #transact<T>(begin: string, work: (db: Sql) => Promise<T>): Promise<T> {
    try {
      const value = await whenFree(
        this.#file,
        () => this.#attempt(begin, work),
        () => this.#isLocked(),
      );
      this.#diskFailures = 0;
      return value;
    } catch (cause) {
      throw this.#judged(storeError(this.#file.path, cause));
    }
  }

  async #attempt<T>(begin: string, work: (db: Sql) => Promise<T>): Promise<T> {
    const db = this.#client;
    try {
      await assertSameFile(this.#file);
      // A disk that failed may have lost what it had taken before.
      if (this.#diskFailures > 0) await assertSound(this.#file.path, rowsThrough(db));
      await db.$executeRawUnsafe(begin);
      const value = await work(db);
      await db.$executeRawUnsafe('COMMIT');
      return value;
    } catch (cause) {
      await this.#discard();
      throw cause;
    }
  }

  /** A checkpoint of this kind needs the write lock, and says when it does not get it; a refused BEGIN would leave its statement open. */
  async #isLocked(): Promise<boolean> {
    const sql = 'PRAGMA wal_checkpoint(FULL)';
    const [row] = await this.#client
      .$queryRawUnsafe<{ busy: number | bigint }[]>(sql)
      // What is wrong with it, the next try says.
      .catch(() => []);
    return Number(row?.busy ?? 0) === 1;
  }

  #judged(error: StoreError): StoreError {
    if (error.code !== 'StoreIo') return error;
    this.#diskFailures += 1;
    if (this.#diskFailures < DISK_FAILURES) return error;
    const detail = `${this.#diskFailures} times in a row`;
    return new StoreError('DiskFailing', this.#file.path, detail, error);
  }

  /** After any failure the connection goes: what state it is in is not worth a guess. The next job gets a new one. */
  async #discard(): Promise<void> {
    // Before it goes, because libsql would hold the write lock until the garbage collector comes by. It fails when
    // no transaction is open: BEGIN was refused, or SQLite has rolled back by itself (disk full, I/O error).
    await this.#client.$executeRawUnsafe('ROLLBACK').catch(() => undefined);
    await this.#client.$disconnect().catch(() => undefined);
  }
}

const rowsThrough = (db: Sql) => async (sql: string) =>
  (await db.$queryRawUnsafe<Record<string, unknown>[]>(sql)).map((row) => Object.values(row));
