/** The programs from outside that some faults are injected with: found, installed where that is ours to do, or done without. */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { runQuietly, say, tail } from './run.mjs';

/** Each: the Debian package that has it, a file or command by which it is known, and what it is for. */
const TOOLS = [
  { name: 'faketime', isThere: () => isCommand('faketime'), what: 'jumps of the clock' },
  { name: 'libfiu0', isThere: () => isLibrary('fiu_posix_preload.so*'), what: 'failing fsyncs' },
  { name: 'fiu-utils', isThere: () => isCommand('fiu-run'), what: 'failing fsyncs' },
  { name: 'iptables', isThere: () => isCommand('iptables'), what: 'lines that die unsaid' },
  { name: 'iproute2', isThere: () => isCommand('ip'), what: 'lines that die unsaid' },
  { name: 'util-linux', isThere: () => isCommand('prlimit'), what: 'missing descriptors' },
  { name: 'mount', isThere: () => isCommand('losetup'), what: 'disks that fill up' },
  { name: 'e2fsprogs', isThere: () => isCommand('mkfs.ext4'), what: 'disks that break' },
];

/** Never fails: a test whose tool is not there says so and is not counted as passed. */
export async function toolsForFaults() {
  const missing = TOOLS.filter(({ isThere }) => !isThere());
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name);
  const why = process.platform === 'linux' ? await installed(names) : 'They are of Linux.';
  if (why === null) return;
  for (const { name, what } of missing) say(`Without ${name} there are no ${what}.`);
  say(why);
}

/** @param {readonly string[]} names of Debian packages @returns {Promise<string | null>} why not */
async function installed(names) {
  if (process.getuid?.() !== 0) return `Only root may install ${names.join(', ')}.`;
  if (!existsSync('/usr/bin/apt-get')) return 'There is no apt-get to install them with.';
  say(`Installing what some faults need (apt-get install ${names.join(' ')}) …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { doing: `installing ${names.join(', ')}`, env };
  await runQuietly('apt-get', ['update', '-qq'], options);
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...names];
  const { code, output } = await runQuietly('apt-get', args, options);
  return code === 0 ? null : tail(output, 3);
}

/** @param {string} name */
const isCommand = (name) =>
  spawnSync('sh', ['-c', `command -v ${name}`], { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } })
    .status === 0;

/** @param {string} name */
const isLibrary = (name) => globSync(`/usr/lib/{*,*/fiu,fiu}/${name}`).length > 0;
