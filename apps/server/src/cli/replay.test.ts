import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testFolder } from '../testing/folder.ts';
import { folderOf, recorded, recordingNames, tableOf } from '../testing/recordings.ts';
import { replay } from './replay.ts';

interface StatusLine {
  readonly resourceVersion: string;
  readonly name: string;
  readonly ready: string;
  readonly status: string;
  readonly restarts: string;
}

const statusOf = async (name: string): Promise<readonly StatusLine[]> =>
  (await replay(folderOf(name), 'status'))
    .split('\n')
    .map((line) => JSON.parse(line) as StatusLine);

const inOrder = (lines: readonly StatusLine[]): readonly string[] =>
  lines.map((line) => JSON.stringify(line)).sort();

test.each(recordingNames)(
  '%s: each pod event reads as the API server’s own table does',
  async (name) => {
    const expected = (await tableOf(name)).map(
      ({ resourceVersion, name: pod, cells }): StatusLine => ({
        resourceVersion,
        name: pod,
        ready: cells.Ready,
        status: cells.Status,
        restarts: cells.Restarts,
      }),
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(inOrder(await statusOf(name))).toEqual(inOrder(expected));
  },
);

test('status lines come in the order of the recording', async () => {
  const { pods } = await recorded('deployment-twenty-replicas');
  const versions = pods
    .filter(({ type }) => type !== 'BOOKMARK')
    .map(({ object }) => object.metadata.resourceVersion);
  const lines = await statusOf('deployment-twenty-replicas');
  expect(lines.map((line) => line.resourceVersion)).toEqual(versions);
});

test('a sketch draws each pod: its facts one a line, then its lanes', async () => {
  const text = await replay(folderOf('init-crashloop'), 'sketch');
  const lines = text.split('\n');
  expect(lines[0]).toBe('init-crashloop/example-pod');
  expect(lines.filter((line) => /started/.test(line)).length).toBeGreaterThan(3);
  expect(lines.findLast((line) => line.startsWith('  broken'))).toMatch(/x~+x~+x~+/);
});

test('the sketch of several pods has a part for each', async () => {
  const text = await replay(folderOf('statefulset-same-name-new-uid'), 'sketch');
  const heads = text.split('\n\n').filter((part) => /^statefulset-same-name-new-uid\//.test(part));
  expect(heads.length).toBeGreaterThan(1);
});

test('a folder that is no recording is refused by the file that is missing or broken', async () => {
  const folder = await mkdtemp(join(await testFolder(), 'it-'));
  await expect(replay(folder, 'json')).rejects.toThrow(`${folder}/meta.json cannot be read`);
  await writeFile(join(folder, 'meta.json'), '{"scenario": 7}');
  await expect(replay(folder, 'json')).rejects.toThrow(`${folder}/meta.json has no`);
});
