/** `npm start`: sets up what is missing, builds the page, serves it. Arguments go to `podline serve`. */
import { join } from 'node:path';
import { ROOT, runInFront } from './run.mjs';
import { buildPage, generate, install, main, node24 } from './set-up.mjs';

await main(async () => {
  await install();
  await generate();
  await buildPage();
  return runInFront(node24(), [
    join(ROOT, 'apps/server/src/main.ts'),
    'serve',
    ...process.argv.slice(2),
  ]);
});
