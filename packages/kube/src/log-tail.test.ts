import { millis } from '@podline/domain';
import { expect, onTestFinished, test } from 'vitest';
import { readTail, type TailQuery } from './log-tail.ts';
import { readPod } from './read-pod.ts';
import { manualClock } from './testing/manual-clock.ts';
import { type Asked, scriptedServer } from './testing/scripted-server.ts';
import { testCluster } from './testing/test-cluster.ts';

const QUERY: TailQuery = {
  ...{ namespace: 'shop', pod: 'web-0', container: 'app', run: 'previous' as const },
  ...{ lines: 3, maxBytes: 400, deadlineMs: 1000 },
};

async function asking(respond: (asked: Asked) => void, times = 1) {
  const server = await scriptedServer();
  onTestFinished(server.stop);
  const clock = manualClock();
  const { cluster } = await testCluster(clock, server.url);
  const answer = readTail(cluster, QUERY, new AbortController().signal);
  const asked: Asked[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    const one = await server.next();
    asked.push(one);
    respond(one);
  }
  return { answer: await answer, asked };
}

const STAMP = '2026-11-22T12:00:00.123456789Z';
const AT = millis(Date.UTC(2026, 10, 22, 12, 0, 0, 123));

test('one line more is asked for, so that it is known whether there was more', async () => {
  const { answer, asked } = await asking((one) => one.answer(200, `${STAMP} a\n${STAMP} b\r\n`));
  expect(asked[0]?.query).toEqual({
    ...{ container: 'app', previous: 'true', timestamps: 'true' },
    ...{ tailLines: '4', limitBytes: '400' },
  });
  const lines = ['a', 'b'].map((text) => ({ at: AT, text }));
  expect(answer).toEqual({ ok: true, value: { kind: 'tail', lines, isCut: false } });
});

test.each<[string, string, readonly (readonly [number | null, string])[], boolean]>([
  ['nothing', '', [], false],
  ['an empty line is a line', `${STAMP} \n`, [[AT, '']], false],
  ['the last line may lack its end', `${STAMP} a`, [[AT, 'a']], false],
  ['a time with an offset', '2026-11-22T13:00:00.123+01:00 a\n', [[AT, 'a']], false],
  ['no time', 'plain\n', [[null, 'plain']], false],
  ['a program’s own time stays', `${STAMP} ${STAMP} a\n`, [[AT, `${STAMP} a`]], false],
  [
    'more than the lines',
    'a\nb\nc\nd\n',
    [
      [null, 'b'],
      [null, 'c'],
      [null, 'd'],
    ],
    true,
  ],
  ['what is no UTF-8', Buffer.from([0x61, 0xff, 0x0a]).toString('latin1'), [[null, 'aÿ']], false],
])('%s', async (_, text, lines, isCut) => {
  const { answer } = await asking((one) => one.answer(200, text));
  const expected = lines.map(([at, line]) => ({ at, text: line }));
  expect(answer).toEqual({ ok: true, value: { kind: 'tail', lines: expected, isCut } });
});

test('where the limit cuts the newest away, fewer lines are asked for', async () => {
  const { answer, asked } = await asking(
    (one) => one.answer(200, 'x'.repeat(one.query['tailLines'] === '4' ? 400 : 300)),
    2,
  );
  expect(asked.map(({ query }) => query['tailLines'])).toEqual(['4', '1']);
  expect(answer).toMatchObject({ value: { lines: [{ text: 'x'.repeat(300) }], isCut: true } });
});

test('a server that sends more than was asked for is not read to its end', async () => {
  const { answer } = await asking((one) => one.answer(200, `${'y'.repeat(90)}\n`.repeat(50)), 2);
  expect(answer).toMatchObject({ value: { kind: 'tail', isCut: true } });
});

test('a log that breaks off is a failure, never half a log', async () => {
  const { answer } = await asking((one) => {
    const stream = one.stream();
    stream.write('half');
    setImmediate(stream.cut);
  });
  expect(answer).toMatchObject({ ok: false, failure: { code: 'unreachable' } });
});

test.each<[number, string, object]>([
  [200, 'unable to retrieve container logs for containerd://1', { value: { kind: 'gone' } }],
  [
    400,
    'container "app" in pod "web-0" is waiting to start: x',
    { value: { kind: 'not-started' } },
  ],
  [403, 'no', { failure: { code: 'forbidden' } }],
  [404, 'no', { failure: { code: 'not-found' } }],
])('%i %s', async (status, text, expected) => {
  const body = status === 200 ? text : { kind: 'Status', code: status, message: text };
  expect((await asking((one) => one.answer(status, body))).answer).toMatchObject(expected);
});

test('a pod is read under its name, and one that cannot be read is a failure', async () => {
  const server = await scriptedServer();
  onTestFinished(server.stop);
  const { cluster } = await testCluster(manualClock(), server.url);
  const { signal } = new AbortController();
  const answer = readPod(cluster, { namespace: 'shop', name: 'web-0' }, signal);
  const asked = await server.next();
  expect(asked.path).toBe('/api/v1/namespaces/shop/pods/web-0');
  asked.answer(200, { kind: 'Pod' });
  expect(await answer).toMatchObject({ ok: false, failure: { code: 'protocol' } });
  const wrong = await readPod(cluster, { namespace: '..', name: 'x' }, signal);
  expect(wrong).toMatchObject({ ok: false, failure: { code: 'rejected' } });
});
