import { describe, expect, test } from 'vitest';
import { openAdapter } from './connection.ts';
import { StoreError, storeError } from './errors.ts';
import { fileAt, temporaryFolder } from './testing/fixtures.ts';

/** As the adapter wraps it: https://sqlite.org/rescode.html lists the codes, the high bytes say more. */
const driverError = (originalCode: number) =>
  Object.assign(new Error('wrapped'), {
    cause: { originalCode: String(originalCode), originalMessage: 'SQLITE: words.' },
  });

const CODES: readonly [number, string, StoreError['code'], retryable: boolean][] = [
  [3, 'PERM', 'NoPermission', false],
  [5, 'BUSY', 'StoreBusy', true],
  [517, 'BUSY_SNAPSHOT', 'StoreBusy', true],
  [6, 'LOCKED', 'StoreBusy', true],
  [15, 'PROTOCOL', 'StoreBusy', true],
  [8, 'READONLY', 'StoreReadOnly', true],
  [1032, 'READONLY_DBMOVED', 'StoreReadOnly', true],
  [10, 'IOERR', 'StoreIo', true],
  [1034, 'IOERR_FSYNC', 'StoreIo', true],
  [11, 'CORRUPT', 'StoreCorrupt', false],
  [267, 'CORRUPT_VTAB', 'StoreCorrupt', false],
  [13, 'FULL', 'StoreFull', true],
  [4874, 'IOERR_SHMSIZE', 'StoreFull', true],
  [14, 'CANTOPEN', 'CannotOpen', true],
  [26, 'NOTADB', 'NotADatabase', false],
  [1, 'ERROR', 'StoreFailed', false],
  [787, 'CONSTRAINT_FOREIGNKEY', 'StoreFailed', false],
];

describe('an error of the driver', () => {
  test.each(CODES)('with code %i (%s) is %s', (sqliteCode, _, code, retryable) => {
    const error = storeError('/db', driverError(sqliteCode));
    expect(error).toMatchObject({ code, retryable });
    // One sentence: a full stop at its end and no other.
    expect(error.message).toMatch(/^[^.\n]+\.$/);
  });

  test('is kept as the cause', () => {
    const cause = driverError(5);
    expect(storeError('/db', cause).cause).toBe(cause);
  });

  test('that is a StoreError already stays the same one', () => {
    const error = new StoreError('NewerSchema', '/db', '2027_x');
    expect(storeError('/other', error)).toBe(error);
  });

  test('without a code is StoreFailed in its own words', () => {
    expect(storeError('/db', new TypeError('x is not a function')).message).toBe(
      'The database /db failed: x is not a function.',
    );
  });

  test('that libsql throws before there is a connection is read too', async () => {
    const { folder, remove } = temporaryFolder();
    const cause = await openAdapter(fileAt(`${folder}/missing/podline.db`), []).catch(
      (error) => error,
    );
    remove();
    expect(storeError('/db', cause).code).toBe('CannotOpen');
  });
});
