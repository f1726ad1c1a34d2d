/** What the tests need of the machine: a Chromium, and kubectl where it can be had. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runQuietly, say, tail } from './run.mjs';
import { CannotGoOn } from './set-up.mjs';

const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_CHROME = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/**
 * The first Chromium that starts.
 * @param {NodeJS.ProcessEnv} env CHROMIUM names one; else PATH is searched
 * @param {(file: string) => boolean} [starts]
 * @returns {string | null} its path
 */
export function findChromium(env, starts = answersVersion) {
  const named = env['CHROMIUM'];
  if (named) return starts(named) ? named : null;
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const files = CHROMIUM_NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...files, MAC_CHROME].find(starts) ?? null;
}

/** A file of that name is not enough: Ubuntu's chromium-browser may be a note that says `use snap`. @param {string} file */
const answersVersion = (file) =>
  existsSync(file) && spawnSync(file, ['--version'], { timeout: 20_000 }).status === 0;

/**
 * A Chromium for the browser tests, installed where that is ours to do (root on Debian or Ubuntu).
 * @returns {Promise<string>} its path
 * @throws {CannotGoOn} with how to get one
 */
export async function chromium() {
  const found = findChromium(process.env);
  if (found !== null) return found;
  if (process.env['CHROMIUM'])
    throw new CannotGoOn(`CHROMIUM names ${process.env['CHROMIUM']}, which does not start.`);
  const failure = await aptInstall('chromium', 'Installing Chromium for the browser tests');
  const installed = findChromium(process.env);
  if (installed !== null) return installed;
  throw new CannotGoOn(
    `${failure ?? ''}\nThe browser tests need Chromium or Chrome: install one, or name it with CHROMIUM=/path/to/chromium.`.trim(),
  );
}

/** kubectl for the test that renders k8s/; without it that test reads the files by itself, so a failure here is only said. */
export async function kubectlIfPossible() {
  if (spawnSync('kubectl', ['version', '--client']).status === 0) return;
  const failure = await aptInstall(
    'kubernetes-client',
    'Installing kubectl to render k8s/ with in a test',
  );
  if (failure !== null)
    say('No kubectl here: the test of k8s/ reads the files without rendering them.');
}

/**
 * @param {string} name a Debian package
 * @param {string} sentence what is said before
 * @returns {Promise<string | null>} why not, null when it is installed
 */
async function aptInstall(name, sentence) {
  if (process.getuid?.() !== 0) return `Only root may install ${name} here.`;
  if (!existsSync('/usr/bin/apt-get')) return `There is no apt-get to install ${name} with.`;
  say(`${sentence} (apt-get install ${name}) …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const doing = `installing ${name}`;
  // Lists that are old or missing are the usual reason to fail; lists that cannot be had may still do.
  await runQuietly('apt-get', ['update', '-qq'], { doing, env });
  const { code, output } = await runQuietly(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', name],
    { doing, env },
  );
  return code === 0 ? null : tail(output, 5);
}
