import type { LogRecord } from '@podline/contract';
import { MASK_RULES, millis } from '@podline/domain';
import type { LogLine } from '@podline/kube';
import { expect, test } from 'vitest';
import { type Stream, stream } from '../testing/stream.ts';
import type { LogPiece } from './container-log.ts';
import { logRecords } from './log-records.ts';

const lineAt = (second: number, text: string): LogLine => ({
  at: millis(0),
  stamp: `2026-11-22T12:00:${String(second).padStart(2, '0')}.000000000Z`,
  text,
});
const lines = (...all: readonly LogLine[]): LogPiece => ({ kind: 'lines', lines: all });
const note = (state: 'open' | 'ended' | 'gone'): LogPiece => ({
  kind: 'note',
  state,
  sentence: state,
});

interface Alarm {
  readonly ms: number;
  readonly ring: () => void;
}

/** Logs `a` and `b`, which a test fills, and time, which it lets pass. */
function bench({ isFollowed = true, limits = {} } = {}) {
  const logs: Readonly<Record<'a' | 'b', Stream<LogPiece>>> = { a: stream(), b: stream() };
  const stop = new AbortController();
  const alarms: Alarm[] = [];
  const letGo: string[] = [];
  const records = logRecords({
    logs: new Map(
      Object.entries(logs).map(([name, log]) => [name, log[Symbol.asyncIterator]()] as const),
    ),
    isFollowed,
    rules: MASK_RULES,
    sleep: (ms, signal) =>
      new Promise<void>((resolve) => {
        if (signal.aborted) return resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
        alarms.push({ ms, ring: resolve });
      }),
    stopping: stop.signal,
    letGo: () => {
      letGo.push('let go');
      logs.a.end();
      logs.b.end();
    },
    limits: { lines: 1000, characters: 1e6, patienceMs: 300, heartbeatMs: 15_000, ...limits },
  });
  const next = async (): Promise<readonly string[] | null> => {
    const { value, done } = await records.next();
    return done === true ? null : value.split('\n').slice(0, -1).map(words);
  };
  const ring = (ms: number): void => alarms.findLast((alarm) => alarm.ms === ms)?.ring();
  return { logs, next, ring, alarms, stop, letGo, records };
}

function words(text: string): string {
  if (text === '') return 'still there';
  const record = JSON.parse(text) as LogRecord;
  if ('end' in record) return `end: ${record.end}`;
  return 'state' in record
    ? `${record.container} ${record.state}`
    : `${record.container}: ${record.text}`;
}

test('logs that are over come merged, and say so', async () => {
  const { logs, next } = bench({ isFollowed: false });
  logs.a.give(note('open'), lines(lineAt(1, 'one'), lineAt(3, 'three')), note('ended'));
  logs.b.give(note('open'), lines(lineAt(2, 'two')), note('ended'));
  logs.a.end();
  logs.b.end();
  const all: string[] = [];
  for (let some = await next(); some !== null; some = await next()) all.push(...some);
  expect(all.filter((it) => it.includes(':'))).toEqual([
    'a: one',
    'b: two',
    'a: three',
    'end: complete',
  ]);
  expect(all.filter((it) => it.includes('ended'))).toHaveLength(2);
});

test('a line waits for an earlier one of another container, and no longer than a moment', async () => {
  const { logs, next, ring, alarms } = bench();
  logs.a.give(note('open'));
  logs.b.give(note('open'));
  expect(await next()).toEqual(['a open', 'b open']);
  logs.a.give(lines(lineAt(1, 'one')));
  const told = next();
  await expect.poll(() => alarms.some(({ ms }) => ms === 300)).toBe(true);
  // More lines do not begin the wait anew.
  logs.a.give(lines(lineAt(2, 'two')));
  ring(300);
  expect((await told)?.[0]).toBe('a: one');
});

test('a silence is told of', async () => {
  const { next, ring, alarms } = bench();
  const told = next();
  await expect.poll(() => alarms.length).toBe(1);
  ring(15_000);
  expect(await told).toEqual(['still there']);
});

test('a log that is not there keeps nobody waiting', async () => {
  const { logs, next } = bench();
  logs.b.give(note('gone'));
  logs.a.give(note('open'), lines(lineAt(1, 'one')));
  const all: string[] = [];
  while (!all.includes('a: one')) all.push(...((await next()) ?? ['over']));
  expect(all).toEqual(expect.arrayContaining(['b gone', 'a open', 'a: one']));
});

test('a stop of the server ends them with a word', async () => {
  const { next, stop, letGo, alarms } = bench();
  const told = next();
  await expect.poll(() => alarms.length).toBe(1);
  stop.abort();
  expect(await told).toEqual(['still there']);
  expect(await next()).toEqual(['end: stopping']);
  expect(await next()).toBeNull();
  expect(letGo).toEqual(['let go']);
});

test('more than is told at once ends with a word', async () => {
  const { logs, next } = bench({ limits: { lines: 2 } });
  logs.b.give(note('gone'));
  logs.a.give(lines(lineAt(1, 'one'), lineAt(2, 'two'), lineAt(3, 'three')));
  const all: string[] = [];
  for (let some = await next(); some !== null; some = await next()) all.push(...some);
  expect(all.at(-1)).toBe('end: limit');
});

test('secrets are masked, a key over many lines too, each container for itself', async () => {
  const { logs, next } = bench({ isFollowed: false });
  const body = `MIIEpAIBAAKCAQEA${'q7Zx'.repeat(12)}`;
  logs.a.give(
    lines(
      lineAt(1, '-----BEGIN RSA PRIVATE KEY-----'),
      lineAt(3, body),
      lineAt(5, 'PASSWORD=hunter2hunter2'),
    ),
  );
  logs.b.give(lines(lineAt(2, 'plain'), lineAt(4, 'words')));
  logs.a.end();
  logs.b.end();
  const all: string[] = [];
  for (let some = await next(); some !== null; some = await next()) all.push(...some);
  expect(all.join('\n')).not.toMatch(/MIIE|hunter2/);
  expect(all).toEqual(expect.arrayContaining(['b: plain', 'b: words', 'a: PASSWORD=•••']));
});

test('who leaves has the logs let go of', async () => {
  const { logs, next, records, letGo } = bench();
  logs.a.give(note('open'));
  await next();
  await records.return();
  expect(letGo).toEqual(['let go']);
});

test('a line that is cut within a token does not end with its beginning', async () => {
  const { logs, next } = bench({ isFollowed: false });
  const token = ['ghp_', 'aB3dE5fG7hJ9kL2mN4pQ6'].join('');
  const cut = { ...lineAt(1, `using ${token}`), cutFrom: 20_000 };
  const wide = { ...lineAt(2, 'x'.repeat(4096)), cutFrom: 20_000 };
  logs.a.give(note('open'), lines(cut, wide), note('ended'));
  logs.a.end();
  logs.b.end();
  const all: string[] = [];
  for (let some = await next(); some !== null; some = await next()) all.push(...some);
  expect(all).toContain('a: using ');
  expect(all).toContain(`a: ${'x'.repeat(4096)}`);
});
