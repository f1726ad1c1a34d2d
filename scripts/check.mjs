/** `npm run check`: every check, in order, all of them even when one fails. What a passing check has to say is not printed. */
import { join } from 'node:path';
import { duration, environment, ROOT, runQuietly, say } from './run.mjs';
import { generate, install, main, node24, runTask } from './set-up.mjs';

/** @param {string} file within node_modules @param {...string} args */
const tool = (file, ...args) => runNode([join(ROOT, 'node_modules', file), ...args]);
/** @param {string[]} args */
const runNode = (args) => runQuietly(node24(), args, { doing: 'checking', env: environment() });

/** @type {[name: string, run: () => Promise<{ code: number, output: string }>][]} */
const CHECKS = [
  [
    'format and lint',
    // Biome counts every CI as a terminal and colours each character of a difference.
    () => tool('@biomejs/biome/bin/biome', 'ci', '--error-on-warnings', '--colors=off', '.'),
  ],
  [
    'floors',
    () =>
      tool(
        'dependency-cruiser/bin/dependency-cruiser.mjs',
        'apps',
        'packages',
        'bench',
        'e2e',
        'faults',
      ),
  ],
  ['types', () => runTask('types', '!@podline/web', 'checking types')],
  ['types of the scripts', () => tool('typescript/bin/tsc', '-p', 'scripts')],
  ['components', () => runTask('types', '@podline/web', 'checking components')],
  ['nothing unused', () => tool('knip/bin/knip.js')],
  ['one version of everything', () => runQuietly(sherif(), [], { doing: 'checking' })],
  ['documents', () => runNode([join(ROOT, 'scripts/check-docs.ts')])],
];

const sherif = () => join(ROOT, 'node_modules', '.bin', 'sherif');

await main(async () => {
  await install();
  await generate();
  let failed = 0;
  for (const [name, run] of CHECKS) {
    const startedAt = Date.now();
    const { code, output } = await run();
    say(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name} (${duration(Date.now() - startedAt)})`);
    if (code === 0) continue;
    failed += 1;
    say(output.trimEnd());
  }
  if (failed > 0) say(`\n${failed} of ${CHECKS.length} checks failed.`);
  return failed === 0 ? 0 : 1;
});
