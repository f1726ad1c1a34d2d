/** How the scripts speak and start other programs. Everything they say goes to stderr: stdout belongs to what they run. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** @param {string} line */
export const say = (line) => void process.stderr.write(`${line}\n`);

/** `0.8 s`, `2 min 5 s`. @param {number} milliseconds */
export function duration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/** The last lines of a program's output, blank ones left out. @param {string} output @param {number} lines */
export const tail = (output, lines) =>
  output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-lines)
    .join('\n');

/**
 * The environment for what the scripts start: our own programs first on the PATH (the pinned Node among them), nothing
 * that phones home.
 * @param {NodeJS.ProcessEnv} [more]
 * @returns {NodeJS.ProcessEnv}
 */
export function environment(more = {}) {
  const bin = join(ROOT, 'node_modules', '.bin');
  // Windows spells it Path; a second spelling would win or lose at random.
  const pathKey = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  return {
    ...process.env,
    [pathKey]: [bin, process.env[pathKey] ?? ''].join(delimiter),
    DO_NOT_TRACK: '1',
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    ...more,
  };
}

/**
 * Runs a program without its noise; every 20 s says that it is still at it.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ doing: string, env?: NodeJS.ProcessEnv, cwd?: string }} options `doing` reads as `installing the packages`
 * @returns {Promise<{ code: number, output: string }>} 127 where the program does not exist
 */
export function runQuietly(program, args, { doing, env = environment(), cwd = ROOT }) {
  const startedAt = Date.now();
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const stillAtIt = setInterval(
    () => say(`  … still ${doing}, ${duration(Date.now() - startedAt)} so far`),
    20_000,
  );
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  return ended(child)
    .then((code) => ({ code, output }))
    .catch((error) => ({ code: 127, output: `${output}${error.message}\n` }))
    .finally(() => clearInterval(stillAtIt));
}

/**
 * Runs a program in our place: it has the terminal, gets our signals, and its exit code becomes the answer.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>}
 */
export async function runInFront(program, args, env = environment()) {
  const child = spawn(program, args, { cwd: process.cwd(), env, stdio: 'inherit' });
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => void child.kill(signal);
  // Ctrl-C in a terminal reaches the whole group, the child included: a second SIGINT would be an impatient one.
  const onInterrupt = process.stdin.isTTY ? () => {} : forward;
  process.on('SIGINT', onInterrupt).on('SIGTERM', forward).on('SIGHUP', forward);
  try {
    return await ended(child);
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', forward).off('SIGHUP', forward);
  }
}

/**
 * The exit code of a child, as a shell would give it (128 + signal).
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function ended(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}
