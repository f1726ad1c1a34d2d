/**
 * `node faults/src/run-rows.ts [F42 F55 …]`: runs the tests of the rows (all without any), the slow ones one after another,
 * tells what did not hold, and writes the table of docs/reliability.md when all were run. Exit code 1 when a row failed.
 * `--from FOLDER` writes it from what an earlier run left there.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CATALOGUE } from './catalogue.ts';
import {
  ofPlaywright,
  ofVitest,
  type PlaywrightJson,
  type Result,
  type VitestJson,
} from './results.ts';
import { outcomeOf, tableOf, withTable } from './table.ts';
import { titledFiles } from './titles.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DOCUMENT = join(ROOT, 'docs/reliability.md');

const [first = '', ...rest] = process.argv.slice(2);
const asked = first === '--from' || first === '' ? [] : [first, ...rest];
const RESULTS = join(ROOT, 'faults/results', asked.length === 0 ? 'all' : 'some');
if (first !== '--from') await runAll();
const results = await resultsIn(first === '--from' ? (rest[0] ?? RESULTS) : RESULTS);
const isWhole = asked.length === 0;
if (isWhole) await writeTable(results);
tell(results);
process.exitCode = results.some(({ outcome }) => outcome === 'failed') ? 1 : 0;

async function runAll(): Promise<void> {
  await rm(RESULTS, { recursive: true, force: true });
  await mkdir(RESULTS, { recursive: true });
  const titled = await titledFiles(ROOT);
  const files = [...titled].flatMap(([file, rows]) =>
    asked.length === 0 || rows.some((row) => asked.includes(row)) ? [file] : [],
  );
  const isSlow = (file: string): boolean => file.endsWith('.slow.test.ts');
  const tests = files.filter((file) => file.endsWith('.test.ts'));
  await vitest(
    'quick',
    tests.filter((file) => !isSlow(file)),
  );
  // One after another: what is measured in them must not wait for the others.
  await vitest('slow', tests.filter(isSlow), '--no-file-parallelism');
  await playwright(files.filter((file) => file.endsWith('.spec.ts')));
}

/** Titles that name one of the rows, wherever in their list. */
function pattern(): string {
  const rows = asked.length === 0 ? 'F\\d+' : asked.join('|');
  return `(^| )([FV]\\d+, ?)*(${rows})(, ?[FV]\\d+)*: `;
}

async function vitest(name: string, files: readonly string[], ...args: string[]): Promise<void> {
  if (files.length === 0) return;
  process.stdout.write(`\nThe ${name} tests, in ${files.length} files:\n`);
  const json = `--outputFile.json=${join(RESULTS, `vitest-${name}.json`)}`;
  const reporters = ['--reporter=dot', '--reporter=json', json];
  const config = ['run', '--config', join(ROOT, 'faults/vitest.config.ts')];
  await node([
    'node_modules/vitest/vitest.mjs',
    ...config,
    ...reporters,
    ...args,
    '-t',
    pattern(),
    ...files,
  ]);
}

async function playwright(specs: readonly string[]): Promise<void> {
  if (specs.length === 0) return;
  process.stdout.write('\nThe tests in a browser:\n');
  const args = [
    'test',
    '--config',
    'e2e/playwright.config.ts',
    '--grep',
    pattern(),
    '--reporter=json',
  ];
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: join(RESULTS, 'playwright.json') };
  await node(['node_modules/@playwright/test/cli.js', ...args, ...specs], env);
}

/** Its exit code is not asked for: what failed stands in its JSON. */
function node(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = { cwd: ROOT, env: { ...process.env, ...env }, stdio: 'inherit' } as const;
    const child = spawn(process.execPath, args, options);
    child.once('error', reject);
    child.once('close', () => resolve());
  });
}

async function resultsIn(folder: string): Promise<readonly Result[]> {
  const found: Result[] = [];
  for (const file of (await readdir(folder)).sort()) {
    const json: unknown = JSON.parse(await readFile(join(folder, file), 'utf8'));
    if (file.startsWith('vitest')) found.push(...ofVitest(json as VitestJson, ROOT));
    if (file.startsWith('playwright')) found.push(...ofPlaywright(json as PlaywrightJson, ROOT));
  }
  return found;
}

async function writeTable(results: readonly Result[]): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  const machine = `Node ${process.versions.node}, ${process.platform} ${release()}, ${cpus().length} cores`;
  const about = `Run on ${day} (${machine}): ${results.length} tests.`;
  if (!existsSync(DOCUMENT)) throw new Error('There is no docs/reliability.md to write to.');
  await writeFile(DOCUMENT, withTable(await readFile(DOCUMENT, 'utf8'), tableOf(results, about)));
}

function tell(results: readonly Result[]): void {
  const rows = CATALOGUE.filter(({ id }) => isWhole || asked.includes(id)).map((row) => {
    const own = results.filter(({ rows }) => rows.includes(row.id));
    return { id: row.id, outcome: outcomeOf(row, own) };
  });
  process.stdout.write('\n');
  for (const { id, outcome } of rows)
    if (!isWhole || outcome !== 'held') process.stdout.write(`${id.padEnd(4)} ${outcome}\n`);
  const held = rows.filter(({ outcome }) => outcome.startsWith('held')).length;
  process.stdout.write(`${held} of ${rows.length} rows held, by ${results.length} tests.\n`);
}
