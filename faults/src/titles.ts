/** Which rows of the catalogue a test proves: its title begins with them, as in `F3, F4: one list follows`. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

const ROWS = /^((?:[FV]\d+)(?:, ?[FV]\d+)*): /;

/** The fault rows that a title names; none for a test of something else. */
export const rowsOfTitle = (title: string): readonly string[] =>
  (ROWS.exec(title)?.[1] ?? '').split(/, ?/).filter((id) => id.startsWith('F'));

/** Text that begins like such a title, in any quotes. */
const LITERAL = /['"`]((?:[FV]\d+)(?:, ?[FV]\d+)*: )/g;

const FOLDERS = ['apps', 'packages', 'bench', 'faults', 'scripts', 'e2e'];
/** In `replay` they prove that a fault is done, not that Podline stands it. */
const SKIPPED = new Set(['node_modules', 'build', 'generated', '.svelte-kit', 'results', 'replay']);

/** By file (relative to `root`, sorted): the rows that its titles name. Files that name none are left out. */
export async function titledFiles(root: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const folder of FOLDERS) {
    for await (const file of testsIn(join(root, folder))) {
      const rows = rowsIn(await readFile(file, 'utf8'));
      if (rows.length > 0) found.set(relative(root, file).replaceAll('\\', '/'), rows);
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The rows that titles in a source text name, each once. */
export const rowsIn = (source: string): readonly string[] => [
  ...new Set([...source.matchAll(LITERAL)].flatMap(([, title = '']) => rowsOfTitle(title))),
];

async function* testsIn(folder: string): AsyncGenerator<string> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) yield* testsIn(join(folder, entry.name));
    else if (/\.(test|spec)\.ts$/.test(entry.name)) yield join(folder, entry.name);
  }
}
