/** One page's socket: the views it has open, and what waits while it does not read. */
import {
  type ClientToServer,
  type ClusterStatus,
  type ErrorCode,
  type OpenView,
  problem,
  type ServerToClient,
  type ViewDelta,
  type ViewQuery,
} from '@podline/contract';
import type { DefaultEventsMap, Socket } from 'socket.io';
import type { Clock } from './clock.ts';
import { inboundOf } from './inbound.ts';
import { merged, type OutboxBounds } from './outbox.ts';
import { firstMessage, type PodReading, readPod } from './reading.ts';
import type { Viewer, ViewSource } from './source.ts';
import { fullBucket, type Rate, taken } from './token-bucket.ts';
import { deltaOf, type IndexedBatch, type View } from './view.ts';

export interface Limits {
  /** Views a page may have open at once. */
  readonly views: number;
  readonly inbound: Rate;
  readonly outbox: OutboxBounds;
  /** A socket from which nothing drained for so long is cut, ms. */
  readonly stalledMs: number;
  /** Batches that may pass while a pod is being read; past it the reading starts over. */
  readonly missedBatches: number;
}

export interface HubLog {
  warn(fields: object, message: string): void;
}

export type FeedSocket = Socket<
  ClientToServer,
  ServerToClient,
  DefaultEventsMap,
  { viewer: Viewer }
>;

export interface ConnectionParts {
  readonly socket: FeedSocket;
  readonly viewer: Viewer;
  readonly source: ViewSource;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly log: HubLog;
}

type Opened =
  /** To be read as soon as the socket takes it. */
  | { readonly kind: 'wanted'; readonly query: ViewQuery; readonly have: OpenView['have'] }
  | Reading
  | { readonly kind: 'live'; readonly query: ViewQuery; readonly view: View };

interface Reading {
  readonly kind: 'reading';
  readonly query: PodQuery;
  readonly have: OpenView['have'];
  /** Batches since the reading began; null when they were too many and it must start over. */
  missed: IndexedBatch[] | null;
}

type PodQuery = ViewQuery & { kind: 'pod' };

/**
 * Sends only while the transport takes it: engine.io's transport is writable again when the kernel took all of the last
 * write, so a reader that stalls is noticed once the kernel's buffers are full. (`bufferedAmount` stays low meanwhile.)
 */
