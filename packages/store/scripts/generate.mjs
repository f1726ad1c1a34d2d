// Writes the Prisma client into src/generated. Runs on the Node that is at hand (20 or newer) and needs no network:
// Prisma 7 insists on a schema engine, which only its migrations use, and takes any existing file for it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = createRequire(import.meta.url).resolve('prisma/build/index.js');
const schema = fileURLToPath(new URL('../../../prisma/schema.prisma', import.meta.url));
// Prisma notes each of its commands in the home folder, and spins for ever where it can make no folder there.
const home = mkdtempSync(join(tmpdir(), 'podline-prisma-'));

const run = spawnSync(process.execPath, [cli, 'generate', '--no-hints', `--schema=${schema}`], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  encoding: 'utf8',
  env: {
    ...process.env,
    HOME: home,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  },
});
rmSync(home, { recursive: true, force: true });

if (run.status !== 0) {
  process.stderr.write(`prisma generate failed\n${run.stdout ?? ''}${run.stderr ?? ''}`);
  if (run.error !== undefined) process.stderr.write(`${run.error.message}\n`);
  process.exitCode = 1;
}
