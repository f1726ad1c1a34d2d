/** A replay server in a process of its own, from the outside. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Unplayable } from './errors.ts';
import type { ReplayCommand, ReplayProcessOptions } from './process-commands.ts';

export interface ReplayProcess {
  readonly pid: number;
  readonly url: string;
  /** The first token; `rotate-token` returns the next. */
  readonly token: string;
  /** Resolves with what the server's method returns. @throws Unplayable with its sentence, or when the process is gone. */
  command(command: ReplayCommand): Promise<unknown>;
  /** SIGSTOP: it says nothing more, and its connections stay. Returns when that is so. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
  /** SIGKILL by default. */
  kill(signal?: NodeJS.Signals): void;
  /** Its exit code, or `null` when a signal ended it. */
  readonly ended: Promise<number | null>;
}

interface Reply {
  /** The command that it answers. */
  readonly call?: number;
  readonly ok?: unknown;
  readonly error?: string;
  readonly ready?: { readonly url: string; readonly token: string };
}

const ENTRY = fileURLToPath(new URL('./serve-process.ts', import.meta.url));

/**
 * Starts a server in a process of its own; it ends with this one. The kubeconfig is there when this
 * resolves; beside it lies `….options.json`, what the server was started with.
 * @throws Unplayable with what the process said when it could not start.
 */
export async function startReplayProcess(options: ReplayProcessOptions): Promise<ReplayProcess> {
  const file = `${options.kubeconfig}.options.json`;
  await writeFile(file, JSON.stringify(options));
  const child = spawn(process.execPath, [ENTRY, file], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const { ready, ask } = conversationWith(child, ended);
  const { url, token } = await ready;
  return {
    pid: child.pid ?? 0,
    url,
    token,
    command: ask,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    kill: (signal = 'SIGKILL') => void child.kill(signal),
    ended,
  };
}

/** Commands and their answers, by number. */
function conversationWith(child: ChildProcess, ended: Promise<number | null>) {
  const ready = Promise.withResolvers<NonNullable<Reply['ready']>>();
  const asked = new Map<number, PromiseWithResolvers<unknown>>();
  let complaint = '';
  let count = 0;
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const hear = ({ call, ok, error, ready: is }: Reply): void => {
    if (is !== undefined) ready.resolve(is);
    const waiting = asked.get(call ?? 0);
    asked.delete(call ?? 0);
    if (error === undefined) waiting?.resolve(ok);
    else waiting?.reject(new Unplayable(error));
  };
  if (child.stdout !== null)
    createInterface({ input: child.stdout }).on('line', (line) => hear(JSON.parse(line) as Reply));
  void ended.then(() => {
    const gone = new Unplayable(`The replay process has ended. ${complaint}`.trim());
    ready.reject(gone);
    for (const { reject } of asked.values()) reject(gone);
    asked.clear();
  });
  const ask = (command: ReplayCommand): Promise<unknown> => {
    count += 1;
    const answer = Promise.withResolvers<unknown>();
    asked.set(count, answer);
    if (child.exitCode !== null || child.signalCode !== null)
      return Promise.reject(new Unplayable('The replay process has ended.'));
    // What cannot be written any more is told by the end of the process.
    child.stdin?.write(`${JSON.stringify({ call: count, ...command })}\n`, () => {});
    return answer.promise;
  };
  return { ready: ready.promise, ask };
}
