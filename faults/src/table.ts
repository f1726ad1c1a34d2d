/** The table of docs/reliability.md: each row of the catalogue, the tests that prove it, and what came of them. */
import { CATALOGUE, type Row } from './catalogue.ts';
import type { Result } from './results.ts';

const BEGIN = '<!-- faults: written by `npm run faults` -->';
const END = '<!-- faults: end -->';

/** Markdown; `about` says in one line what was run where and when. */
export function tableOf(results: readonly Result[], about: string): string {
  const lines = CATALOGUE.map((row) => {
    const own = results.filter(({ rows }) => rows.includes(row.id));
    const levels = row.levels.join(', ');
    return `| ${row.id} | ${row.fault} | ${row.holds} | ${levels} | ${testsOf(own)} | ${outcomeOf(row, own)} |`;
  });
  return [
    about,
    '',
    '| row | fault | what must hold | level | tests | outcome |',
    '|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

function testsOf(results: readonly Result[]): string {
  if (results.length === 0) return '–';
  const files = [...new Set(results.map(({ file }) => file))].sort();
  return `${results.length}: ${files.map((file) => `\`${file}\``).join(', ')}`;
}

/** In a word, and the reason where it is not `held`. A row held only as far as its tests could run here. */
export function outcomeOf(row: Row, results: readonly Result[]): string {
  if (row.notYet !== null && results.length === 0) return `not here: ${row.notYet}`;
  if (results.length === 0) return 'not tested';
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  if (failed.length > 0) return `**failed**: ${failed.map(({ title }) => title).join('; ')}`;
  const left = results.filter(({ outcome }) => outcome === 'not here');
  if (left.length === 0) return 'held';
  const reasons = [...new Set(left.map(({ because }) => because))].join('; ');
  return left.length === results.length
    ? `not here: ${reasons}`
    : `held; ${left.length} of ${results.length} not here: ${reasons}`;
}

/** The document with the part between the markers replaced. @throws when the markers are not there. */
export function withTable(document: string, table: string): string {
  const { before, after } = parted(document);
  return `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
}

/** By row: the files that the table names. @throws when the markers are not there. */
export function filesInTable(document: string): ReadonlyMap<string, readonly string[]> {
  const { within } = parted(document);
  const rows = within.split('\n').filter((line) => /^\| F\d+ \|/.test(line));
  return new Map(
    rows.map((line) => {
      const cells = line.split(' | ');
      const files = [...(cells[4] ?? '').matchAll(/`([^`]+)`/g)].map(([, file = '']) => file);
      return [line.split(' ')[1] ?? '', files];
    }),
  );
}

function parted(document: string): {
  readonly before: string;
  readonly within: string;
  readonly after: string;
} {
  const [before, rest] = document.split(BEGIN);
  const [within, after] = rest?.split(END) ?? [];
  if (before === undefined || within === undefined || after === undefined)
    throw new Error('docs/reliability.md has lost the marks around its table.');
  return { before, within, after };
}
