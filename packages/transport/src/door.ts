/** Who comes in: what is decided before a page may say a word, and what is counted from then until its line is gone. */
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { ClientToServer, ServerToClient } from '@podline/contract';
import { type DefaultEventsMap, Server } from 'socket.io';
import type { Clock } from './clock.ts';
import type { Counters } from './counters.ts';
import type { Limits } from './limits.ts';
import { type FeedSocket, type HubLog, Line } from './line.ts';
import { seats } from './seats.ts';
import type { Viewer } from './source.ts';

export interface DoorParts {
  readonly httpServer: HttpServer;
  readonly isAllowed: (request: IncomingMessage) => boolean;
  readonly viewerOf: (request: IncomingMessage) => Promise<Viewer | null>;
  readonly addressOf: (request: IncomingMessage) => string | null;
  readonly entered: (socket: FeedSocket) => void;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly log: HubLog;
  readonly counters: Counters;
}

export interface Door {
  /** Those of pages that were let in, whether they have spoken yet or not. */
  readonly lines: ReadonlySet<Line>;
  /** Lets nobody in from now on. */
  shut(): void;
}

export function openDoor(parts: DoorParts): Door {
  const { clock, limits, log, counters } = parts;
  const admitted = new WeakMap<IncomingMessage, Viewer>();
  const lineOf = new WeakMap<FeedSocket['conn'], Line>();
  const lines = new Set<Line>();
  const room = seats(limits);
  let isShut = false;

  /** Null is refused. Cheap questions first; a seat is held while the dear one is asked, and until the line is gone. */
  async function admit(request: IncomingMessage): Promise<Viewer | null> {
    const { socket } = request;
    // Between the upgrade and the answer the socket is nobody's, and an error of nobody's socket ends the process.
    socket.on('error', () => {});
    if (isShut || socket.destroyed || !isAllowedSafely(parts, request)) return null;
    const leave = room.take(parts.addressOf(request));
    if (leave === null) {
      log.warn({ address: parts.addressOf(request) }, 'Too many pages; one was refused.');
      return null;
    }
    socket.once('close', leave);
    const viewer = await withinHandshake(parts, viewerSafely(parts, request));
    return isShut ? null : viewer;
  }

  const io = listen(parts, (request, decide) => {
    void admit(request).then((viewer) => {
      if (viewer === null) counters.refused += 1;
      else admitted.set(request, viewer);
      decide(null, viewer !== null);
    });
  });
  // A session's id lets a second line past `allowRequest`; a feed that knows WebSocket alone has no use for one.
  io.engine.use((request: IncomingMessage, _: unknown, next: (error?: Error) => void) => {
    next(/[?&]sid=/.test(request.url ?? '') ? new Error('A session has one line.') : undefined);
  });
  io.engine.on('connection', (conn: FeedSocket['conn']) => {
    const viewer = admitted.get(conn.request);
    if (viewer === undefined || isShut) return void conn.request.socket.destroy();
    const line = new Line({ conn, viewer, clock, limits, log, counters });
    lineOf.set(conn, line);
    lines.add(line);
    void line.ended.then(() => lines.delete(line));
  });
  io.use((socket, next) => {
    const line = lineOf.get(socket.conn);
    if (line === undefined || line.isTaken) return next(new Error('One page a line.'));
    line.isTaken = true;
    socket.data = { viewer: line.viewer, line };
    next();
  });
  io.on('connection', (socket) => {
    const { line } = socket.data;
    socket.on('error', () => line.sendAway('not socket.io'));
    // A page may leave the feed and keep the line, for nothing.
    socket.once('disconnect', () => line.leave());
    parts.entered(socket);
  });

  return {
    lines,
    shut() {
      isShut = true;
    },
  };
}

type FeedServer = Server<ClientToServer, ServerToClient, DefaultEventsMap, FeedSocket['data']>;

function listen(
  { httpServer, limits }: DoorParts,
  allowRequest: (
    request: IncomingMessage,
    decide: (error: string | null, isAllowed: boolean) => void,
  ) => void,
): FeedServer {
  return new Server(httpServer, {
    // Polling would need sticky sessions and is a second way in to guard; every browser of today has WebSocket.
    transports: ['websocket'],
    allowUpgrades: false,
    allowEIO3: false,
    serveClient: false,
    // Off: it costs three times the memory a socket (187 MB against 53 MB for 300 pairs).
    perMessageDeflate: false,
    // Inbound only: the longest honest message is an `open` of two 253-character names.
    maxHttpBufferSize: 16e3,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    connectTimeout: limits.handshakeMs,
    allowRequest,
  });
}

function isAllowedSafely({ isAllowed, log }: DoorParts, request: IncomingMessage): boolean {
  try {
    return isAllowed(request);
  } catch (cause) {
    log.warn({ err: cause }, 'Host and Origin could not be checked; refused.');
    return false;
  }
}

async function viewerSafely(
  { viewerOf, log }: DoorParts,
  request: IncomingMessage,
): Promise<Viewer | null> {
  try {
    return await viewerOf(request);
  } catch (cause) {
    log.warn({ err: cause }, 'Who a page belongs to could not be told; refused.');
    return null;
  }
}

/** Null when it takes too long: whoever waits for an answer that does not come holds a seat. */
function withinHandshake(
  { clock, limits, log }: DoorParts,
  viewer: Promise<Viewer | null>,
): Promise<Viewer | null> {
  return new Promise((resolve) => {
    const cancel = clock.after(limits.handshakeMs, () => {
      log.warn({}, 'Who a page belongs to could not be told in time; refused.');
      resolve(null);
    });
    void viewer.then((found) => {
      cancel();
      resolve(found);
    });
  });
}
