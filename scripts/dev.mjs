/** `npm run dev`: the server, restarted at every change, and the page with hot reload beside it. Arguments go to `podline serve`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { environment, ROOT, say } from './run.mjs';
import { generate, install, main, node24 } from './set-up.mjs';

await main(async () => {
  await install();
  await generate();
  say('Starting the server, and Vite for the page: open the address that Vite prints.');
  const server = start(ROOT, [
    '--watch',
    'apps/server/src/main.ts',
    'serve',
    ...process.argv.slice(2),
  ]);
  const page = start(join(ROOT, 'apps/web'), [join(ROOT, 'node_modules/vite/bin/vite.js'), 'dev']);
  const children = [server, page];
  const stop = () => children.forEach((child) => void child.kill());
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
  // One without the other is of no use; whichever ends first ends both.
  const ends = children.map((child) => once(child, 'exit'));
  const [code] = await Promise.race(ends);
  stop();
  await Promise.all(ends);
  return code ?? 0;
});

/** @param {string} cwd @param {string[]} args */
function start(cwd, args) {
  return spawn(node24(), args, { cwd, env: environment(), stdio: 'inherit' });
}
