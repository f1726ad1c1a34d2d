/** The database's file and folder before SQLite sees them: made where they are missing, refused where they cannot serve. */
import { access, constants, lstat, mkdir, open, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StoreError } from './errors.ts';

/**
 * The file's path through all links. It exists afterwards and may be written, and so may its folder, where SQLite puts the
 * write-ahead log. `networkName` gives the name of a folder's file system if that is one of a network.
 * An existing file is not opened here: closing it again would drop the locks that this process may hold on it
 * (https://sqlite.org/howtocorrupt.html, 2.2).
 * @throws StoreError
 */
export async function prepareFile(
  path: string,
  networkName: (folder: string) => Promise<string | null>,
): Promise<string> {
  const folder = await prepareFolder(path);
  const network = await networkName(folder);
  if (network !== null) throw new StoreError('NetworkDisk', path, network);
  // First the log: another process that makes the database now writes into it before it has a log.
  const hasLog = await hasWriteAheadLog(path);
  const size = await sizeOf(path);
  if (hasLog) assertIsThere(path, size);
  if (size === null) await make(path);
  await access(path, constants.R_OK | constants.W_OK).catch((cause) => {
    throw new StoreError('StoreReadOnly', path, 'this user may not write it', cause);
  });
  const file = await realpath(path);
  if (file === path) return file;
  // Through a link: the log lies in the folder that the link leads to.
  return prepareFile(file, networkName);
}

async function prepareFolder(path: string): Promise<string> {
  const folder = dirname(path);
  try {
    const first = await mkdir(folder, { recursive: true, mode: 0o700 });
    if (first !== undefined) await syncFolders(folder, dirname(first));
  } catch (cause) {
    throw fileError(path, `its folder ${folder} cannot be made`, cause);
  }
  try {
    await access(folder, constants.W_OK);
  } catch (cause) {
    throw fileError(path, `its folder ${folder} is not writable`, cause);
  }
  return folder;
}

/** Null where there is no file yet. */
async function sizeOf(path: string): Promise<number | null> {
  const found = await stat(path).catch((cause) => {
    if (errnoOf(cause) === 'ENOENT') return null;
    throw fileError(path, 'the file cannot be looked at', cause);
  });
  if (found === null) {
    if ((await lstat(path).catch(() => null)) === null) return null;
    throw new StoreError('CannotCreate', path, 'it is a link to a file that is not there');
  }
  if (!found.isFile()) throw new StoreError('NotADatabase', path, 'it is not a file');
  return found.size;
}

async function hasWriteAheadLog(path: string): Promise<boolean> {
  const log = await stat(`${path}-wal`).catch(() => null);
  return log !== null && log.size > 0;
}

/**
 * SQLite deletes a write-ahead log that it finds beside an empty or a new database, and with it what was committed last.
 * An empty file alone is a new database: a process that was killed here leaves one.
 */
function assertIsThere(path: string, size: number | null): void {
  if (size !== null && size > 0) return;
  const state = size === null ? 'gone' : 'empty';
  throw new StoreError(
    'StoreCorrupt',
    path,
    `it is ${state}, but its write-ahead log ${path}-wal is there`,
  );
}

async function make(path: string): Promise<void> {
  try {
    await (await open(path, 'wx', 0o600)).close();
    await syncFolders(dirname(path), dirname(path));
  } catch (cause) {
    // Another process made it in between: as good as ours.
    if (errnoOf(cause) !== 'EEXIST') throw fileError(path, 'the file cannot be made', cause);
  }
}

/** From the inner folder up to the outer: a name is on the disk when the folder that holds it is. */
async function syncFolders(inner: string, outer: string): Promise<void> {
  for (let folder = inner; ; folder = dirname(folder)) {
    const handle = await open(folder, 'r');
    // Not every file system syncs a folder; those that do not need it least.
    await handle.sync().catch(() => undefined);
    await handle.close();
    if (folder === outer || folder === dirname(folder)) return;
  }
}

function fileError(path: string, tried: string, cause: unknown): StoreError {
  const errno = errnoOf(cause);
  const detail = `${tried} (${errno})`;
  switch (errno) {
    case 'EACCES':
    case 'EPERM':
      return new StoreError('NoPermission', path, detail, cause);
    case 'EROFS':
      return new StoreError('StoreReadOnly', path, detail, cause);
    case 'ENOSPC':
    case 'EDQUOT':
      return new StoreError('StoreFull', path, detail, cause);
    default:
      return new StoreError('CannotCreate', path, detail, cause);
  }
}

const errnoOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
