/** `podline` as a process of its own, with an environment that holds nothing of this machine's. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { testFolder } from './folder.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  /** Resolves with stdout up to and with the first match; rejects when the process ends before. */
  said(words: RegExp): Promise<string>;
  readonly ended: Promise<Ended>;
}

/** Starts it in an empty folder, which is its home too; it is killed when the test ends. */
export async function podlineStarted(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Running> {
  const folder = await testFolder();
  const process = spawn(globalThis.process.execPath, [MAIN, ...args], {
    cwd: folder,
    env: { HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void process.kill('SIGKILL'));
  const heard = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    process[stream].setEncoding('utf8').on('data', (text: string) => {
      heard[stream] += text;
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    process.once('close', (code) => resolve({ code, ...heard }));
  });
  const said = (words: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (words.test(heard.stdout)) resolve(heard.stdout);
      };
      process.stdout.on('data', look);
      void ended.then(() => reject(new Error(`It ended: ${heard.stdout}${heard.stderr}`)));
      look();
    });
  return { process, said, ended };
}

/** Runs it to its end. */
export const podline = async (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> => (await podlineStarted(args, env)).ended;
