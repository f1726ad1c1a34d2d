import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { recordingNames } from './demo.ts';
import { RecordingUnreadable } from './errors.ts';
import { readRecording } from './recording.ts';
import { recorded, recordingsDir } from './test-client.ts';

const META = JSON.stringify({
  scenario: 'tiny',
  kubernetesVersion: 'v1.36.2',
  recordedAt: '2026-11-22T08:00:00.000Z',
  durationMs: 1000,
});
const POD =
  '{"t":1.5,"event":{"type":"ADDED","object":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","namespace":"n","uid":"u","resourceVersion":"7"},"spec":{"x": "\\u003c"}}}}';

const folders: string[] = [];
async function folder(files: Record<string, string>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'recording-'));
  folders.push(dir);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), text);
  }
  return dir;
}

afterEach(async () => {
  for (const dir of folders.splice(0)) await rm(dir, { recursive: true });
});

describe('a recording', () => {
  it('is read whole: lines with their times, and the objects byte for byte', async () => {
    const dir = await folder({
      'meta.json': META,
      'pods.ndjson': `${POD}\n`,
      'events.ndjson': '',
      'logs/a/app.current.txt': 'up\n',
      'logs/a/app.previous.txt': '',
    });
    const { pods, events, logs, recordedAtMs } = await readRecording(dir);
    expect(pods).toMatchObject([{ t: 1.5, type: 'ADDED', object: { metadata: { name: 'a' } } }]);
    expect(pods[0]?.text).toContain('"spec":{"x": "\\u003c"}}');
    expect(events).toEqual([]);
    expect(logs.get('a/app')).toEqual({ current: Buffer.from('up\n'), previous: Buffer.alloc(0) });
    expect(recordedAtMs).toBe(Date.parse('2026-11-22T08:00:00Z'));
  });

  it('needs no logs', async () => {
    const dir = await folder({ 'meta.json': META, 'pods.ndjson': POD, 'events.ndjson': '' });
    expect((await readRecording(dir)).logs.size).toBe(0);
  });

  const whole = { 'meta.json': META, 'pods.ndjson': `${POD}\n`, 'events.ndjson': '' };
  it.each([
    ['meta.json', '{', 'meta.json is not JSON: '],
    ['meta.json', '[]', 'meta.json is JSON, but not an object.'],
    ['meta.json', META.replace('2026-11-22T', 'on '), 'meta.json has no `recordedAt` in RFC 3339.'],
    [
      'meta.json',
      META.replace('1000', '-1'),
      'meta.json has no `durationMs`, a number of milliseconds.',
    ],
    ['pods.ndjson', `${POD}\nnot json`, 'pods.ndjson line 2 is not JSON: '],
    ['pods.ndjson', `\n${POD.slice(0, 90)}`, 'pods.ndjson line 2 is not JSON: '],
    ['events.ndjson', '{"t":1}', 'events.ndjson line 1 has no `event`.'],
    ['events.ndjson', '{"event":{}}', 'events.ndjson line 1 has no `t`, a number of milliseconds.'],
    [
      'events.ndjson',
      '{"t":1,"event":{"type":"CHANGED"}}',
      'events.ndjson line 1 has an event of the unknown type "CHANGED".',
    ],
    [
      'pods.ndjson',
      POD.replace('"uid":"u",', ''),
      'pods.ndjson line 1 has an object without `metadata.uid`.',
    ],
  ])('with a broken %s (%j) is refused in a sentence that says where', async (file, text, says) => {
    const dir = await folder({ ...whole, [file]: text });
    const problem = await readRecording(dir).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(RecordingUnreadable);
    expect((problem as Error).message).toContain(`${dir}/${says}`);
    expect((problem as Error).message).toMatch(/\.$/);
  });

  it('without a file is refused by the name of that file', async () => {
    const dir = await folder({ 'meta.json': META, 'events.ndjson': '' });
    await expect(readRecording(dir)).rejects.toMatchObject({
      code: 'recording-unreadable',
      file: join(dir, 'pods.ndjson'),
      line: null,
    });
  });
});

describe('the recordings of the repository', async () => {
  const names = await recordingNames(recordingsDir);
  it.each(names)('%s can be read, and holds what its meta.json counts', async (name) => {
    const { pods, events, logs, meta } = await recorded(name);
    const counts = meta['counts'] as { pods: number; events: number };
    expect({ pods: pods.length, events: events.length }).toEqual({
      pods: counts.pods,
      events: counts.events,
    });
    const files = [...logs.values()].flatMap(({ current, previous }) => [current, previous]);
    expect(files.filter((file) => file !== null)).toHaveLength((meta['logs'] as []).length);
  });
});
