import { expect, test } from 'vitest';
import { textParts } from './told.ts';

const table: [text: string, parts: string[]][] = [
  ['', []],
  ['plain', ['plain']],
  ['waits for `myservice` now', ['waits for ', '‹myservice›', ' now']],
  ['`a` and `b`', ['‹a›', ' and ', '‹b›']],
  ['one ` alone', ['one ` alone']],
  ['`a` and ` alone', ['‹a›', ' and ` alone']],
  ['`` is nothing', [' is nothing']],
];

test.each(table)('%j', (text, parts) => {
  expect(textParts(text).map(({ text: it, isCode }) => (isCode ? `‹${it}›` : it))).toEqual(parts);
});
