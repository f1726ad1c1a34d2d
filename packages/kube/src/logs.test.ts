import { millis } from '@podline/domain';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ContainerLog, KubeFailureError, type LogQuery, readLog } from './logs.ts';
import { manualClock } from './testing/manual-clock.ts';
import { type Asked, type ScriptedServer, scriptedServer } from './testing/scripted-server.ts';
import { testCluster } from './testing/test-cluster.ts';

const query: LogQuery = { namespace: 'shop', pod: 'web-0.x', container: 'app', run: 'current' };
const status = (code: number, message: string) => ({ kind: 'Status', code, message });

async function bench(more: Partial<LogQuery> = {}) {
  const server: ScriptedServer = await scriptedServer();
  onTestFinished(server.stop);
  const { cluster } = await testCluster(manualClock(), server.url);
  const stop = new AbortController();
  const answer = readLog(cluster, { ...query, ...more }, stop.signal);
  return { server, answer, stop };
}

async function textOf(log: ContainerLog): Promise<string> {
  if (log.kind !== 'log') throw new Error(log.kind);
  const chunks: Uint8Array[] = [];
  for await (const chunk of log.bytes) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function opened(more: Partial<LogQuery>, respond: (asked: Asked) => void) {
  const on = await bench(more);
  respond(await on.server.next());
  const answer = await on.answer;
  if (!answer.ok) throw new Error(answer.failure.sentence);
  return { ...on, log: answer.value };
}

describe('a container log', () => {
  test('comes as the bytes it is', async () => {
    const { log } = await opened({}, (asked) => asked.answer(200, 'line 0 äöü\nline 1'));
    expect(await textOf(log)).toBe('line 0 äöü\nline 1');
  });

  test('that is empty is empty', async () => {
    const { log } = await opened({}, (asked) => asked.answer(200, ''));
    expect(await textOf(log)).toBe('');
  });

  test.each<[Partial<LogQuery>, Readonly<Record<string, string>>]>([
    [{}, { container: 'app' }],
    [{ run: 'previous' }, { container: 'app', previous: 'true' }],
    [
      { follow: true, tailLines: 5, limitBytes: 100, timestamps: true },
      { container: 'app', follow: 'true', tailLines: '5', limitBytes: '100', timestamps: 'true' },
    ],
    [
      { since: millis(Date.UTC(2026, 10, 22, 12, 0, 0, 999)) },
      { container: 'app', sinceTime: '2026-11-22T12:00:00Z' },
    ],
  ])('%j asks for %j', async (more, expected) => {
    const { server } = await bench(more);
    const asked = await server.next();
    expect([asked.path, asked.query]).toEqual([
      '/api/v1/namespaces/shop/pods/web-0.x/log',
      expected,
    ]);
    asked.answer(200, '');
  });

  test('that is followed comes as it is written, until the signal', async () => {
    const on = await bench({ follow: true });
    const stream = (await on.server.next()).stream();
    stream.write('one\n');
    const answer = await on.answer;
    if (!answer.ok || answer.value.kind !== 'log') throw new Error('no log');
    const chunks = answer.value.bytes[Symbol.asyncIterator]();
    expect(Buffer.from((await chunks.next()).value).toString()).toBe('one\n');
    stream.write('two\n');
    expect(Buffer.from((await chunks.next()).value).toString()).toBe('two\n');
    const last = chunks.next();
    on.stop.abort();
    expect(await last).toMatchObject({ done: true });
  });

  test('that breaks off says so', async () => {
    const on = await bench({ follow: true });
    const stream = (await on.server.next()).stream();
    stream.write('one\n');
    const answer = await on.answer;
    if (!answer.ok) throw new Error('no log');
    stream.cut();
    await expect(textOf(answer.value)).rejects.toBeInstanceOf(KubeFailureError);
  });

  test('that the runtime has removed is gone, although the API says 200', async () => {
    const body = 'unable to retrieve container logs for containerd://d6aaf4a1649b';
    const { log } = await opened({ run: 'previous' }, (asked) => asked.answer(200, body));
    expect(log).toEqual({ kind: 'gone' });
  });

  test('of a container that waits says what for', async () => {
    const message = 'container "app" in pod "web-0" is waiting to start: PodInitializing';
    const { log } = await opened({}, (asked) => asked.answer(400, status(400, message)));
    expect(log).toEqual({ kind: 'not-started', sentence: expect.stringContaining(message) });
  });

  test('of a run before the first is none', async () => {
    const message = 'previous terminated container "app" in pod "web-0" not found';
    const { log } = await opened({ run: 'previous' }, (asked) =>
      asked.answer(400, status(400, message)),
    );
    expect(log).toEqual({ kind: 'no-previous' });
  });

  test('of a pod that is gone is a failure', async () => {
    const on = await bench();
    (await on.server.next()).answer(404, status(404, 'pods "web-0" not found'));
    expect(await on.answer).toMatchObject({ ok: false, failure: { code: 'not-found' } });
  });

  test.each<Partial<LogQuery>>([
    { namespace: '../../secrets' },
    { namespace: 'shop/pods' },
    { pod: 'web-0/../../../secrets' },
    { pod: '' },
    { pod: 'a'.repeat(254) },
    { container: 'App' },
    { container: 'a.b' },
  ])('is not asked for with the name %j', async (names) => {
    const { cluster } = await testCluster(manualClock(), 'http://127.0.0.1:1');
    const answer = await readLog(cluster, { ...query, ...names }, new AbortController().signal);
    expect(answer).toMatchObject({ ok: false, failure: { code: 'rejected', tried: null } });
  });
});
