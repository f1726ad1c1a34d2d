import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Ending } from './container-state.ts';
import { type FailedAttempt, signatureOf } from './failure-signature.ts';

const ending = (change: Partial<Ending> = {}): Ending => ({
  ...{ exitCode: 1, signal: null, reason: 'Error', message: null },
  ...change,
});
const failed = (change: Partial<FailedAttempt> = {}): FailedAttempt => ({
  ending: ending(),
  lines: ['starting', 'ERROR: cannot reach the database at 10.0.0.7:5432'],
  pod: 'web-7d4b9c6f5d-x2k4p',
  container: 'migrate',
  family: 'shop/Deployment/web',
  ...change,
});
/** Elsewhere: another pod, container and workload. */
const elsewhere = (change: Partial<FailedAttempt> = {}): FailedAttempt =>
  failed({ pod: 'api-0', container: 'init', family: 'bank/StatefulSet/api', ...change });
const keyOf = (attempt: FailedAttempt): string => signatureOf(attempt)?.key ?? 'none';

describe('the same failure', () => {
  test.each<[string, FailedAttempt, FailedAttempt]>([
    ['in another pod of another workload', failed(), elsewhere()],
    [
      'on another day, with another address and other lines before it',
      failed({ lines: ['2026-11-20T01:02:03Z ERROR: cannot reach the database at 10.0.0.7:5432'] }),
      elsewhere({
        lines: ['hello', '2026-11-22T21:12:13.5Z ERROR: cannot reach the database at 10.9.8.77:1'],
      }),
    ],
    [
      'with a stack trace after it',
      failed({ lines: ['TypeError: x is not a function', '    at a (/app/b.js:1:2)'] }),
      elsewhere({ lines: ['TypeError: x is not a function'] }),
    ],
    [
      'told by its termination message where its log is gone',
      failed({ lines: ['FATAL no such table orders'] }),
      elsewhere({ lines: null, ending: ending({ message: 'FATAL no such table orders\n' }) }),
    ],
    [
      'whose line is longer than what is quoted, cut at different places',
      failed({ lines: [`ERROR request ${'a1b2c3d4 '.repeat(60)} was refused by the server`] }),
      elsewhere({ lines: [`ERROR request ${'77777777 '.repeat(60)} was refused by the server`] }),
    ],
    [
      'a bare exit code of the same container of the same workload',
      failed({ lines: [] }),
      failed({ lines: [], pod: 'web-7d4b9c6f5d-zzzzz' }),
    ],
    [
      'an OOM kill of the same container, whatever it wrote just then',
      failed({
        lines: ['ERROR: row 12 is bad'],
        ending: ending({ exitCode: 137, reason: 'OOMKilled' }),
      }),
      failed({ lines: null, ending: ending({ exitCode: 137, reason: 'OOMKilled' }) }),
    ],
    [
      'a kill, whatever it was doing',
      failed({ lines: ['reading orders'], ending: ending({ exitCode: 137 }) }),
      failed({ lines: ['writing orders'], ending: ending({ exitCode: 137 }) }),
    ],
  ])('%s', (_, a, b) => {
    expect(keyOf(a)).toMatch(/^[0-9a-f]{16}$/);
    expect(keyOf(b)).toBe(keyOf(a));
  });
});

