/** Reads a database of Podline from outside, through Node's own SQLite: what the product wrote, not what it says it wrote. */
import { existsSync, readFileSync } from 'node:fs';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { type Change, type Known, millis, seq } from '@podline/domain';
import type { Database } from './evidence.ts';

/** All of it, at one moment; the process that writes it may be running. @throws when the file is no database of Podline. */
export function readDatabase(path: string): Database {
  const file = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  try {
    file.exec('BEGIN');
    const rows = (sql: string) => file.prepare(sql).all();
    return {
      epoch: text(rows('SELECT epoch FROM store')[0]?.['epoch']),
      transitions: rows('SELECT * FROM "transition" ORDER BY seq').map((row) => ({
        seq: seq(Number(row['seq'])),
        clusterId: text(row['cluster_id']),
        uid: text(row['pod_uid']),
        key: text(row['key']),
        at: time(row['at']),
        observedAt: millis(Number(row['observed_at'])),
        container: row['container'] === null ? null : text(row['container']),
        change: JSON.parse(text(row['change'])) as Change,
      })),
      pods: rows('SELECT * FROM pod ORDER BY uid').map((row) => ({
        uid: text(row['uid']),
        namespace: text(row['namespace']),
        name: text(row['name']),
        deletedAt: time(row['deleted_at']),
        known: JSON.parse(text(row['known'])) as Known,
      })),
      gaps: rows('SELECT * FROM gap ORDER BY from_at').map((row) => ({
        scope: text(row['scope']),
        from: millis(Number(row['from_at'])),
        to: millis(Number(row['to_at'])),
        cause: text(row['cause']),
      })),
      damage: [
        ...rows('PRAGMA integrity_check').map((row) => text(row['integrity_check'])),
        ...rows('PRAGMA foreign_key_check').map((row) => `foreign key: ${JSON.stringify(row)}`),
      ].filter((line) => line !== 'ok'),
    };
  } finally {
    file.close();
  }
}

/** The bytes of the database and of what SQLite keeps beside it. */
export const databaseBytes = (path: string): Buffer =>
  Buffer.concat(
    [path, `${path}-wal`].filter((file) => existsSync(file)).map((file) => readFileSync(file)),
  );

/** Another program that holds the database's write lock, until `release` is called. */
export function holdWriteLock(path: string): { release(): void } {
  const file = new DatabaseSync(path, { timeout: 5000 });
  file.exec('BEGIN IMMEDIATE');
  return {
    release() {
      file.exec('ROLLBACK');
      file.close();
    },
  };
}

const text = (value: SQLOutputValue | undefined): string => String(value ?? '');

const time = (value: SQLOutputValue | undefined) =>
  value === null || value === undefined ? null : millis(Number(value));
