/** `npm run nemesis -- --seed N --minutes M`: all faults at random under load, and all validators after every calm. */
import { join } from 'node:path';
import { environment, ROOT, runInFront } from './run.mjs';
import { buildPage, generate, install, main, node24 } from './set-up.mjs';

await main(async () => {
  await install();
  await generate();
  await buildPage();
  const args = process.argv.slice(2);
  return runInFront(node24(), [join(ROOT, 'faults/src/nemesis.ts'), ...args], environment());
});
