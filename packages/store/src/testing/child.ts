/** A program of this folder as a process of its own, its lines one after another, and how it ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface Child {
  readonly process: ChildProcess;
  /** The next line of its stdout; null when there are no more. */
  line(): Promise<string | null>;
  /** Its exit code and the signal that ended it. */
  readonly exited: Promise<readonly unknown[]>;
}

const SCRIPTS = {
  'append-until-signal': new URL('./append-until-signal.ts', import.meta.url),
  'hold-lock': new URL('./hold-lock.ts', import.meta.url),
  'open-once': new URL('./open-once.ts', import.meta.url),
};

export function runChild(
  script: keyof typeof SCRIPTS,
  ...args: readonly (string | number)[]
): Child {
  const file = fileURLToPath(SCRIPTS[script]);
  const child = spawn(process.execPath, [file, ...args.map(String)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    process: child,
    line: async () => {
      const next = await lines.next();
      return next.done === true ? null : next.value;
    },
    exited: once(child, 'exit'),
  };
}

/** Resolves when the kernel holds the process still: only then has SIGSTOP arrived. */
export async function stopped({ process: { pid } }: Child): Promise<void> {
  // After the name in parentheses, which may hold anything, comes the state.
  const state = () => /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1];
  while (state() !== 'T') await setImmediate();
}
