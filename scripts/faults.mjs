/**
 * `npm run faults`: every row of the catalogue of faults, the slow ones too; then the table of docs/reliability.md.
 * `npm run faults -- F42 F55`: only these rows, and no table. `npm run faults -- kills [rounds] [seed]`: kill -9 in bursts.
 */
import { join } from 'node:path';
import { chromium } from './machine.mjs';
import { environment, ROOT, runInFront } from './run.mjs';
import { buildPage, CannotGoOn, generate, install, main, node24 } from './set-up.mjs';
import { toolsForFaults } from './tools-for-faults.mjs';

const [first = '', ...rest] = process.argv.slice(2);

await main(async () => {
  await install();
  await generate();
  await buildPage();
  if (first === 'kills') return run('faults/src/kill-hundred.ts', rest);
  const asked = first === '' ? [] : [first, ...rest];
  const wrong = asked.find((row) => !/^F\d+$/.test(row));
  if (wrong !== undefined)
    throw new CannotGoOn(`${wrong} is no row of the catalogue: they are F1 to F60, or say kills.`);
  await toolsForFaults();
  return run('faults/src/run-rows.ts', asked, { CHROMIUM: await chromium() });
});

/** @param {string} file of the repository @param {readonly string[]} args @param {NodeJS.ProcessEnv} [env] */
const run = (file, args, env) =>
  runInFront(node24(), [join(ROOT, file), ...args], environment(env));
