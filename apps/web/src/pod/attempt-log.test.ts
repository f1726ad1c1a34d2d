import type { TailHead } from '@podline/contract';
import { type Finding, millis } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import {
  headOf,
  isAskedFor,
  keptWords,
  noLinesWords,
  readLog,
  tailAddress,
} from './attempt-log.ts';

const head = (change: Partial<TailHead> = {}): TailHead => ({
  ...{ container: 'init', attempt: 2, containerId: 'containerd://c', fetchedAt: millis(5) },
  ...{ outcome: 'kept', lines: 12, isCut: false, masked: 0, signature: null },
  ...change,
});
const WHOSE = { namespace: 'shop', name: 'web-1', uid: 'u-1', container: 'init', attempt: 2 };

describe('which tail is an attempt’s', () => {
  const run = { number: 2, containerId: 'containerd://c' };
  test.each<[string, readonly TailHead[], TailHead | null]>([
    ['its own', [head()], head()],
    ['not another container’s', [head({ container: 'app' })], null],
    ['not another attempt’s', [head({ attempt: 3 })], null],
    [
      'not that of a run that had its number before',
      [head({ containerId: 'containerd://x' })],
      null,
    ],
    ['the newest of its own', [head({ lines: 1 }), head({ lines: 2 })], head({ lines: 2 })],
    ['none', [], null],
  ])('%s', (_, tails, expected) => {
    expect(headOf(tails, 'init', run)).toEqual(expected);
  });

  test('by its number alone where no containerID is known', () => {
    expect(headOf([head()], 'init', { number: 2, containerId: null })).toEqual(head());
  });
});

test.each<[Partial<TailHead>, string | null]>([
  [{}, null],
  [{ lines: 0 }, 'It wrote nothing.'],
  [{ outcome: 'gone', lines: 0 }, 'When its end was seen, the cluster no longer had its log.'],
  [
    { outcome: 'forbidden' },
    'Podline may not read logs in this namespace: it needs get on pods/log.',
  ],
  [{ outcome: 'skipped' }, 'Its log was not asked for: more attempts ended than Podline asks for.'],
  [{ outcome: 'failed' }, 'Its log could not be read, although Podline tried several times.'],
])('%j is said as: %s', (change, words) => {
  expect(noLinesWords(head(change))).toBe(words);
});

test.each<[Partial<TailHead>, string]>([
  [{}, '12 lines'],
  [{ lines: 1 }, '1 line'],
  [{ isCut: true }, '12 lines, the last of more'],
  [{ masked: 1 }, '12 lines; 1 secret masked'],
  [{ lines: 200, isCut: true, masked: 3 }, '200 lines, the last of more; 3 secrets masked'],
])('what is kept, %j, in words: %s', (change, words) => {
  expect(keptWords(head(change))).toBe(words);
});

test.each<[string, Partial<TailHead>, boolean]>([
  ['lines', {}, true],
  ['no line and a failure that others may share', { lines: 0, signature: 'k' }, true],
  ['neither', { lines: 0 }, false],
  ['no log and nothing else', { outcome: 'gone', lines: 0 }, false],
])('where there are %s the server is asked: %j', (_, change, expected) => {
  expect(isAskedFor(head(change))).toBe(expected);
});

test('the address names the run, and nothing in it is taken for more', () => {
  expect(tailAddress({ ...WHOSE, container: 'a&b=c d' })).toBe(
    '/api/pods/shop/web-1/tails?uid=u-1&container=a%26b%3Dc+d&attempt=2',
  );
});

describe('the lines', () => {
  const finding = (text: string, attempt = 2): Finding =>
    ({ evidence: [{ at: null, kind: 'log', text, ref: { container: 'init', attempt } }] }) as never;
  const signature = { key: 'k', words: 'exit code 1: a\u202Eb', attempts: 2 };
  const shown = (texts: readonly string[], findings: readonly Finding[] = []) =>
    readLog(WHOSE, findings, async () =>
      Response.json({
        uid: 'u-1',
        head: head(),
        lines: texts.map((text) => ({ at: 1, text })),
        signature,
      }),
    );

  test('come as they are, in their colours, and with what cannot be seen shown', async () => {
    expect(await shown(['\u001B[31mred\u001B[0m', 'a\u202Eb', '  indented'])).toEqual({
      kind: 'lines',
      shared: { key: 'k', words: 'exit code 1: a\\u202eb', attempts: 2 },
      lines: [
        { at: 1, spans: [{ text: 'red', look: 'fg-red' }], isTold: false },
        { at: 1, spans: [{ text: 'a\\u202eb', look: '' }], isTold: false },
        { at: 1, spans: [{ text: '  indented', look: '' }], isTold: false },
      ],
    });
  });

  test.each<[string, readonly Finding[], boolean]>([
    ['that a finding quotes is marked', [finding('ERROR: no table')], true],
    ['that a finding quotes shortened is marked', [finding('ERROR: no…')], true],
    ['that is of another attempt is not', [finding('ERROR: no table', 1)], false],
    ['that nobody quotes is not', [finding('WARN: slow')], false],
    ['is not marked for a quote of almost nothing', [finding('E…')], false],
  ])('one %s', async (_, findings, isTold) => {
    expect(await shown(['\u001B[31mERROR:\u001B[0m no table'], findings)).toMatchObject({
      lines: [{ isTold }],
    });
  });

  test('that may not be read are a problem in the server’s words', async () => {
    const problem = {
      code: 'LOGS_NOT_ALLOWED',
      sentence: 'You may not.',
      next: 'Ask.',
      detail: null,
    };
    const answer = readLog(WHOSE, [], async () => Response.json(problem, { status: 403 }));
    expect(await answer).toEqual({ kind: 'problem', problem });
  });
});
