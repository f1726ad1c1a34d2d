/** Disks that can be filled, grown and broken: file systems of their own, for the folder of one world. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { noCommand, noRoot } from './machine.ts';
import { run } from './outside.ts';

/** Why there are no such disks here; null when there are. */
export const noMounts = (): string | null => noRoot() ?? mountFails();

let found: string | null | undefined;

/** A container may be root and mount nothing all the same. */
function mountFails(): string | null {
  if (found !== undefined) return found;
  const folder = run('mktemp', '-d', join(tmpdir(), 'podline-faults-mount-XXXXXX')).trim();
  try {
    run('mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder);
    run('umount', folder);
    found = null;
  } catch {
    found = 'It needs the right to mount a file system.';
  }
  rmSync(folder, { recursive: true });
  return found;
}

export interface Disk {
  /** Takes all the room that is left. */
  fill(): void;
  /** Gives it back. */
  free(): void;
  /** To so much, as `64m`. */
  resize(size: string): void;
  remount(how: 'ro' | 'rw'): void;
  /** Lets go of it, also while files of it are open. Must come before the folder is removed. */
  release(): void;
}

/** A disk of `size` (as `4m`) in memory, as the folder, which is made. */
export function diskAt(folder: string, size: string): Disk {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  run('mount', '-t', 'tmpfs', '-o', `size=${size},mode=700`, 'tmpfs', folder);
  const filling = join(folder, 'filling');
  return {
    fill() {
      const block = Buffer.alloc(4096);
      try {
        for (;;) writeFileSync(filling, block, { flag: 'a' });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    },
    free: () => rmSync(filling, { force: true }),
    resize: (to) => void run('mount', '-o', `remount,size=${to}`, folder),
    remount: (how) => void run('mount', '-o', `remount,${how}`, folder),
    release: () => void run('umount', '--lazy', folder),
  };
}

/** Why there are no disks that break here; null when there are. */
export const noBreakingDisks = (): string | null =>
  noMounts() ?? noCommand('mkfs.ext4') ?? noCommand('losetup') ?? noExt4();

const noExt4 = (): string | null =>
  /\text4$/m.test(readFileSync('/proc/filesystems', 'utf8')) ? null : 'It needs ext4.';

export interface BreakingDisk {
  /** As the kernel does it when the file system finds itself damaged: what is open stays so, and nothing more is written. */
  turnReadOnly(): void;
  /** Takes it out, checks it and puts it in again. Nobody may have a file of it open. */
  repair(): void;
  release(): void;
}

/** A real file system (ext4, in the file `image`), as the folder, which is made. */
export function breakingDiskAt(folder: string, image: string): BreakingDisk {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  run('truncate', '-s', '64M', image);
  run('mkfs.ext4', '-q', '-F', image);
  const device = run('losetup', '--find', '--show', image).trim();
  const mount = (): string => run('mount', '-o', 'errors=remount-ro', device, folder);
  mount();
  return {
    turnReadOnly: () => writeFileSync(`/sys/fs/ext4/${basename(device)}/trigger_fs_error`, '1'),
    repair() {
      run('umount', folder);
      // It says by its code that it has mended something.
      run('sh', '-c', `e2fsck -p -f ${device} || test $? -eq 1`);
      mount();
    },
    release() {
      run('umount', '--lazy', folder);
      run('losetup', '--detach', device);
    },
  };
}
