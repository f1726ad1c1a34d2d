/** The connection for queries: it cannot write, and sees only what is committed. */
import { type DatabaseFile, openClient, READER_PRAGMAS, type Sql } from './connection.ts';
import { StoreError } from './errors.ts';
import type { PrismaClient } from './generated/client.ts';
import { whenFree } from './patience.ts';

export class Reader {
  readonly #file: DatabaseFile;
  readonly #client: PrismaClient;
  #closed = false;

  constructor(file: DatabaseFile) {
    this.#file = file;
    this.#client = openClient(file, READER_PRAGMAS);
  }

  /**
   * A query is one or more statements of which each is over when its call returns: no statement stays open between two
   * turns of the event loop, so nothing that is read here keeps the write-ahead log from being cut.
   * @throws StoreError
   */
  read<T>(query: (db: Sql) => Promise<T>): Promise<T> {
    return whenFree(this.#file, async () => {
      // A Prisma client would quietly connect again.
      if (this.#closed) throw new StoreError('StoreClosed', this.#file.path);
      return query(this.#client);
    });
  }

  /** A second call does nothing. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#client.$disconnect();
  }
}
