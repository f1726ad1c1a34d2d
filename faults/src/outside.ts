/** Programs of the system, run to their end. */
import { spawnSync } from 'node:child_process';

/** What it printed. @throws with all it printed when it fails. */
export function run(program: string, ...args: readonly string[]): string {
  const env = { ...process.env, PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', env });
  if (status !== 0)
    throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? `${stdout}${stderr}`}`);
  return stdout;
}
