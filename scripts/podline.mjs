/** `npm run podline -- <subcommand>`: the command line, set up first. Its stdout is the command's alone. */
import { join } from 'node:path';
import { ROOT, runInFront } from './run.mjs';
import { buildPage, generate, install, main, node24 } from './set-up.mjs';

const args = process.argv.slice(2);
const onlyTells = args.some((arg) => ['-h', '--help', '-V', '--version'].includes(arg));

await main(async () => {
  await install();
  await generate();
  const [subcommand = ''] = args;
  if (['serve', 'demo'].includes(subcommand) && !onlyTells) await buildPage();
  return runInFront(node24(), [join(ROOT, 'apps/server/src/main.ts'), ...args]);
});
