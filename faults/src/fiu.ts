/** System calls that fail on purpose, by libfiu: what it wraps, the database's own calls go through, as it is linked to libc. */
import { join } from 'node:path';
import { LIBFIU, noCommand } from './machine.ts';
import { run } from './outside.ts';

/** Why system calls cannot be made to fail here; null when they can. */
export const noFiu = (): string | null =>
  (LIBFIU.length === 2 ? null : 'It needs libfiu.') ?? noCommand('fiu-ctrl');

export interface FailingCalls {
  /** What a process must be started with. */
  readonly env: Readonly<Record<string, string>>;
  /** Lets the calls of that name (as `posix/io/sync/fsync`) fail with that errno: all from now on, or one. */
  fail(pid: number, name: string, errno: number, times: 'always' | 'once'): void;
  heal(pid: number, name: string): void;
}

/** `folder` is where process and test meet. */
export function failingCalls(folder: string): FailingCalls {
  const fifo = join(folder, 'fiu');
  const tell = (pid: number, command: string): void =>
    void run('fiu-ctrl', '-f', fifo, '-c', command, String(pid));
  return {
    env: { LD_PRELOAD: LIBFIU.join(':'), FIU_CTRL_FIFO: fifo },
    fail(pid, name, errno, times) {
      const how = times === 'once' ? ',onetime' : '';
      tell(pid, `enable name=${name},failinfo=${errno}${how}`);
    },
    heal: (pid, name) => tell(pid, `disable name=${name}`),
  };
}
