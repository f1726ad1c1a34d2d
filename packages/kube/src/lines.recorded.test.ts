import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { list, record, text } from './api-json.ts';
import { lineSplitter } from './lines.ts';
import { cut } from './testing/cut.ts';

const RECORDINGS = join(import.meta.dirname, '../../../recordings');

/** The watches that were recorded, each as the bytes that came. */
const watches: readonly (readonly [name: string, lines: readonly string[]])[] = [
  ...readdirSync(join(RECORDINGS, '_protocol')).map((file) => {
    const trace = record(JSON.parse(readFileSync(join(RECORDINGS, '_protocol', file), 'utf8')));
    const lines = list(trace['exchanges']).flatMap((exchange) =>
      list(record(record(exchange)['response'])['lines']).map(
        (line) => text(record(line)['line']) ?? '',
      ),
    );
    return [file, lines] as const;
  }),
  ...readdirSync(RECORDINGS)
    .filter((name) => !name.startsWith('_'))
    .map((name) => {
      const file = readFileSync(join(RECORDINGS, name, 'pods.ndjson'), 'utf8');
      return [name, file.trimEnd().split('\n')] as const;
    }),
].filter(([, lines]) => lines.length > 0);

describe('F17: a recorded watch', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 5 });

  test.each(watches)('gives the same lines however it is cut: %s', (_, lines) => {
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    const whole = lines.map((line) => ({ kind: 'whole', text: line }));
    fc.assert(
      fc.property(lengths, (cuts) => {
        const splitter = lineSplitter(16 * 1024 * 1024);
        expect(cut(bytes, cuts).flatMap((chunk) => splitter.push(chunk))).toEqual(whole);
      }),
      { numRuns: 10 },
    );
  });

  test('gives the same lines byte by byte', () => {
    const [, lines] = watches.find(([name]) => name === 'watch-selector-leave.json') ?? ['', []];
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    const splitter = lineSplitter(16 * 1024 * 1024);
    const found = cut(bytes, [1]).flatMap((chunk) => splitter.push(chunk));
    expect(found).toEqual(lines.map((line) => ({ kind: 'whole', text: line })));
  });
});
