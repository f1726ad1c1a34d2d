import { expect, onTestFinished, test } from 'vitest';
import { manualClock } from './testing/manual-clock.ts';
import { scriptedServer } from './testing/scripted-server.ts';
import { testCluster } from './testing/test-cluster.ts';
import { openWatch, watchLine } from './watch.ts';

const line = (value: unknown): string => JSON.stringify(value);
const object = { metadata: { resourceVersion: '5' } };

test.each(['ADDED', 'MODIFIED', 'DELETED'] as const)(
  '%s carries an object and its version',
  (type) => {
    expect(watchLine(line({ type, object }), 'GET')).toEqual({
      kind: 'object',
      type,
      object,
      resourceVersion: '5',
    });
  },
);

test('a bookmark carries a version alone', () => {
  expect(watchLine(line({ type: 'BOOKMARK', object }), 'GET')).toEqual({
    kind: 'bookmark',
    resourceVersion: '5',
  });
});

test.each<[string, object, object]>([
  ['410', { code: 410, message: 'too old' }, { code: 'expired' }],
  ['500', { code: 500, message: 'oops' }, { code: 'server-error', status: 500 }],
  [
    '429 with its wait',
    { code: 429, details: { retryAfterSeconds: 3 } },
    { code: 'throttled', retryAfterMs: 3000 },
  ],
  ['without a code', {}, { code: 'server-error', status: 500 }],
])('an ERROR event %s is the failure that the status would be', (_, status, failure) => {
  expect(watchLine(line({ type: 'ERROR', object: status }), 'GET')).toMatchObject({
    kind: 'failed',
    failure,
  });
});

test.each<[string, string]>([
  ['nothing', ''],
  ['half a line', '{"type":"ADDED","obj'],
  ['a number', '7'],
  ['an event without an object', line({ type: 'ADDED' })],
  ['an object without a version', line({ type: 'ADDED', object: { metadata: {} } })],
  ['a type that nobody knows', line({ type: 'MOVED', object })],
])('%s is a fault of the protocol', (_, text) => {
  expect(watchLine(text, 'GET')).toMatchObject({ kind: 'failed', failure: { code: 'protocol' } });
});

async function bench() {
  const server = await scriptedServer();
  onTestFinished(server.stop);
  const clock = manualClock();
  const { cluster } = await testCluster(clock, server.url);
  const { signal } = new AbortController();
  const opening = openWatch({ cluster, path: '/x', version: '1', timeoutSeconds: 240, signal });
  const asked = await server.next();
  const stream = asked.stream();
  const watch = await opening;
  if (!watch.ok) throw new Error(watch.failure.sentence);
  return { clock, stream, asked, watch: watch.value };
}

test('time that the reader takes for itself is no silence of the server', async () => {
  const { clock, stream, watch } = await bench();
  stream.line({ type: 'ADDED', object });
  expect(await watch.next(1000)).toMatchObject({ kind: 'object' });
  clock.advance(3_600_000);
  stream.line({ type: 'BOOKMARK', object });
  expect(await watch.next(1000)).toMatchObject({ kind: 'bookmark' });
  watch.close();
});

test('each line has the whole time anew', async () => {
  const { clock, stream, watch } = await bench();
  for (let count = 0; count < 3; count++) {
    const next = watch.next(1000);
    clock.advance(999);
    stream.line({ type: 'BOOKMARK', object });
    expect(await next).toMatchObject({ kind: 'bookmark' });
  }
  const next = watch.next(1000);
  await clock.asleepFor(1);
  clock.advance(1);
  await clock.asleepFor(999);
  clock.advance(999);
  expect(await next).toMatchObject({ kind: 'failed', failure: { code: 'timeout' } });
});

test('a line that must come sooner than the one before is missed sooner', async () => {
  const { clock, stream, watch } = await bench();
  const first = watch.next(10_000);
  stream.line({ type: 'BOOKMARK', object });
  await first;
  const second = watch.next(1000);
  await clock.asleepFor(1000);
  clock.advance(1000);
  expect(await second).toMatchObject({ kind: 'failed', failure: { code: 'timeout' } });
});

test('closing lets the connection go', async () => {
  const { asked, watch } = await bench();
  watch.close();
  await asked.left;
});
