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
    endsInitialEvents: false,
  });
});

test.each<[string, object, boolean]>([
  ['true', { 'k8s.io/initial-events-end': 'true' }, true],
  ['anything else', { 'k8s.io/initial-events-end': 'yes' }, false],
  ['nothing', {}, false],
])('a bookmark ends the initial events when its annotation says so: %s', (_, annotations, ends) => {
  const marked = { metadata: { resourceVersion: '5', annotations } };
  expect(watchLine(line({ type: 'BOOKMARK', object: marked }), 'GET')).toMatchObject({
    endsInitialEvents: ends,
  });
});

test('F18: an event of a type that nobody knows is told as such, with its version', () => {
  expect(watchLine(line({ type: 'MOVED', object }), 'GET')).toEqual({
    kind: 'unknown',
    type: 'MOVED',
    uid: null,
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
])('F18: %s is a fault of the protocol', (_, text) => {
  expect(watchLine(text, 'GET')).toMatchObject({ kind: 'failed', failure: { code: 'protocol' } });
});

async function bench() {
  const server = await scriptedServer();
  onTestFinished(server.stop);
  const clock = manualClock();
  const { cluster } = await testCluster(clock, server.url);
  const stop = new AbortController();
  const opening = openWatch({
    ...{ cluster, path: '/x', version: '1', timeoutSeconds: 240, signal: stop.signal },
    maxObjectBytes: 1000,
  });
  const asked = await server.next();
  const stream = asked.stream();
  const watch = await opening;
  if (!watch.ok) throw new Error(watch.failure.sentence);
  return { clock, stream, asked, watch: watch.value, abort: () => stop.abort() };
}

const silent = { kind: 'silent' };

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
  await clock.asleepFor(1000);
  clock.advance(1000);
  expect(await next).toEqual(silent);
});

test('after a silence the watch is as open as before, and the lines come in their order', async () => {
  const { clock, stream, watch } = await bench();
  const next = watch.next(1000);
  await clock.asleepFor(1000);
  clock.advance(1000);
  expect(await next).toEqual(silent);
  stream.write(`${line({ type: 'ADDED', object })}\n${line({ type: 'BOOKMARK', object })}\n`);
  expect(await watch.next(1000)).toMatchObject({ kind: 'object' });
  expect(await watch.next(1000)).toMatchObject({ kind: 'bookmark' });
  expect(clock.sleepers()).toEqual([]);
});

test('a line that never ends is a silence', async () => {
  const { clock, stream, watch } = await bench();
  const next = watch.next(1000);
  await clock.asleepFor(1000);
  for (let count = 0; count < 5; count++) stream.write('x'.repeat(1000));
  clock.advance(1000);
  expect(await next).toEqual(silent);
});

test('F19: a line beyond the limit is dropped, its object named, and the next one is as good as ever', async () => {
  const { stream, watch } = await bench();
  const metadata = { name: 'big', namespace: 'shop', uid: 'u', resourceVersion: '9' };
  const large = line({ type: 'MODIFIED', object: { kind: 'Pod', metadata, x: 'y'.repeat(5000) } });
  stream.write(`${large}\n${line({ type: 'ADDED', object })}\n`);
  expect(await watch.next(1000)).toEqual({
    kind: 'oversized',
    isDeleted: false,
    object: { namespace: 'shop', name: 'big', uid: 'u' },
    resourceVersion: '9',
    bytes: large.length,
  });
  expect(await watch.next(1000)).toMatchObject({ kind: 'object' });
});

test('F19: a line beyond the limit that is no object is a failure', async () => {
  const { stream, watch } = await bench();
  stream.write(`${'x'.repeat(5000)}\n`);
  expect(await watch.next(1000)).toMatchObject({ kind: 'failed', failure: { code: 'oversized' } });
});

test('closing lets the connection go, and whoever waits is told', async () => {
  const { asked, watch, clock } = await bench();
  const next = watch.next(1000);
  watch.close();
  await asked.left;
  expect(await next).toMatchObject({ kind: 'failed', failure: { code: 'aborted' } });
  expect(clock.sleepers()).toEqual([]);
});

test('aborted, it gives no silence', async () => {
  const { watch, abort, clock } = await bench();
  const next = watch.next(1000);
  await clock.asleepFor(1000);
  abort();
  expect(await next).toMatchObject({ kind: 'failed', failure: { code: 'aborted' } });
});
