/**
 * `recordings/<name>/expected.txt` is what Podline says of each recording: every transition on a line, then the lanes, then what was
 * waited for. `UPDATE_EXPECTED=1 vitest run expected` writes them anew; read what changed before you commit it, and say why it did.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { replay } from './replay.ts';

const RECORDINGS = join(import.meta.dirname, '../../../../recordings');
const names = readdirSync(RECORDINGS).filter((name) => !name.startsWith('_'));

describe('a recording reads as its expected.txt says', () => {
  test.each(names)('%s', async (name) => {
    const told = `${await replay(join(RECORDINGS, name), 'sketch')}\n`;
    const file = join(RECORDINGS, name, 'expected.txt');
    if (process.env['UPDATE_EXPECTED'] === '1') writeFileSync(file, told);
    expect(told).toBe(readFileSync(file, 'utf8'));
  });
});
