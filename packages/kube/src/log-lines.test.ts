import { millis } from '@podline/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LogLine, logLines } from './log-lines.ts';
import { cut } from './testing/cut.ts';

async function linesOf(pieces: Iterable<Uint8Array>, maxBytes = 1000): Promise<readonly LogLine[]> {
  async function* bytes() {
    yield* pieces;
  }
  const lines: LogLine[] = [];
  for await (const some of logLines(bytes(), maxBytes)) lines.push(...some);
  return lines;
}

const NOON = millis(Date.UTC(2026, 10, 22, 12, 0, 0, 123));
const STAMP = '2026-11-22T12:00:00.123456789Z';

test.each<[string, string, Partial<LogLine>]>([
  ['a stamped line', `${STAMP} hello\n`, { at: NOON, stamp: STAMP, text: 'hello' }],
  ['one without an end', `${STAMP} hello`, { at: NOON, text: 'hello' }],
  ['one that says nothing', `${STAMP} \n`, { at: NOON, text: '' }],
  ['one without even the space', `${STAMP}\n`, { at: NOON, text: '' }],
  ['one of another zone', '2026-11-22T13:00:00.123+01:00 x\n', { at: NOON, text: 'x' }],
  ['one of Windows', `${STAMP} hello\r\n`, { text: 'hello' }],
  ['one that begins with spaces', `${STAMP}   deep\n`, { text: '  deep' }],
  [
    'the kubelet’s own words',
    'failed to open log file\n',
    { at: null, stamp: null, text: 'failed to open log file' },
  ],
  ['a day that is none', '2026-02-30T12:00:00Z x\n', { at: null, text: '2026-02-30T12:00:00Z x' }],
  ['an empty line', '\n', { at: null, text: '' }],
])('%s', async (_, written, line) => {
  expect(await linesOf([Buffer.from(written)])).toMatchObject([line]);
});

test('nothing has no lines', async () => {
  expect(await linesOf([])).toEqual([]);
});

test('of a line that is too long its beginning is kept, and its length told', async () => {
  const [long, after] = await linesOf([
    Buffer.from(`${STAMP} ${'x'.repeat(2000)}\n${STAMP} next\n`),
  ]);
  expect(long).toMatchObject({ at: NOON, cutFrom: STAMP.length + 1 + 2000 });
  expect(long?.text).toMatch(/^x+$/);
  expect(after).toEqual({ at: NOON, stamp: STAMP, text: 'next' });
});

test('wherever the bytes are cut, the lines are the same', async () => {
  const text = fc.string({ unit: 'binary' }).map((it) => it.toWellFormed().replace(/[\n\r]/g, ''));
  await fc.assert(
    fc.asyncProperty(
      fc.array(text),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      async (texts, cuts) => {
        const stream = Buffer.from(texts.map((it) => `${STAMP} ${it}\n`).join(''));
        const lines = await linesOf(cut(stream, cuts), 100_000);
        expect(lines.map((line) => line.text)).toEqual(texts);
      },
    ),
  );
});
