/** `npm run screenshots`: the pictures of docs/screenshots, made anew. */
import { join } from 'node:path';
import { chromium } from './machine.mjs';
import { environment, ROOT, runInFront } from './run.mjs';
import { buildPage, generate, install, main, node24 } from './set-up.mjs';

await main(async () => {
  await install();
  await generate();
  await buildPage();
  const env = environment({ CHROMIUM: await chromium() });
  return runInFront(node24(), [join(ROOT, 'e2e/src/screenshots.ts')], env);
});
