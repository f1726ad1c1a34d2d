/** A program in a process of its own, which ends with this one whatever happens here. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface Exit {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Child {
  readonly pid: number;
  /** All it printed so far, both streams, in the order of arrival. */
  output(): string;
  /** The first match in what it printed or will print. @throws with all it printed when it ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  signal(name: NodeJS.Signals): void;
  readonly exited: Promise<Exit>;
  /** Null while it runs. */
  exit(): Exit | null;
  /** Ends it with `name` (woken first if it was stopped) and waits until it is gone; nothing when it has ended. */
  end(name?: NodeJS.Signals): Promise<Exit>;
}

const alive = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** Starts `command`; `env` is all that it gets of an environment, beside PATH. @throws when it cannot be started. */
export async function startChild(
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd?: string,
): Promise<Child> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  await once(child, 'spawn');
  alive.add(child);
  let output = '';
  let exit: Exit | null = null;
  const listeners = new Set<() => void>();
  const told = (): void => {
    for (const listener of [...listeners]) listener();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      told();
    });
  }
  // `close` and not `exit`: by then all it printed has come.
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      alive.delete(child);
      exit = { code, signal };
      told();
      resolve(exit);
    });
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} has no process id.`);
  return {
    pid,
    output: () => output,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(output);
          if (match === null && exit === null) return;
          listeners.delete(look);
          if (match !== null) resolve(match);
          else reject(new Error(`${program} ended before it printed ${pattern}:\n${output}`));
        };
        listeners.add(look);
        look();
      }),
    signal: (name) => void child.kill(name),
    exited,
    exit: () => exit,
    async end(name = 'SIGKILL') {
      if (exit === null) {
        child.kill(name);
        child.kill('SIGCONT');
      }
      return exited;
    },
  };
}

export interface ProcessFacts {
  /** Our clock, ms. */
  readonly at: number;
  readonly rssBytes: number;
  readonly fds: number;
}

/** From /proc; null where there is none or the process has ended. */
export function factsOf(pid: number): ProcessFacts | null {
  try {
    const rss = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    const fds = readdirSync(`/proc/${pid}/fd`).length;
    return rss === undefined ? null : { at: Date.now(), rssBytes: Number(rss) * 1024, fds };
  } catch {
    // Gone, or a system without /proc: either way there is nothing to measure.
    return null;
  }
}

/** What its descriptors are, for a person: `12 socket, 3 podline.db-wal, …`, the most first. */
export function openFiles(pid: number): string {
  const links = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`).replace(/:\[\d+\]$/, '')];
    } catch {
      // It was closed while we looked.
      return [];
    }
  });
  const groups = [...Map.groupBy(links, (link) => link)].map(
    ([link, all]) => [all.length, link] as const,
  );
  return groups
    .sort(([a], [b]) => b - a)
    .map(([count, link]) => `${count} ${link}`)
    .join(', ');
}
