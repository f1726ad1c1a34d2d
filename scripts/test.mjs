/** `npm test`: every test there is, with what it needs: vitest (units, properties, recordings, sockets), then the page in a real Chromium. */
import { join } from 'node:path';
import { chromium, kubectlIfPossible } from './machine.mjs';
import { duration, environment, ROOT, runInFront, say } from './run.mjs';
import { buildPage, CannotGoOn, generate, install, main, node24 } from './set-up.mjs';

/** @type {{ name: string, run: () => Promise<number> }[]} */
const SUITES = [
  {
    name: 'unit and integration tests',
    run: () => runTool('vitest/vitest.mjs', ['run', '--root', ROOT]),
  },
  {
    name: 'browser tests',
    run: async () =>
      runTool(
        '@playwright/test/cli.js',
        ['test', '--config', join(ROOT, 'e2e/playwright.config.ts')],
        { CHROMIUM: await chromium() },
      ),
  },
];

/** @param {string} file within node_modules @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
const runTool = (file, args, env) =>
  runInFront(node24(), [join(ROOT, 'node_modules', file), ...args], environment(env));

await main(async () => {
  await install();
  await generate();
  await kubectlIfPossible();
  await buildPage();
  const results = [];
  for (const { name, run } of SUITES) {
    say(`\nRunning the ${name} …`);
    const startedAt = Date.now();
    results.push({ name, code: await codeOf(run), took: Date.now() - startedAt });
  }
  say('');
  for (const { name, code, took } of results)
    say(`${code === 0 ? 'passed' : 'FAILED'}  ${name} (${duration(took)})`);
  return results.every(({ code }) => code === 0) ? 0 : 1;
});

/** A suite that cannot run has failed; the others still tell what they know. @param {() => Promise<number>} run */
async function codeOf(run) {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof CannotGoOn)) throw error;
    say(error.message);
    return 1;
  }
}
