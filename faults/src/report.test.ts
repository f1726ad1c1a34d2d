import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CATALOGUE } from './catalogue.ts';
import { ofPlaywright, ofVitest, type Result } from './results.ts';
import { filesInTable, outcomeOf, tableOf, withTable } from './table.ts';
import { rowsIn, rowsOfTitle, titledFiles } from './titles.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test('the catalogue has F1 to F60 in order, each once', () => {
  expect(CATALOGUE.map(({ id }) => id)).toEqual(Array.from({ length: 60 }, (_, i) => `F${i + 1}`));
});

/** Not written as one text: the check below would take it for the title of a test. */
const titled = (rows: string, words: string) => `${rows}: ${words}`;

test.each([
  [titled('F3', 'one list follows'), ['F3']],
  [titled('F3, F4', 'one list follows'), ['F3', 'F4']],
  [titled('F12, V2', 'nothing twice'), ['F12']],
  [titled('V2', 'nothing twice'), []],
  ['F3 without a colon', []],
  ['of F3: in the middle', []],
])('the title "%s" names %j', (title, rows) => {
  expect(rowsOfTitle(title)).toEqual(rows);
});

test('titles are found in sources, in any quotes', () => {
  const source = `test('${titled('F1', 'a')}'); test.each(x)("${titled('F2, F3', '%s')}"); test(\`${titled('F1', 'b')}\`)`;
  expect(rowsIn(source)).toEqual(['F1', 'F2', 'F3']);
});

const result = (more: Partial<Result>): Result => ({
  rows: ['F1'],
  title: 'a test',
  file: 'a.test.ts',
  outcome: 'held',
  because: null,
  ...more,
});

test('what vitest says becomes a line for each test of a row; those that were left out are none', () => {
  const assertion = (title: string, status: string, meta = {}) => ({
    ancestorTitles: [],
    title,
    status,
    meta,
  });
  const assertionResults = [
    assertion(titled('F1', 'a'), 'passed'),
    assertion(titled('F2', 'b'), 'failed'),
    assertion(titled('F3', 'c'), 'skipped', { notHere: 'Only root may.' }),
    assertion(titled('F4', 'left out by the pattern'), 'skipped'),
    { ...assertion('in a row of its describe', 'passed'), ancestorTitles: [titled('F5', 'd')] },
    assertion('of no row', 'passed'),
  ];
  const results = ofVitest({ testResults: [{ name: '/r/p/a.test.ts', assertionResults }] }, '/r');
  expect(
    results.map(({ rows, file, outcome, because }) => [rows[0], file, outcome, because]),
  ).toEqual([
    ['F1', 'p/a.test.ts', 'held', null],
    ['F2', 'p/a.test.ts', 'failed', null],
    ['F3', 'p/a.test.ts', 'not here', 'Only root may.'],
    ['F5', 'p/a.test.ts', 'held', null],
  ]);
});

test('what Playwright says, in nested suites', () => {
  const inner = { file: 'a.spec.ts', specs: [{ title: titled('F41', 'x'), ok: false }] };
  const suites = [{ file: 'a.spec.ts', specs: [{ title: 'other', ok: true }], suites: [inner] }];
  expect(ofPlaywright({ config: { rootDir: '/r/e2e/src' }, suites }, '/r')).toEqual([
    result({
      rows: ['F41'],
      title: titled('F41', 'x'),
      file: 'e2e/src/a.spec.ts',
      outcome: 'failed',
    }),
  ]);
});

test.each<[string, Partial<Result>[], string]>([
  ['all passed', [{}, {}], 'held'],
  ['one failed', [{}, { outcome: 'failed', title: 'it broke' }], '**failed**: it broke'],
  ['none could run', [{ outcome: 'not here', because: 'No root.' }], 'not here: No root.'],
  [
    'one could not run',
    [{}, { outcome: 'not here', because: 'No root.' }],
    'held; 1 of 2 not here: No root.',
  ],
  ['there is none', [], 'not tested'],
])('the outcome when %s', (_, results, outcome) => {
  const [row] = CATALOGUE;
  if (row === undefined) throw new Error('The catalogue has rows.');
  expect(outcomeOf(row, results.map(result))).toBe(outcome);
});

test('a row of which nothing can be tested says why', () => {
  const row = CATALOGUE.find(({ notYet }) => notYet !== null);
  if (row === undefined) throw new Error('There are such rows.');
  expect(outcomeOf(row, [])).toBe(`not here: ${row.notYet}`);
});

test('the table is written between its marks, and read again', async () => {
  const document = await readFile(join(ROOT, 'docs/reliability.md'), 'utf8');
  const table = tableOf(
    [result({ rows: ['F1', 'F2'] }), result({ file: 'b.test.ts' })],
    'Run here.',
  );
  const written = withTable(document, table);
  expect(filesInTable(written).get('F1')).toEqual(['a.test.ts', 'b.test.ts']);
  expect(filesInTable(written).get('F2')).toEqual(['a.test.ts']);
  expect(filesInTable(written).get('F3')).toEqual([]);
  expect(withTable(written, table)).toBe(written);
  expect(() => withTable('no marks', table)).toThrow('has lost the marks');
});

test('docs/reliability.md has every row, and names exactly the files whose tests prove it', async () => {
  const inTable = filesInTable(await readFile(join(ROOT, 'docs/reliability.md'), 'utf8'));
  const titles = await titledFiles(ROOT);
  const inSources = new Map(
    CATALOGUE.map(({ id }) => [
      id,
      [...titles].flatMap(([file, rows]) => (rows.includes(id) ? [file] : [])),
    ]),
  );
  expect(Object.fromEntries(inTable)).toEqual(Object.fromEntries(inSources));
});

test('every row has a test, or says why it has none', async () => {
  const proved = new Set([...(await titledFiles(ROOT)).values()].flat());
  const bare = CATALOGUE.filter(({ id, notYet }) => proved.has(id) === (notYet !== null));
  expect(bare.map(({ id }) => id)).toEqual([]);
});
