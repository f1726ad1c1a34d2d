/** Small file systems in memory, for what a disk does when it is full or read-only. Making them takes root. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new tmpfs below `folder`; `options` as mount(8) takes them. */
export function mounted(
  folder: string,
  options: string,
): { readonly folder: string; readonly unmount: () => void } {
  const point = join(folder, 'mounted');
  mkdirSync(point);
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'podline-test', point]);
  // Lazily: libsql keeps its files open until the garbage collector comes by.
  return { folder: point, unmount: () => execFileSync('umount', ['-l', point]) };
}

/** Why not; null where it can. Tests that need it are skipped with these words. */
export const cannotMount: string | null = (() => {
  const point = mkdtempSync(join(tmpdir(), 'podline-mount-'));
  const { status, error } = spawnSync('mount', ['-t', 'tmpfs', 'podline-test', point]);
  if (status === 0) spawnSync('umount', [point]);
  rmdirSync(point);
  return status === 0 ? null : `this user cannot mount a file system (${error?.message ?? status})`;
})();
