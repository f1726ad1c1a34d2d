/** The connection for queries: it cannot write, and sees only what is committed. */
import { openClient, READER_PRAGMAS, type Sql } from './connection.ts';
import { StoreError, storeError } from './errors.ts';
import type { PrismaClient } from './generated/client.ts';

export class Reader {
  readonly #path: string;
  readonly #client: PrismaClient;
  #closed = false;

  constructor(path: string) {
    this.#path = path;
    this.#client = openClient(path, READER_PRAGMAS);
  }

  /** @throws StoreError */
  async read<T>(query: (db: Sql) => Promise<T>): Promise<T> {
    // A Prisma client would quietly connect again.
    if (this.#closed) throw new StoreError('StoreClosed', this.#path);
    try {
      return await query(this.#client);
    } catch (cause) {
      throw storeError(this.#path, cause);
    }
  }

  /** A second call does nothing. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#client.$disconnect();
  }
}
