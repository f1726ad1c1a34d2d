import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { networkFileSystem, networkName } from './file-system.ts';

const FUSE = 0x65735546;
const MOUNTS = [
  '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
  '30 22 0:40 / /data rw shared:2 - fuse.sshfs me@far:/data rw,user_id=0',
  '31 22 0:41 / /data/local rw - fuse.mergerfs /a:/b rw',
  '32 22 0:42 / /with\\040blank rw - fuse.gcsfuse bucket rw',
  '33 22 0:43 / /twice rw - ext4 /dev/sdb rw',
  '34 22 0:44 / /twice rw - fuse.s3fs bucket rw',
  '35 22 0:45 / /host rw - virtiofs share rw',
  '',
].join('\n');

const ROWS: readonly (readonly [string, number, folder: string, name: string | null])[] = [
  ['ext4 is local', 0xef53, '/', null],
  ['tmpfs is local', 0x01021994, '/', null],
  ['overlayfs, the disk of a container, is local', 0x794c7630, '/', null],
  ['nfs', 0x6969, '/', 'nfs'],
  ['smb 1', 0x517b, '/', 'smb'],
  ['smb 2', 0xfe534d42, '/', 'smb'],
  ['cifs', 0xff534d42, '/', 'cifs'],
  ['cifs, where the number has a sign', 0xff534d42 | 0, '/', 'cifs'],
  ['ceph', 0x00c36400, '/', 'ceph'],
  ['9p, the disk of a sandbox, is let through', 0x01021997, '/', null],
  ['a program that says which it is', FUSE, '/data', 'fuse.sshfs'],
  ['a folder below it', FUSE, '/data/podline', 'fuse.sshfs'],
  ['a program over a local disk, mounted below another', FUSE, '/data/local/podline', null],
  ['a mount point with a blank', FUSE, '/with blank/x', 'fuse.gcsfuse'],
  ['the upper of two mounts at one place', FUSE, '/twice', 'fuse.s3fs'],
  ['the disk of the host of a virtual machine is let through', FUSE, '/host', null],
  ['a folder whose name only begins like a mount point', FUSE, '/database', null],
];

describe('F46: of file systems, refused is', () => {
  test.each(ROWS)('%s', (_, type, folder, name) => {
    expect(networkName(type, folder, MOUNTS)).toBe(name);
  });

  test('not this one, nor one that cannot be asked', async () => {
    expect(await networkFileSystem(tmpdir())).toBeNull();
    expect(await networkFileSystem('/not/there')).toBeNull();
  });
});
