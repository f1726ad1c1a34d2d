/** What this machine can do to a process: the tools from outside that some faults need. */
import { existsSync, globSync } from 'node:fs';
import { cpus } from 'node:os';
import type { TestContext } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** Why a test could not run on this machine; the table of docs/reliability.md says it. */
    notHere?: string;
  }
}

/** Skips a test and has the reason told, when there is one. */
export function needs({ task, skip }: TestContext, missing: string | null): void {
  if (missing === null) return;
  task.meta.notHere = missing;
  skip(missing);
}

const isLinux = process.platform === 'linux';
const isRoot = process.getuid?.() === 0;

const library = (pattern: string): string | null =>
  isLinux ? (globSync(pattern)[0] ?? null) : null;

/** The library that moves a process's wall clock; null without it. */
export const FAKETIME = library('/usr/lib/*/faketime/libfaketimeMT.so.1');
/** The libraries that make system calls fail; empty without them. */
export const LIBFIU = ['fiu_run_preload.so', 'fiu_posix_preload.so'].flatMap(
  (name) => library(`/usr/lib/{*/fiu,fiu}/${name}`) ?? [],
);

export const noProc = (): string | null => (existsSync('/proc/self/fd') ? null : 'It needs Linux.');

export const noCommand = (name: string): string | null =>
  ['/usr/sbin', '/usr/bin', '/sbin', '/bin'].some((folder) => existsSync(`${folder}/${name}`))
    ? null
    : `It needs ${name}.`;

export const noRoot = (): string | null => (isLinux && isRoot ? null : 'It needs root on Linux.');

/** Why nothing can be timed here now; null when the processors are free for it. Looks for a second. */
export async function noRest(): Promise<string | null> {
  const before = cpuTimes();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const after = cpuTimes();
  const idle = (after.idle - before.idle) / (after.all - before.all);
  return idle > 0.6 ? null : 'Other programs keep the processors busy, so nothing can be timed.';
}

function cpuTimes(): { readonly idle: number; readonly all: number } {
  const times = cpus().map(({ times }) => times);
  const idle = times.reduce((sum, each) => sum + each.idle, 0);
  const all = times.reduce((sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq, idle);
  return { idle, all };
}
