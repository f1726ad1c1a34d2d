/** A recorded cluster as a Kubernetes API over HTTP: `startReplayServer` is the door. */

import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Allow } from './access.ts';
import { type ByHand, byHand } from './by-hand.ts';
import { type Clock, realClock } from './clock.ts';
import { Cluster } from './cluster.ts';
import { Unplayable } from './errors.ts';
import { requestListener } from './exchange.ts';
import { FaultBook } from './fault-book.ts';
import type { Faults } from './faults.ts';
import { Fleet } from './fleet.ts';
import { kubeconfigFor } from './kubeconfig.ts';
import { uidOf } from './moving.ts';
import { Play } from './play.ts';
import { playbackOf } from './playback.ts';
import type { Recording } from './recording.ts';
import { type Truth, TruthLog } from './truth.ts';

export interface ReplayOptions {
  /**
   * Played together, fleets among them. Recordings that were recorded together keep their common clock.
   * With none the cluster is empty until somebody writes into it.
   */
  readonly recordings: readonly (Recording | Fleet)[];
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
  /** With a seed the first round has fresh uids too; the same seed gives the same uids, and the same draws of faults. */
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
  /** Whether a watch may begin with a list (`sendInitialEvents`), as on a server with the feature gate WatchList; true by default. */
  readonly streamingLists?: boolean;
  /**
   * How much of the ground truth is kept: `all`, or the last so many changes, requests and sent lines (up
   * to twice as many). 0 by default: only requests are counted.
   */
  readonly truth?: 'all' | number;
  /** How long `first-watch` waits for more watches to open after the first; 250 by default. */
  readonly settleMs?: number;
}

export interface ReplayServer extends ByHand {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** YAML: cluster, user with its token, context. */
  readonly kubeconfig: string;
  /** With a `tokenFile` the token is written into that file, and the kubeconfig names it. */
  writeKubeconfig(path: string, options?: { readonly tokenFile?: string }): Promise<void>;
  /** From now on requests need this token (a random one by default); returns it. What is open goes on. */
  rotateToken(token?: string): string;
  /** What goes wrong on purpose: see faults.ts. */
  readonly faults: Faults;
  /** What really happened: see truth.ts. */
  readonly truth: Truth;
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
  const { loop = false, speed = 1, startOn = 'first-watch', clock = realClock } = options;
  refuseNonsense(loop, speed);
  const { cluster, play, book, truth } = worldOf(options, clock);
  const server = createServer();
  let token = options.token ?? randomToken();
  const listener = requestListener({
    cluster,
    play,
    clock,
    book,
    truth,
    token: () => token,
    allow: options.allow ?? (() => true),
    kubernetesVersion: kubernetesVersionOf(options.recordings),
    streamingLists: options.streamingLists ?? true,
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
  const kubeconfig = (tokenFile?: string): string =>
    kubeconfigFor({ url, token, contextName: options.contextName ?? 'podline-replay', tokenFile });
  return {
    url,
    get kubeconfig() {
      return kubeconfig();
    },
    writeKubeconfig: async (path, { tokenFile } = {}) => {
      if (tokenFile !== undefined) await writeFile(tokenFile, token, { mode: 0o600 });
      await writeFile(path, kubeconfig(tokenFile), { mode: 0o600 });
    },
    rotateToken: (next = randomToken()) => {
      token = next;
      return token;
    },
    faults: book,
    truth,
    ...byHand(cluster, clock, options.seed ?? ''),
    play,
    resourceVersion: () => cluster.version(),
    compact: () => cluster.compact(),
    close: () => {
      play.stop();
      return closed(server);
    },
  };
}

/** The cluster, what turns it, what goes wrong with it, and what is known of it. */
function worldOf(options: ReplayOptions, clock: Clock) {
  const { recordings, times = 'untouched', loop = false, speed = 1, seed = null } = options;
  const playback = playbackOf(
    recordings.flatMap((each) => (each instanceof Fleet ? [] : [each])),
    recordings.flatMap((each) => (each instanceof Fleet ? [each] : [])),
  );
  const names = recordings.map(({ name }) => name).sort();
  const book = new FaultBook(seed ?? '');
  const play: Play = new Play(
    playback,
    { clock, speed, loop, headStartMs: options.headStartMs ?? 0, told: options.startOn === 'told' },
    (line, round) => cluster.perform(line, round),
  );
  const cluster: Cluster = new Cluster(playback, {
    clock,
    times,
    loop,
    seed,
    clusterUid: options.clusterUid ?? uidOf(`cluster of ${names.join(', ')}`),
    kubernetesVersion: kubernetesVersionOf(recordings),
    windowSize: options.windowSize ?? 2000,
    eventTtlMs: options.eventTtlMs ?? 3_600_000,
    endOfRound: (round) => play.endOfRound(round),
    onChange: (plural, type, object, version) => {
      const lost = book.loses(plural, { type, object });
      truth.changed(plural, type, object, version, lost);
      return lost;
    },
  });
  const keep = options.truth === 'all' ? Number.POSITIVE_INFINITY : (options.truth ?? 0);
  const truth = new TruthLog(
    keep,
    clock,
    (plural) => cluster.histories[plural].at(cluster.version()) ?? [],
  );
  return { cluster, play, book, truth };
}

const randomToken = (): string => randomBytes(24).toString('base64url');

/** Of an empty world it is the version of the recordings in the repository. */
function kubernetesVersionOf([first]: ReplayOptions['recordings']): string {
  if (first === undefined) return 'v1.36.2';
  return (first instanceof Fleet ? first.recording : first).meta.kubernetesVersion;
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
