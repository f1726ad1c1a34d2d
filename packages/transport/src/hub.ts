/** The live feed's server half: a batch goes in, and each open view that it touches hears of it, as its viewer may see it. */
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { ClusterStatus } from '@podline/contract';
import { type Clock, systemClock } from './clock.ts';
import { Connection } from './connection.ts';
import { type Counters, noneYet } from './counters.ts';
import { openDoor } from './door.ts';
import { HUB_LIMITS, type Limits } from './limits.ts';
import type { HubLog } from './line.ts';
import { PodLists } from './pod-lists.ts';
import type { PublishedBatch, Viewer, ViewSource } from './source.ts';
import { statusFor } from './status.ts';
import { tickerOf } from './ticker.ts';
import { indexed } from './view.ts';

export interface HubParts {
  readonly httpServer: HttpServer;
  readonly source: ViewSource;
  /** Who asks; null is refused. Asked before anything is upgraded. */
  readonly viewerOf: (request: IncomingMessage) => Promise<Viewer | null>;
  /** Host and Origin, before anything is upgraded. */
  readonly isAllowed: (request: IncomingMessage) => boolean;
  /** Whose page it is, for `limits.pagesPerAddress`; null is not counted. Without it: the other end of the TCP connection. */
  readonly addressOf?: (request: IncomingMessage) => string | null;
  /** The status now, for a page that just came. `serverNow` is set anew whenever a status is sent. */
  readonly clusterStatus: () => ClusterStatus;
  readonly log?: HubLog;
  readonly clock?: Clock;
  /** From 0 to 1, for the jitter of a restart. */
  readonly chance?: () => number;
  readonly limits?: Partial<Limits>;
}

/** Numbers for metrics. Counters only grow; `connections`, `views` and `bytesWaiting` are as of now. */
export interface HubStats extends Readonly<Counters> {
  readonly connections: number;
  readonly views: number;
  /** For pages that read slower than they are told. */
  readonly bytesWaiting: number;
}

export interface Hub {
  /**
   * Call it once the batch is durable, in the tick in which the source shows it. No page can make it fail.
   * @throws Error when the source does not show the batch yet: a view read in between would miss it.
   */
  publish(batch: PublishedBatch): void;
  /** Each page is told as much of it as its viewer may see. */
  clusterChanged(status: ClusterStatus): void;
  /** What the source shows changed without a batch: every view is read anew. */
  resync(): void;
  /**
   * The soft end: takes no new page, sends what waits, tells each page to come back in `retryInMs` to twice as much, and
   * closes. Resolves when all are gone; whoever has not gone after `limits.farewellMs` is cut.
   */
  drain(retryInMs: number): Promise<void>;
  /** The hard end: cuts every page and takes no new one; the HTTP server stays its owner's to close. */
  close(): Promise<void>;
  stats(): HubStats;
  /** Pages connected now. */
  readonly connections: number;
}

/**
 * The promise of the feed: a view's deltas continue its snapshot seq by seq, nothing of them missed and nothing told
 * twice, for as long as the connection lasts; a page that comes back with `have` goes on from there. A page that reads
 * slowly gets fewer, merged deltas, then a snapshot instead, and is cut when it reads nothing at all. What is not told:
 * rows and transitions of pods that no open view shows, or that the viewer may not see.
 */
export function createHub(parts: HubParts): Hub {
  const { source, clusterStatus, log = silent, clock = systemClock, chance = Math.random } = parts;
  const limits = { ...HUB_LIMITS, ...parts.limits };
  const connections = new Set<Connection>();
  const counters = noneYet();
  const pods = new PodLists(source, () => clock.now());
  let publishedSeq = source.seq();

  const door = openDoor({
    httpServer: parts.httpServer,
    isAllowed: parts.isAllowed,
    viewerOf: parts.viewerOf,
    addressOf: parts.addressOf ?? ((request) => request.socket.remoteAddress ?? null),
    clock,
    limits,
    log,
    counters,
    entered(socket) {
      const connection = new Connection({
        socket,
        source,
        pods,
        needsTicks: ticker.start,
        clock,
        limits,
        log,
        counters,
      });
      connections.add(connection);
      socket.once('disconnect', () => connections.delete(connection));
      connection.tell((viewer) => statusFor(clusterStatus(), viewer));
    },
  });

  const ticker = tickerOf({
    clock,
    isNeeded: () => pods.isTimed || showsNow(),
    tell(isNowDue) {
      const batch = { ...NOTHING, fromSeq: publishedSeq, toSeq: publishedSeq };
      tell(batch, isNowDue);
    },
  });

  const showsNow = (): boolean => [...connections].some((connection) => connection.showsNow);

  /** All views of it; those of Now only when their turn has come, since each batch changes them. */
  function tell(batch: PublishedBatch, isNowDue: boolean): void {
    const windows = pods.apply(batch);
    const now = isNowDue ? (viewer: Viewer) => source.now(viewer) : null;
    const looked = indexed(batch, { windows, now });
    for (const connection of connections) connection.publish(looked);
  }

  function resync(): void {
    pods.forget();
    for (const connection of connections) connection.resync();
  }

  /** Every view is read anew where batches do not follow each other: what lies between is in no delta. */
  function checkContinuity({ fromSeq, toSeq }: PublishedBatch): void {
    if (fromSeq !== publishedSeq) {
      log.warn({ fromSeq, publishedSeq }, 'A batch does not continue the last one.');
      resync();
    }
    publishedSeq = toSeq;
  }

  /** No page comes in any more; resolves when those that are here are gone. */
  async function allGone(): Promise<void> {
    door.shut();
    ticker.stop();
    await Promise.all([...door.lines].map((line) => line.ended));
  }

  const cutAll = (): void => {
    for (const line of door.lines) line.cut();
  };

  return {
    publish(batch) {
      if (source.seq() < batch.toSeq)
        throw new Error(`Published to seq ${batch.toSeq}, but the source is at ${source.seq()}.`);
      checkContinuity(batch);
      if (connections.size === 0) pods.forget();
      else tell(batch, ticker.isNowDue());
    },
    clusterChanged(status) {
      for (const connection of connections) connection.tell((viewer) => statusFor(status, viewer));
    },
    resync,
    async drain(retryInMs) {
      const gone = allGone();
      for (const connection of connections)
        connection.leave(Math.round(retryInMs * (1 + chance())));
      for (const line of door.lines) if (!line.isTaken) line.leave();
      const cancel = clock.after(limits.farewellMs, cutAll);
      await gone;
      cancel();
    },
    async close() {
      const gone = allGone();
      cutAll();
      await gone;
    },
    stats() {
      const now = { connections: connections.size, views: 0, bytesWaiting: 0 };
      for (const connection of connections) {
        now.views += connection.views;
        now.bytesWaiting += connection.bytesWaiting;
      }
      return { ...now, ...counters };
    },
    get connections() {
      return connections.size;
    },
  };
}

const silent: HubLog = { warn() {} };

const NOTHING = { rows: [], transitions: [], gaps: [] } as const;
