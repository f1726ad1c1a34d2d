import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FINDING_CODES } from './codes.ts';

const page = readFileSync(join(import.meta.dirname, '../../../../docs/findings.md'), 'utf8');

it('docs/findings.md lists every cause with its meaning and its page, and no other', () => {
  const rows = [...page.matchAll(/^\| `([\w-]+)` \| (.+) \| \[docs\]\((\S+)\) \|$/gm)];
  const listed = Object.fromEntries(rows.map(([, code, means, docs]) => [code, { means, docs }]));
  expect(listed).toEqual(FINDING_CODES);
});
