/** The recordings of the repository: what the pods were, and what the API server's own table says of them. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { millis, type PodSnapshot } from '@podline/domain';
import { isUnreadable, podFromApi } from '@podline/kube';
import { type Recording, readRecording } from '@podline/replay';
import { RECORDINGS_FOLDER } from '../cli/folders.ts';

export const recordingNames: readonly string[] = readdirSync(RECORDINGS_FOLDER)
  .filter((name) => !name.startsWith('_'))
  .sort();

export const folderOf = (name: string): string => join(RECORDINGS_FOLDER, name);

export const recorded = (name: string): Promise<Recording> => readRecording(folderOf(name));

/** The pods of a recording as they came, deletions left out. */
export async function snapshotsOf(name: string): Promise<readonly PodSnapshot[]> {
  const { pods } = await recorded(name);
  return pods.flatMap(({ type, object }) => {
    if (type !== 'ADDED' && type !== 'MODIFIED') return [];
    const snapshot = podFromApi(object);
    return isUnreadable(snapshot) ? [] : [snapshot];
  });
}

/** The first pod of a recording; where a test needs any real pod. */
export async function aSnapshot(change: Partial<PodSnapshot> = {}): Promise<PodSnapshot> {
  const [first] = await snapshotsOf('init-crashloop');
  if (first === undefined) throw new Error('The recording has no pod.');
  return { ...first, createdAt: millis(Date.UTC(2026, 10, 22)), ...change };
}

/** One row of the API server's own table. */
export interface TableRow {
  readonly t: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly cells: { readonly Ready: string; readonly Status: string; readonly Restarts: string };
}

export async function tableOf(name: string): Promise<readonly TableRow[]> {
  const text = await readFile(join(folderOf(name), 'table.ndjson'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TableRow | { readonly type: 'BOOKMARK' })
    .filter((row) => row.type !== 'BOOKMARK');
}
