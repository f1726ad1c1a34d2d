/** The live feed's server half: a batch goes in, and each open view that it touches hears of it, as its viewer may see it. */
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { ClientToServer, ClusterStatus, ServerToClient } from '@podline/contract';
import { type DefaultEventsMap, Server } from 'socket.io';
import { type Clock, systemClock } from './clock.ts';
import { Connection, type FeedSocket, type HubLog, type Limits } from './connection.ts';
import { OUTBOX_BOUNDS } from './outbox.ts';
import type { PublishedBatch, Viewer, ViewSource } from './source.ts';
import { indexed } from './view.ts';

export interface HubParts {
  readonly httpServer: HttpServer;
  readonly source: ViewSource;
  /** Who asks; null is refused. */
  readonly viewerOf: (request: IncomingMessage) => Promise<Viewer | null>;
  /** Host and Origin, before anything is upgraded. */
  readonly isAllowed: (request: IncomingMessage) => boolean;
  /** The status now, for a page that just came. `serverNow` is set anew whenever a status is sent. */
  readonly clusterStatus: () => ClusterStatus;
  readonly log?: HubLog;
  readonly clock?: Clock;
  readonly limits?: Partial<Limits>;
}

export interface Hub {
  /**
   * Call it once the batch is durable, in the tick in which the source shows it. No page can make it fail.
   * @throws Error when the source does not show the batch yet: a view read in between would miss it.
   */
  publish(batch: PublishedBatch): void;
  clusterChanged(status: ClusterStatus): void;
  /** Cuts every page and takes no new one; the HTTP server stays its owner's to close. */
  close(): Promise<void>;
  /** Pages connected now. */
  readonly connections: number;
}

export const HUB_LIMITS: Limits = {
  views: 16,
  inbound: { perSecond: 20, burst: 50 },
  outbox: OUTBOX_BOUNDS,
  stalledMs: 15_000,
  missedBatches: 500,
};

/**
 * The promise of the feed: a view's deltas continue its snapshot seq by seq, nothing of them missed and nothing told
 * twice, for as long as the connection lasts; a page that comes back with `have` goes on from there. A page that reads
 * slowly gets fewer, merged deltas, then a snapshot instead, and is cut when it reads nothing at all. What is not told:
 * rows and transitions of pods that no open view shows, or that the viewer may not see.
 */
export function createHub(parts: HubParts): Hub {
  const { httpServer, source, clusterStatus, log = silent, clock = systemClock } = parts;
  const limits = { ...HUB_LIMITS, ...parts.limits };
  const connections = new Set<Connection>();
  let publishedSeq = source.seq();

  const io = listen(httpServer, parts.isAllowed, log);
  io.use((socket, next) => {
    viewerFor(socket.request, parts.viewerOf, log).then(
      (viewer) => {
        if (viewer !== null) socket.data.viewer = viewer;
        next(viewer === null ? new Error('Nobody who may look.') : undefined);
      },
      (cause: Error) => next(cause),
    );
  });
  io.on('connection', (socket) => {
    const { viewer } = socket.data;
    const connection = new Connection({ socket, viewer, source, clock, limits, log });
    connections.add(connection);
    socket.once('disconnect', () => connections.delete(connection));
    connection.tell(clusterStatus);
  });

  /** Every view is read anew where batches do not follow each other: what lies between is in no delta. */
  function checkContinuity({ fromSeq, toSeq }: PublishedBatch): void {
    if (fromSeq !== publishedSeq) {
      log.warn({ fromSeq, publishedSeq }, 'A batch does not continue the last one.');
      for (const connection of connections) connection.resync();
    }
    publishedSeq = toSeq;
  }

  return {
    publish(batch) {
      if (source.seq() < batch.toSeq)
        throw new Error(`Published to seq ${batch.toSeq}, but the source is at ${source.seq()}.`);
      checkContinuity(batch);
      if (connections.size === 0) return;
      const looked = indexed(batch);
      for (const connection of connections) connection.publish(looked);
    },
    clusterChanged(status) {
      for (const connection of connections) connection.tell(() => status);
    },
    async close() {
      const ended = [...connections].map((connection) => connection.ended);
      io.engine.close();
      for (const connection of connections) connection.cut();
      await Promise.all(ended);
    },
    get connections() {
      return connections.size;
    },
  };
}

type FeedServer = Server<ClientToServer, ServerToClient, DefaultEventsMap, FeedSocket['data']>;

function listen(
  httpServer: HttpServer,
  isAllowed: (request: IncomingMessage) => boolean,
  log: HubLog,
): FeedServer {
  return new Server(httpServer, {
    // Polling would need sticky sessions and is a second way in to guard; every browser of today has WebSocket.
    transports: ['websocket'],
    allowEIO3: false,
    serveClient: false,
    // Off: it costs three times the memory a socket (187 MB against 53 MB for 300 pairs).
    perMessageDeflate: false,
    // Inbound only: the longest honest message is an `open` of two 253-character names.
    maxHttpBufferSize: 16e3,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    connectTimeout: 5_000,
    allowRequest(request, decide) {
      decide(null, isAllowedSafely(request, isAllowed, log));
    },
  });
}

/** Rejects with what the page may be told. */
async function viewerFor(
  request: IncomingMessage,
  viewerOf: HubParts['viewerOf'],
  log: HubLog,
): Promise<Viewer | null> {
  try {
    return await viewerOf(request);
  } catch (cause) {
    log.warn({ err: cause }, 'Who a page belongs to could not be told; refused.');
    throw new Error('Podline failed at this request.', { cause });
  }
}

function isAllowedSafely(
  request: IncomingMessage,
  isAllowed: (request: IncomingMessage) => boolean,
  log: HubLog,
): boolean {
  try {
    return isAllowed(request);
  } catch (cause) {
    log.warn({ err: cause }, 'Host and Origin could not be checked; refused.');
    return false;
  }
}

const silent: HubLog = { warn() {} };
