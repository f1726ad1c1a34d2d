/** A recorded cluster as a Kubernetes API over HTTP: `startReplayServer` is the door. */

import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Allow } from './access.ts';
import { type Clock, realClock } from './clock.ts';
import { Cluster } from './cluster.ts';
import { Unplayable } from './errors.ts';
import { kubeconfigFor } from './kubeconfig.ts';
import { uidOf } from './moving.ts';
import { Play } from './play.ts';
import { playbackOf } from './playback.ts';
import type { Recording } from './recording.ts';
import { requestListener } from './requests.ts';

export interface ReplayOptions {
  /** Played together. Recordings that were recorded together keep their common clock. */
  readonly recordings: readonly Recording[];
  /** `untouched` (the default): times, uids and, of one cluster, resourceVersions as recorded. `now`: moved so that it happens now. */
  readonly times?: 'untouched' | 'now';
  /** Round after round, with fresh uids; once is the default. */
  readonly loop?: boolean;
  /** Recorded milliseconds per real one, 1 by default; `at-once` plays everything when it starts. */
  readonly speed?: number | 'at-once';
  /**
   * `first-watch` (the default): when somebody watches pods, so that a watcher sees the past as changes.
   * `at-once`: with the server. `told`: never by itself; `play.advanceTo` moves time.
   */
  readonly startOn?: 'first-watch' | 'at-once' | 'told';
  /** How much of the first round is played at once when the play starts; 0 by default. */
  readonly headStartMs?: number;
  /** With a seed the first round has fresh uids too; the same seed gives the same uids. */
  readonly seed?: string | null;
  /** The uid of kube-system; by default always the same for the same recordings. */
  readonly clusterUid?: string;
  /** Default `podline-replay`. */
  readonly contextName?: string;
  /** Default: any free one. */
  readonly port?: number;
  /** The bearer token that requests must carry; random by default. */
  readonly token?: string;
  /** Who may do what; everybody everything by default. */
  readonly allow?: Allow;
  readonly clock?: Clock;
  /** Changes of each kind kept for watchers that come back (up to twice as many); 2000 by default. */
  readonly windowSize?: number;
  /** How long an Event is kept after its last update, in recorded time; an hour by default. */
  readonly eventTtlMs?: number;
  /** 60 000 by default. */
  readonly bookmarkEveryMs?: number;
  /** How long a watch lasts that names no `timeoutSeconds`; 30 minutes by default. */
  readonly watchTimeoutMs?: number;
  /** How long a list of a future version waits before it is refused; 3000 by default. */
  readonly futureListWaitMs?: number;
  /** How long `first-watch` waits for more watches to open after the first; 250 by default. */
  readonly settleMs?: number;
}

export interface ReplayServer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** YAML: cluster, user with its token, context. */
  readonly kubeconfig: string;
  writeKubeconfig(path: string): Promise<void>;
  readonly play: {
    /** One round, in recorded milliseconds. */
    readonly durationMs: number;
    /** Recorded milliseconds since the first round began; round n begins at n times `durationMs`. */
    position(): number;
    /** Starts now, whatever `startOn` waits for; does nothing when told or started. */
    start(): void;
    /** Told mode: plays all lines up to and at `position`. Never goes back. */
    advanceTo(position: number): void;
  };
  /** The API server's newest resourceVersion. */
  resourceVersion(): number;
  /** Forgets all history, as a compaction of etcd and a restart would: older versions are expired. */
  compact(): void;
  /** Ends every connection and the play. */
  close(): Promise<void>;
}

/**
 * Serves recordings as the API server that was recorded, on 127.0.0.1.
 * @throws Unplayable when the recordings or the options cannot go together.
 */
export async function startReplayServer(options: ReplayOptions): Promise<ReplayServer> {
  const {
    recordings,
    times = 'untouched',
    loop = false,
    speed = 1,
    startOn = 'first-watch',
    clock = realClock,
    contextName = 'podline-replay',
    token = randomBytes(24).toString('base64url'),
  } = options;
  refuseNonsense(loop, speed);
  const playback = playbackOf(recordings);
  const names = recordings.map(({ name }) => name).sort();
  const play: Play = new Play(
    playback,
    { clock, speed, loop, headStartMs: options.headStartMs ?? 0, told: startOn === 'told' },
    (line, round) => cluster.perform(line, round),
  );
  const cluster = new Cluster(playback, {
    clock,
    times,
    loop,
    seed: options.seed ?? null,
    clusterUid: options.clusterUid ?? uidOf(`cluster of ${names.join(', ')}`),
    windowSize: options.windowSize ?? 2000,
    eventTtlMs: options.eventTtlMs ?? 3_600_000,
    endOfRound: (round) => play.endOfRound(round),
  });
  const server = createServer();
  const listener = requestListener({
    cluster,
    play,
    clock,
    token,
    allow: options.allow ?? (() => true),
    kubernetesVersion: recordings[0]?.meta.kubernetesVersion ?? '',
    futureListWaitMs: options.futureListWaitMs ?? 3000,
    watch: {
      clock,
      currentVersion: () => cluster.version(),
      bookmarkEveryMs: options.bookmarkEveryMs ?? 60_000,
      watchTimeoutMs: options.watchTimeoutMs ?? 1_800_000,
    },
    onPodWatch: () => {
      if (startOn === 'first-watch') clock.setTimeout(() => play.start(), options.settleMs ?? 250);
    },
  });
  server.on('request', listener);
  const url = await listening(server, options.port ?? 0);
  if (startOn === 'at-once') play.start();
  const kubeconfig = kubeconfigFor({ url, token, contextName });
  return {
    url,
    kubeconfig,
    writeKubeconfig: (path) => writeFile(path, kubeconfig, { mode: 0o600 }),
    play,
    resourceVersion: () => cluster.version(),
    compact: () => cluster.compact(),
    close: () => {
      play.stop();
      return closed(server);
    },
  };
}

function refuseNonsense(loop: boolean, speed: number | 'at-once'): void {
  if (speed === 'at-once' ? loop : !(speed > 0))
    throw new Unplayable(
      speed === 'at-once'
        ? 'A recording that is played at once cannot be played round after round.'
        : `The speed must be a number above 0 or at-once, not ${speed}.`,
    );
}

function listening(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