describe('not the same failure', () => {
  const bare = (change: Partial<FailedAttempt>): FailedAttempt => failed({ lines: [], ...change });
  test.each<[string, FailedAttempt, FailedAttempt]>([
    ['another error', failed(), failed({ lines: ['ERROR: cannot reach the broker at 10.0.0.7'] })],
    [
      'another host',
      failed({ lines: ['lookup db: no such host'] }),
      failed({ lines: ['lookup mq: no such host'] }),
    ],
    ['another exit code', failed(), failed({ ending: ending({ exitCode: 2 }) })],
    ['another signal', failed(), failed({ ending: ending({ signal: 11 }) })],
    ['another reason', failed(), failed({ ending: ending({ reason: 'StartError' }) })],
    ['a bare exit code of another workload', bare({}), bare({ family: 'shop/Deployment/api' })],
    ['a bare exit code of another namespace', bare({}), bare({ family: 'bank/Deployment/web' })],
    ['a bare exit code of another container', bare({}), bare({ container: 'app' })],
    [
      'a last line without an error, of another workload',
      failed({ lines: ['listening on the port'] }),
      elsewhere({ lines: ['listening on the port'] }),
    ],
    [
      'an error that says next to nothing, of another workload',
      failed({ lines: ['Error: 17'] }),
      elsewhere({ lines: ['Error: 17'] }),
    ],
    [
      'an OOM kill of another workload',
      failed({ ending: ending({ exitCode: 137, reason: 'OOMKilled' }) }),
      elsewhere({ ending: ending({ exitCode: 137, reason: 'OOMKilled' }) }),
    ],
  ])('%s', (_, a, b) => {
    expect(keyOf(a)).not.toBe(keyOf(b));
  });
});

test.each<[string, FailedAttempt]>([
  ['an attempt that ended well', failed({ ending: ending({ exitCode: 0, reason: 'Completed' }) })],
  ['a log that nobody could read, with no message', failed({ lines: null })],
])('%s has none', (_, attempt) => {
  expect(signatureOf(attempt)).toBeNull();
});

test.each<[string, FailedAttempt, string]>([
  ['an error line', failed(), 'exit code 1: ERROR: cannot reach the database at <ip>'],
  ['a bare exit code', failed({ lines: [] }), 'exit code 1'],
  [
    'a kill',
    failed({ ending: ending({ exitCode: 137, reason: 'OOMKilled' }) }),
    'exit code 137, OOMKilled',
  ],
  ['a signal', failed({ lines: [], ending: ending({ signal: 11 }) }), 'exit code 1, signal 11'],
])('%s is said in words', (_, attempt, words) => {
  expect(signatureOf(attempt)?.words).toBe(words);
});

test('a long line is shortened in words', () => {
  expect(
    signatureOf(failed({ lines: [`ERROR ${'word '.repeat(300)}`] }))?.words.length,
  ).toBeLessThan(230);
});

test('the key is kept in databases: it does not change by chance', () => {
  expect(signatureOf(failed())).toMatchInlineSnapshot(`
    {
      "key": "768d6992ad77a062",
      "words": "exit code 1: ERROR: cannot reach the database at <ip>",
    }
  `);
});

test('numbers, ids and addresses do not matter, wherever they stand', () => {
  const number = fc.nat({ max: 9_999_999 }).map(String);
  const place = fc.oneof(
    number,
    fc.uuid(),
    fc.ipV4(),
    fc.tuple(fc.ipV4(), fc.integer({ min: 1, max: 65_535 })).map(([ip, port]) => `${ip}:${port}`),
    fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date('2100') })
      .map((it) => it.toISOString()),
  );
  const word = fc.constantFrom(
    'failed',
    'after',
    'the',
    'request',
    'of',
    'table',
    'user',
    '"orders"',
  );
  const parts = fc.array(fc.oneof(fc.constant(null), word), { minLength: 1, maxLength: 12 });
  const two = fc.tuple(parts, fc.array(place, { minLength: 24, maxLength: 24 }));
  fc.assert(
    fc.property(two, ([line, places]) => {
      const written = (from: number): string =>
        ['ERROR', ...line.map((part, at) => part ?? places[from + at])].join(' ');
      expect(keyOf(failed({ lines: [written(0)] }))).toBe(keyOf(failed({ lines: [written(12)] })));
    }),
  );
});

test('other words are another failure', () => {
  const words = fc
    .array(fc.stringMatching(/^[g-z]{4,9}$/), { minLength: 3, maxLength: 8 })
    .map((all) => `ERROR ${all.join(' ')}`);
  fc.assert(
    fc.property(words, words, (a, b) => {
      fc.pre(a !== b);
      expect(keyOf(failed({ lines: [a] }))).not.toBe(keyOf(failed({ lines: [b] })));
    }),
  );
});
