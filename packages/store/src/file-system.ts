/** Which file systems a database cannot be on: those of a network, where SQLite's locks and shared memory do not hold. */
import { readFile, statfs } from 'node:fs/promises';

/** Numbers of statfs(2); each is another kernel's cache away from the file. */
const NETWORK: ReadonlyMap<number, string> = new Map([
  [0x6969, 'nfs'],
  [0x517b, 'smb'],
  [0xfe534d42, 'smb'],
  [0xff534d42, 'cifs'],
  [0x5346414f, 'afs'],
  [0x6b414653, 'afs'],
  [0x73757245, 'coda'],
  [0x00c36400, 'ceph'],
  [0x0bd00bd0, 'lustre'],
  [0x19830326, 'beegfs'],
]);

const FUSE = 0x65735546;
/** Programs over a local disk; of any other nobody knows whether it keeps locks and syncs (sshfs, s3fs and gcsfuse do not). */
const LOCAL_FUSE: ReadonlySet<string> = new Set([
  'fuse.bindfs',
  'fuse.encfs',
  'fuse.exfat',
  'fuse.fuse-overlayfs',
  'fuse.gocryptfs',
  'fuse.mergerfs',
  'fuse.ntfs-3g',
]);

/**
 * The name of the file system of an existing folder if it is one of a network; null for all others, and where the system
 * does not tell. 9p is let through: it is a sandbox's own disk (gVisor), and where it is not, SQLite refuses the log.
 */
export async function networkFileSystem(folder: string): Promise<string | null> {
  const type = (await statfs(folder).catch(() => null))?.type ?? 0;
  const mounts =
    type === FUSE ? await readFile('/proc/self/mountinfo', 'utf8').catch(() => '') : '';
  return networkName(type, folder, mounts);
}

/** `mounts` is the text of /proc/self/mountinfo; see proc_pid_mountinfo(5). */
export function networkName(type: number, folder: string, mounts: string): string | null {
  // Signed in some versions.
  const name = NETWORK.get(type >>> 0);
  if (name !== undefined) return name;
  const fuse = type === FUSE ? mountOf(folder, mounts) : null;
  return fuse?.startsWith('fuse.') && !LOCAL_FUSE.has(fuse) ? fuse : null;
}

/** The type of the innermost mount that holds the folder, the last of several at one place. */
function mountOf(folder: string, mounts: string): string | null {
  let best = { point: '', type: null as string | null };
  for (const line of mounts.split('\n')) {
    const [before = '', after] = line.split(' - ');
    const point = unescaped(before.split(' ')[4] ?? '');
    const holds = point === '/' || folder === point || folder.startsWith(`${point}/`);
    if (after === undefined || !holds || point.length < best.point.length) continue;
    best = { point, type: after.split(' ')[0] ?? null };
  }
  return best.type;
}

const unescaped = (octal: string): string =>
  octal.replaceAll(/\\([0-7]{3})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 8)),
  );
