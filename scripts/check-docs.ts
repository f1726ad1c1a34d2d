/** `node scripts/check-docs.ts`: whether the documents are true of the code. Prints a line for each thing that is not, and ends with 1. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SETTINGS } from '../apps/server/src/config.ts';
import { ERRORS } from '../packages/contract/src/index.ts';
import {
  brokenLinks,
  errorsDiffer,
  missingPaths,
  type Paths,
  settingsDiffer,
  stationsDiffer,
  unlisted,
} from './document-rules.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Not the repository's own: installed, built, or another program's. */
const SKIPPED = new Set([
  'node_modules',
  '.git',
  '.turbo',
  '.svelte-kit',
  '.podline',
  'build',
  'generated',
]);

/** Files and folders below `folder`, with `/`, from the root. */
function pathsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !SKIPPED.has(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      const own = relative(ROOT, path).replaceAll('\\', '/');
      return entry.isDirectory() ? [own, ...pathsBelow(path)] : [own];
    });
}

const paths: Paths = new Set(pathsBelow(ROOT));
const documents = [...paths].filter((path) => path.endsWith('.md')).sort();
const texts = new Map(documents.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));

/** @returns the text of a document; an empty one where there is none, so that every rule about it speaks */
const textOf = (path: string): string => texts.get(path) ?? '';

const problems: readonly (readonly [document: string, sentences: readonly string[]])[] = [
  ...documents.map((path) => [path, missingPaths(textOf(path), paths)] as const),
  ...documents.map((path) => [path, brokenLinks(path, textOf(path), paths, texts)] as const),
  ['docs/errors.md', errorsDiffer(textOf('docs/errors.md'), ERRORS)],
  ['docs/configuration.md', settingsDiffer(textOf('docs/configuration.md'), SETTINGS)],
  ['docs/life-of-a-pod-event.md', stationsDiffer(textOf('docs/life-of-a-pod-event.md'), paths)],
  ['docs/README.md', unlisted(textOf('docs/README.md'), documents)],
];

const lines = problems.flatMap(([path, sentences]) => sentences.map((said) => `${path} ${said}`));
for (const line of lines) console.error(line);
if (lines.length === 0) console.log(`${documents.length} documents are true of the code.`);
process.exitCode = lines.length === 0 ? 0 : 1;