export class Connection {
  /** Resolves when the socket is gone. */
  readonly ended: Promise<void>;
  readonly #parts: ConnectionParts;
  readonly #views = new Map<number, Opened>();
  readonly #outbox = new Map<number, ViewDelta>();
  #clusterWaiting: (() => ClusterStatus) | null = null;
  #bucket;
  #cancelCut: (() => void) | null = null;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.#bucket = fullBucket(parts.limits.inbound, parts.clock.now());
    const { socket } = parts;
    socket.onAny((event: string, ...payloads: unknown[]) =>
      this.#guarded(() => this.#receive(event, payloads)),
    );
    const { transport } = socket.conn;
    const onReady = () => this.#guarded(() => this.#drained());
    transport.on('ready', onReady);
    this.ended = new Promise((resolve) => socket.once('disconnect', () => resolve()));
    socket.once('disconnect', () => {
      transport.off('ready', onReady);
      this.#cancelCut?.();
      this.#views.clear();
      this.#outbox.clear();
    });
  }

  /** Never throws; a failure costs this connection alone. */
  publish(batch: IndexedBatch): void {
    this.#guarded(() => {
      for (const [id, opened] of this.#views) this.#publishTo(id, opened, batch);
      this.#pump();
    });
  }

  /** The newest status; one that could not be sent yet is replaced. */
  tell(status: () => ClusterStatus): void {
    this.#clusterWaiting = status;
    this.#guarded(() => this.#pump());
  }

  /** What was published has a hole: every view is read anew. */
  resync(): void {
    this.#outbox.clear();
    for (const [id, opened] of this.#views) {
      if (opened.kind === 'live') this.#wantAgain(id, opened.query, opened.view);
      else if (opened.kind === 'reading') opened.missed = null;
    }
  }

  /** Cuts the line under the socket: a reader that does not read would not read a farewell either. */
  cut(): void {
    this.#parts.socket.request.socket.destroy();
  }

  #receive(event: string, payloads: readonly unknown[]): void {
    const { socket, clock, limits, log } = this.#parts;
    const bucket = taken(this.#bucket, limits.inbound, clock.now());
    const inbound = bucket === null ? tooFast : inboundOf(event, payloads);
    if (inbound.kind === 'bad') {
      log.warn({ because: inbound.because }, 'A page sent what it may not; disconnected.');
      socket.disconnect(true);
      return;
    }
    this.#bucket = bucket ?? this.#bucket;
    if (inbound.kind === 'close') this.#close(inbound.id);
    else this.#open(inbound.view);
  }

  #open({ id, query, have }: OpenView): void {
    this.#close(id);
    if (this.#views.size >= this.#parts.limits.views) {
      this.#refuse(id, 'BAD_REQUEST', `more than ${this.#parts.limits.views} views`);
      return;
    }
    this.#views.set(id, { kind: 'wanted', query, have });
    this.#pump();
  }

  #close(id: number): void {
    this.#views.delete(id);
    this.#outbox.delete(id);
  }

  #publishTo(id: number, opened: Opened, batch: IndexedBatch): void {
    const { viewer, limits } = this.#parts;
    if (opened.kind === 'wanted') return;
    if (opened.kind === 'reading') {
      if (opened.missed !== null && opened.missed.push(batch) > limits.missedBatches)
        opened.missed = null;
      return;
    }
    const step = deltaOf(opened.view, batch, viewer);
    if (step === null) return;
    const waiting = merged(this.#outbox.get(id), step.delta, limits.outbox);
    if (waiting === 'needs-snapshot') {
      this.#outbox.delete(id);
      this.#wantAgain(id, opened.query, step.view);
    } else {
      this.#outbox.set(id, waiting);
      this.#views.set(id, { ...opened, view: step.view });
    }
  }

  /** From the start, and of the same pod: its name may be another's by now. */
  #wantAgain(id: number, query: ViewQuery, view: View): void {
    const pinned = query.kind === 'pod' && view.kind === 'pod' ? { uid: view.row.uid } : {};
    this.#views.set(id, { kind: 'wanted', query: { ...query, ...pinned }, have: null });
  }

  /** Sends what waits and begins what is wanted, if the socket takes it. */
  #pump(): void {
    if (this.#isWritable) {
      const { socket, clock } = this.#parts;
      if (this.#clusterWaiting !== null)
        socket.emit('cluster', { ...this.#clusterWaiting(), serverNow: clock.now() });
      this.#clusterWaiting = null;
      for (const delta of this.#outbox.values()) socket.emit('delta', delta);
      this.#outbox.clear();
      for (const [id, opened] of this.#views) if (opened.kind === 'wanted') this.#begin(id, opened);
    }
    this.#watchForStall();
  }

  #begin(id: number, { query, have }: Opened & { kind: 'wanted' }): void {
    const { socket, source, viewer } = this.#parts;
    if (query.kind === 'pods') {
      const view = { kind: 'pods' as const, id, epoch: source.epoch, seq: source.seq() };
      const rows = source.rows().filter((row) => viewer.canSee(row.namespace));
      socket.emit('snapshot', {
        id,
        epoch: view.epoch,
        seq: view.seq,
        state: { kind: 'pods', rows },
      });
      this.#views.set(id, { kind: 'live', query, view });
      return;
    }
    const reading: Reading = { kind: 'reading', query, have, missed: [] };
    this.#views.set(id, reading);
    const isHidden = !viewer.canSee(query.namespace);
    const read = isHidden ? Promise.resolve(null) : readPod(source, query, have);
    read.then(
      (result) => this.#guarded(() => this.#arrived(id, reading, result)),
      (cause: unknown) => this.#guarded(() => this.#failed(id, reading, cause)),
    );
  }

  #arrived(id: number, reading: Reading, result: PodReading | null): void {
    if (this.#views.get(id) !== reading) return;
    const { query, have, missed } = reading;
    if (result === null) {
      this.#views.delete(id);
      this.#refuse(id, 'POD_NOT_FOUND', `${query.namespace}/${query.name}`);
    } else if (missed === null) {
      this.#views.set(id, { kind: 'wanted', query, have });
      this.#pump();
    } else {
      const { socket, source, viewer } = this.#parts;
      const { view, message } = firstMessage(id, source.epoch, result, missed, viewer);
      if (message.event === 'snapshot') socket.emit('snapshot', message.payload);
      else socket.emit('delta', message.payload);
      this.#views.set(id, { kind: 'live', query, view });
      this.#watchForStall();
    }
  }

  #failed(id: number, reading: Reading, cause: unknown): void {
    this.#parts.log.warn({ err: cause }, 'A pod could not be read for a page.');
    if (this.#views.get(id) !== reading) return;
    this.#views.delete(id);
    this.#refuse(id, 'INTERNAL', null);
  }

  #refuse(id: number, code: ErrorCode, detail: string | null): void {
    this.#parts.socket.emit('refused', { id, problem: problem(code, detail) });
    this.#watchForStall();
  }

  get #isWritable(): boolean {
    return this.#parts.socket.conn.transport.writable;
  }

  /** The kernel took something: the reader reads. */
  #drained(): void {
    this.#cancelCut?.();
    this.#cancelCut = null;
    this.#pump();
  }

  #watchForStall(): void {
    const { socket, clock, limits, log, viewer } = this.#parts;
    if (this.#isWritable || this.#cancelCut !== null || !socket.connected) return;
    this.#cancelCut = clock.after(limits.stalledMs, () => {
      log.warn({ viewer: viewer.name, stalledMs: limits.stalledMs }, 'A page does not read; cut.');
      this.cut();
    });
  }

  #guarded(step: () => void): void {
    try {
      step();
    } catch (cause) {
      // A page that cannot be served rightly is better off connecting anew; the others must not notice.
      this.#parts.log.warn({ err: cause }, 'The feed of a page failed; cut.');
      this.cut();
    }
  }
}

const tooFast = { kind: 'bad' as const, because: 'too many messages' };
