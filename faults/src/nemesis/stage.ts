/** Where the nemesis plays: a world under load, several pages, and a disk of its own where this machine can mount one. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { holdWriteLock } from '../database.ts';
import { type Load, loadOf } from '../load.ts';
import { noRoot } from '../machine.ts';
import type { PageClient } from '../page-client.ts';
import { type Podline, startPodline } from '../podline-process.ts';
import type { Random } from '../random.ts';
import { startWorld, type World } from '../world.ts';

export interface Stage {
  readonly world: World;
  readonly load: Load;
  readonly pages: readonly PageClient[];
  /** The server as it was started last. */
  server(): Podline;
  /** Exits that nobody asked for, with what was printed before. */
  readonly unasked: readonly string[];
  /** Ends the server by the signal, and starts it again after `pauseMs`. One after another, however many ask. */
  replace(signal: NodeJS.Signals, pauseMs: number): Promise<void>;
  /** Starts it when it has ended by itself. */
  startAgain(): Promise<void>;
  /** Null where the disk cannot be filled. */
  readonly disk: Disk | null;
  /** Takes the database's write lock; a lock that is held is held on. */
  lock(): void;
  unlock(): void;
  close(): Promise<void>;
}

interface Disk {
  fill(): void;
  free(): void;
}

const DISK_MB = 64;

export async function setStage(random: Random): Promise<Stage> {
  const world = await startWorld({ bookmarkEveryMs: 2000, seed: String(random.next()) });
  const folder = join(world.folder, 'disk');
  mkdirSync(folder, { mode: 0o700 });
  const isMounted = noRoot() === null && mounted(folder);
  const load = loadOf(world.api, random.fork('load'), 40);
  load.change(100);
  const unasked: string[] = [];
  let isAsked = false;
  let lock: ReturnType<typeof holdWriteLock> | null = null;

  const start = async (): Promise<Podline> => {
    isAsked = false;
    const started = await startPodline({ ...world.options, hasMetrics: true });
    void started.exited.then(({ code, signal }) => {
      if (!isAsked) unasked.push(`ended with ${code ?? signal}: ${started.output().slice(-500)}`);
    });
    return started;
  };
  let server = await start();
  const pages = await Promise.all([1, 2, 3].map((number) => world.page(`page ${number}`)));
  const [pod] = world.api.truth.objects('pods');
  if (pod !== undefined)
    pages[0]?.open({ kind: 'pod', namespace: pod.namespace, name: pod.name, uid: null });

  const startedAgain = async (): Promise<void> => {
    if (server.exit() === null) return;
    server = await start();
    for (const page of pages) page.reconnectNow();
  };
  let last: Promise<void> = Promise.resolve();
  const inTurn = (job: () => Promise<void>): Promise<void> => {
    last = last.then(job);
    return last;
  };

  return {
    world,
    load,
    pages,
    server: () => server,
    unasked,
    replace: (signal, pauseMs) =>
      inTurn(async () => {
        isAsked = true;
        await server.end(signal);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        await startedAgain();
      }),
    startAgain: () => inTurn(startedAgain),
    disk: isMounted
      ? { fill: () => filled(folder), free: () => rmSync(join(folder, 'filler'), { force: true }) }
      : null,
    lock() {
      lock ??= holdWriteLock(world.db);
    },
    unlock() {
      lock?.release();
      lock = null;
    },
    async close() {
      isAsked = true;
      await server.end('SIGKILL');
      if (isMounted) spawnSync('umount', ['-l', folder]);
      await world.close();
    },
  };
}

const mounted = (folder: string): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m,mode=700`, 'tmpfs', folder]).status ===
  0;

/** Writes until nothing more fits. */
function filled(folder: string): void {
  const block = Buffer.alloc(64 * 1024);
  try {
    for (;;) writeFileSync(join(folder, 'filler'), block, { flag: 'a' });
  } catch {
    // Full, which is what was wanted.
  }
}
