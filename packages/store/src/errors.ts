/** What can go wrong with the database, each with one sentence for a person; and the one place that reads driver errors. */

export type StoreErrorCode =
  | 'StoreBusy'
  | 'StoreFull'
  | 'StoreIo'
  | 'StoreReadOnly'
  | 'StoreCorrupt'
  | 'NotADatabase'
  | 'CannotCreate'
  | 'CannotOpen'
  | 'NoPermission'
  | 'NewerSchema'
  | 'ChangedMigration'
  | 'UnfinishedMigration'
  | 'UnsafeSettings'
  | 'NetworkDisk'
  | 'StoreGone'
  | 'DiskFailing'
  | 'Fenced'
  | 'StoreClosed'
  | 'StoreFailed';

/** `path` is the database file, `detail` what is particular to this time. */
const SENTENCES: Record<StoreErrorCode, (path: string, detail: string) => string> = {
  StoreBusy: (path) => `Another process kept the database ${path} locked for too long.`,
  StoreFull: (path) => `There is no room left on the disk for the database ${path}.`,
  StoreIo: (path, detail) => `The disk failed under the database ${path}: ${detail}.`,
  StoreReadOnly: (path, detail) => `The database ${path} cannot be written: ${detail}.`,
  StoreCorrupt: (path, detail) =>
    `The database ${path} is damaged (${detail}); restore a backup, or move it away to start a new one.`,
  NotADatabase: (path, detail) => `${path} is not a database of Podline: ${detail}.`,
  CannotCreate: (path, detail) => `The database ${path} cannot be created: ${detail}.`,
  CannotOpen: (path, detail) => `The database ${path} cannot be opened: ${detail}.`,
  NoPermission: (path, detail) => `No permission for the database ${path}: ${detail}.`,
  NewerSchema: (path, detail) =>
    `The database ${path} belongs to a newer Podline: this one does not know its ${detail}.`,
  ChangedMigration: (path, detail) =>
    `The database ${path} was made with another text of the migration ${detail}.`,
  UnfinishedMigration: (path, detail) =>
    `The migration ${detail} of the database ${path} was begun by another program and never finished.`,
  UnsafeSettings: (path, detail) =>
    `The database ${path} does not take ${detail}; it must be on a local disk.`,
  NetworkDisk: (path, detail) =>
    `The database ${path} is on a network file system (${detail}), which does not keep SQLite's locks; put it on a local disk or a block volume.`,
  StoreGone: (path) =>
    `The database ${path} was deleted, moved or replaced while Podline wrote it; put it back or restore a backup, then start again.`,
  DiskFailing: (path, detail) =>
    `The disk under the database ${path} failed ${detail}; mend or replace it, then start again.`,
  Fenced: (path, detail) =>
    `Another Podline has written this cluster's log in the database ${path} since ${detail}; end one of the two, or give it a database of its own with --db.`,
  StoreClosed: (path) => `The database ${path} is closed.`,
  StoreFailed: (path, detail) => `The database ${path} failed: ${detail}.`,
};

/** May pass by itself: the same call is worth another try. A kernel turns a disk read-only, and a person turns it back. */
const RETRYABLE: ReadonlySet<StoreErrorCode> = new Set([
  'StoreBusy',
  'StoreFull',
  'StoreIo',
  'StoreReadOnly',
  'CannotOpen',
]);

/** Everything that `store` throws. `message` is one sentence for a person; `cause` is what the driver said. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  readonly retryable: boolean;

  constructor(code: StoreErrorCode, path: string, detail = '', cause?: unknown) {
    super(SENTENCES[code](path, detail), { cause });
    this.code = code;
    this.retryable = RETRYABLE.has(code);
  }
}

/**
 * The `StoreError` for whatever a database call threw; one that is a `StoreError` already comes back as it is.
 * Prisma folds most SQLite codes into a few of its own, so only the driver's code tells them apart.
 */
export function storeError(path: string, cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  const code = sqliteCode(cause);
  return new StoreError(
    code === null ? 'StoreFailed' : codeOf(code),
    path,
    sentencePart(cause),
    cause,
  );
}

const IOERR_SHMSIZE = 4874;

/** The primary result code is the low byte: https://sqlite.org/rescode.html */
function codeOf(sqliteCode: number): StoreErrorCode {
  // The log's index could not be made larger, which takes room and nothing else.
  if (sqliteCode === IOERR_SHMSIZE) return 'StoreFull';
  switch (sqliteCode & 0xff) {
    case 5: // BUSY
    case 6: // LOCKED
    case 15: // PROTOCOL: lost a race for the locks of the write-ahead log
      return 'StoreBusy';
    case 3: // PERM
      return 'NoPermission';
    case 8: // READONLY
      return 'StoreReadOnly';
    case 10: // IOERR
      return 'StoreIo';
    case 11: // CORRUPT
      return 'StoreCorrupt';
    case 13: // FULL
      return 'StoreFull';
    case 14: // CANTOPEN: also where this process has too many files open
      return 'CannotOpen';
    case 26: // NOTADB
      return 'NotADatabase';
    default:
      return 'StoreFailed';
  }
}

function sqliteCode(error: unknown): number | null {
  const code =
    // a Prisma client's error
    at(error, 'meta', 'driverAdapterError', 'cause', 'originalCode') ??
    // the adapter's own
    at(error, 'cause', 'originalCode') ??
    // libsql's, when it opens the file
    at(error, 'rawCode') ??
    // that of Node's own SQLite
    at(error, 'errcode') ??
    // libsql's when it cannot open: ConnectionFailed("Unable to open connection to local database PATH: 14")
    /^ConnectionFailed\(.*: (\d+)"\)$/.exec(message(error))?.[1];
  return code === undefined ? null : Number(code);
}

/** SQLite's words without Prisma's story around them and without a full stop. */
function sentencePart(error: unknown): string {
  const words =
    at(error, 'meta', 'driverAdapterError', 'cause', 'originalMessage') ??
    at(error, 'cause', 'originalMessage') ??
    message(error);
  return String(words).trim().replace(/\.$/, '');
}

const message = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

function at(value: unknown, ...keys: readonly string[]): unknown {
  let here: unknown = value;
  for (const key of keys) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Record<string, unknown>)[key];
  }
  return here;
}
