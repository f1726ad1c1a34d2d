/** The line to one page: whether it takes more, what comes in over it, and the ends that it may come to. */
import type { EventEmitter } from 'node:events';
import type { Socket as TcpSocket } from 'node:net';
import type { ClientToServer, ServerToClient } from '@podline/contract';
import type { DefaultEventsMap, Socket } from 'socket.io';
import type { Clock } from './clock.ts';
import type { Counters } from './counters.ts';
import type { Limits } from './limits.ts';
import type { Viewer } from './source.ts';
import { fullBucket, taken } from './token-bucket.ts';

export interface HubLog {
  warn(fields: object, message: string): void;
}

export type FeedSocket = Socket<
  ClientToServer,
  ServerToClient,
  DefaultEventsMap,
  { viewer: Viewer; line: Line }
>;

export interface LineParts {
  readonly conn: FeedSocket['conn'];
  readonly viewer: Viewer;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly log: HubLog;
  readonly counters: Counters;
}

/**
 * Writable is what engine.io's transport says: it is so again when the kernel took all of the last write, so a reader
 * that stalls is noticed once the kernel's buffers are full. (`bufferedAmount` stays low meanwhile.)
 */
export class Line {
  readonly viewer: Viewer;
  /** Resolves when the line is gone. */
  readonly ended: Promise<void>;
  /** A page speaks over it. */
  isTaken = false;
  readonly #parts: LineParts;
  readonly #tcp: TcpSocket;
  #bucket;
  #isLeaving = false;
  #onDrained = (): void => {};
  #cancelCut: (() => void) | null = null;
  #cancelFarewell: (() => void) | null = null;

  constructor(parts: LineParts) {
    const { conn, viewer, limits, clock } = parts;
    this.#parts = parts;
    this.viewer = viewer;
    this.#tcp = conn.request.socket;
    this.#bucket = fullBucket(limits.inbound, clock.now());
    this.ended = new Promise((resolve) => this.#tcp.once('close', () => resolve()));
    this.#tcp.once('close', () => {
      this.#cancelCut?.();
      this.#cancelFarewell?.();
    });
    const spend = () => this.#spend();
    conn.on('packet', spend);
    // Of these engine.io does not tell, and ws answers every ping. Its WebSocket is not in the types.
    const { socket: webSocket } = conn.transport as unknown as { socket: EventEmitter };
    webSocket.on('ping', spend);
    webSocket.on('pong', spend);
    conn.transport.on('ready', () => this.#drained());
    // Before socket.io hears of it and has the page leave: of what kind the end was is known here alone.
    conn.prependOnceListener('close', (reason: string, cause?: Error) =>
      this.#closed(reason, cause),
    );
  }

  get isWritable(): boolean {
    return this.#parts.conn.transport.writable;
  }

  /** The farewell was said. */
  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  /** What the kernel has not taken yet. */
  get bytesWaiting(): number {
    return this.#tcp.writableLength;
  }

  /** Calls back, from now on, whenever the kernel took what was sent. */
  onDrained(run: () => void): void {
    this.#onDrained = run;
  }

  /** To be called after each sending: from the moment at which nothing more goes out, time runs against the page. */
  watchForStall(): void {
    const { clock, limits, log, viewer, counters } = this.#parts;
    if (this.isWritable || this.#cancelCut !== null || this.#tcp.destroyed) return;
    this.#cancelCut = clock.after(limits.stalledMs, () => {
      log.warn({ viewer: viewer.name, stalledMs: limits.stalledMs }, 'A page does not read; cut.');
      counters.cutSlow += 1;
      this.cut();
    });
  }

  /** For what no page of ours does. */
  sendAway(because: string): void {
    if (this.#isLeaving) return;
    const { log, viewer, counters } = this.#parts;
    log.warn({ viewer: viewer.name, because }, 'A page sent what it may not; disconnected.');
    counters.cutHostile += 1;
    this.leave();
  }

  /** A proper farewell, after what was sent; whoever does not answer it in time is cut. */
  leave(): void {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    this.#parts.conn.close();
    if (this.#tcp.destroyed) return;
    const { clock, limits } = this.#parts;
    this.#cancelFarewell = clock.after(limits.farewellMs, () => this.cut());
  }

  /** Without a word: a reader that does not read would not read a farewell either. */
  cut(): void {
    this.#tcp.destroy();
  }

  #spend(): void {
    const { limits, clock } = this.#parts;
    const bucket = taken(this.#bucket, limits.inbound, clock.now());
    if (bucket === null) this.sendAway('too many messages');
    else this.#bucket = bucket;
  }

  /** However engine.io came to its end (heartbeat, garbage, too large), it waits half a minute for the page's goodbye. */
  #closed(reason: string, cause: Error | undefined): void {
    if (reason === 'parse error' || isOfProtocol(cause)) this.sendAway('not socket.io');
    else this.leave();
  }

  #drained(): void {
    this.#cancelCut?.();
    this.#cancelCut = null;
    this.#onDrained();
  }
}

/** What ws or engine.io could not make sense of; errors of the network bear another code, or are told as text. */
function isOfProtocol(cause: Error | undefined): boolean {
  if (cause === undefined) return false;
  const { description } = cause as { description?: string | { code?: string } };
  if (description === undefined) return true;
  return typeof description === 'object' && description.code?.startsWith('WS_ERR_') === true;
}
