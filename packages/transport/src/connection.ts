/** One page: the views it has open, and what waits while it does not read. */
import {
  type ClusterStatus,
  type ErrorCode,
  type OpenView,
  problem,
  type ViewDelta,
  type ViewQuery,
  type ViewState,
} from '@podline/contract';
import type { Clock } from './clock.ts';
import type { Counters } from './counters.ts';
import { sendDelta, sendSnapshot } from './frames.ts';
import { inboundOf } from './inbound.ts';
import type { Limits } from './limits.ts';
import type { FeedSocket, HubLog, Line } from './line.ts';
import { merged, sizeOfDelta } from './outbox.ts';
import type { PodLists } from './pod-lists.ts';
import { firstMessage, type PodReading, readPod } from './reading.ts';
import type { Viewer, ViewSource } from './source.ts';
import { deltaOf, type IndexedBatch, type View } from './view.ts';

export interface ConnectionParts {
  readonly socket: FeedSocket;
  readonly source: ViewSource;
  readonly pods: PodLists;
  /** A view was opened that may change by time alone, or that is told of with delay. */
  readonly needsTicks: () => void;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly log: HubLog;
  readonly counters: Counters;
}

type Opened =
  /** To be read as soon as the line takes it. */
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
 * Sends only while the line takes it. What a page that does not read can hold here: what was under way when it stopped,
 * one pod's reading, and deltas within the bounds of the outbox.
 */
export class Connection {
  readonly #parts: ConnectionParts;
  readonly #line: Line;
  readonly #viewer: Viewer;
  readonly #views = new Map<number, Opened>();
  readonly #outbox = new Map<number, ViewDelta>();
  #statusWaiting: ((viewer: Viewer) => ClusterStatus) | null = null;
  /** One pod at a time, so that a page's readings cannot pile up in the log or here. */
  #isReading = false;
  /** Not null: the page is told to come back in so many ms, and nothing else any more. */
  #retryInMs: number | null = null;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    const { socket } = parts;
    this.#line = socket.data.line;
    this.#viewer = socket.data.viewer;
    socket.onAny((event: string, ...payloads: unknown[]) =>
      this.#guarded(() => this.#receive(event, payloads)),
    );
    this.#line.onDrained(() => this.#guarded(() => this.#pump()));
    socket.once('disconnect', () => {
      this.#line.onDrained(() => {});
      for (const id of [...this.#views.keys()]) this.#close(id);
    });
  }

  /** Whether a page has Now open. */
  get showsNow(): boolean {
    return [...this.#views.values()].some(({ query }) => query.kind === 'now');
  }

  get views(): number {
    return this.#views.size;
  }

  /** What the kernel has not taken yet, and what is not even handed to it. */
  get bytesWaiting(): number {
    let bytes = this.#line.bytesWaiting;
    for (const delta of this.#outbox.values()) bytes += sizeOfDelta(delta);
    return bytes;
  }

  /** Never throws; a failure costs this connection alone. */
  publish(batch: IndexedBatch): void {
    this.#guarded(() => {
      for (const [id, opened] of this.#views) this.#publishTo(id, opened, batch);
      this.#pump();
    });
  }

  /** The newest status; one that could not be sent yet is replaced. */
  tell(status: (viewer: Viewer) => ClusterStatus): void {
    this.#statusWaiting = status;
    this.#guarded(() => this.#pump());
  }

  /** Something changed that is in no batch: every view is read anew. */
  resync(): void {
    this.#outbox.clear();
    for (const [id, opened] of [...this.#views]) {
      if (opened.kind === 'live') this.#wantAgain(id, opened.query, opened.view);
      else if (opened.kind === 'reading') opened.missed = null;
    }
    this.#guarded(() => this.#pump());
  }

  /** Sends what waits, says when to come back, and closes; all of it once the line takes it. */
  leave(retryInMs: number): void {
    this.#retryInMs = retryInMs;
    this.#guarded(() => this.#pump());
  }

  #receive(event: string, payloads: readonly unknown[]): void {
    if (this.#retryInMs !== null) return;
    const inbound = inboundOf(event, payloads);
    if (inbound.kind === 'bad') this.#line.sendAway(inbound.because);
    else if (inbound.kind === 'close') this.#close(inbound.id);
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
    this.#letGo(id);
    this.#views.delete(id);
    this.#outbox.delete(id);
  }

  /** Of what it shared with other pages. */
  #letGo(id: number): void {
    const opened = this.#views.get(id);
    if (opened?.kind === 'live' && opened.view.kind === 'pods')
      this.#parts.pods.release(opened.view.window);
  }

  #publishTo(id: number, opened: Opened, batch: IndexedBatch): void {
    const { limits } = this.#parts;
    if (opened.kind === 'wanted') return;
    if (opened.kind === 'reading') {
      if (opened.missed !== null && opened.missed.push(batch) > limits.missedBatches)
        opened.missed = null;
      return;
    }
    const step = deltaOf(opened.view, batch, this.#viewer);
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
    this.#letGo(id);
    const pinned =
      query.kind === 'pod' && view.kind === 'pod' ? { ...query, uid: view.row.uid } : query;
    this.#views.set(id, { kind: 'wanted', query: pinned, have: null });
    this.#parts.counters.resyncs += 1;
  }

  /** Sends what waits and begins what is wanted, for as long as the line takes it. */
  #pump(): void {
    this.#sendWhatWaits();
    this.#dropTooMuch();
    if (this.#retryInMs === null) this.#beginWanted();
    else if (this.#outbox.size === 0) this.#takeLeave(this.#retryInMs);
    this.#line.watchForStall();
  }

  #sendWhatWaits(): void {
    const { socket, clock } = this.#parts;
    if (this.#statusWaiting !== null && this.#line.isWritable) {
      socket.emit('cluster', { ...this.#statusWaiting(this.#viewer), serverNow: clock.now() });
      this.#statusWaiting = null;
    }
    for (const [id, delta] of this.#outbox) {
      if (!this.#line.isWritable) return;
      sendDelta(socket, delta);
      this.#outbox.delete(id);
    }
  }

  /** The bound is the page's, however many views it has. One delta may wait though it is larger: so would a snapshot be. */
  #dropTooMuch(): void {
    let kept = 0;
    for (const [id, delta] of this.#outbox) {
      const opened = this.#views.get(id);
      const size = kept + sizeOfDelta(delta);
      if (kept === 0 || size <= this.#parts.limits.outbox.size) kept = size;
      else {
        this.#outbox.delete(id);
        if (opened?.kind === 'live') this.#wantAgain(id, opened.query, opened.view);
      }
    }
  }

  #takeLeave(retryInMs: number): void {
    if (this.#line.isLeaving) return;
    this.#parts.socket.emit('restarting', { retryInMs });
    for (const id of [...this.#views.keys()]) this.#close(id);
    this.#line.leave();
  }

  #beginWanted(): void {
    for (const [id, opened] of this.#views) {
      if (!this.#line.isWritable) return;
      if (opened.kind === 'wanted') this.#begin(id, opened);
    }
  }

  #begin(id: number, { query, have }: Opened & { kind: 'wanted' }): void {
    switch (query.kind) {
      case 'pods':
        this.#showPods(id, query);
        return;
      case 'now':
        this.#showNow(id, query);
        return;
      case 'facets':
        this.#tellFacets(id, query);
        return;
      case 'pod':
        if (!this.#isReading) this.#read(id, query, have);
    }
  }

  #showPods(id: number, query: ViewQuery & { kind: 'pods' }): void {
    const { source, pods } = this.#parts;
    const window = pods.open(this.#viewer, query);
    if ('unreadable' in window) {
      this.#close(id);
      this.#refuse(id, 'BAD_REQUEST', window.unreadable);
      return;
    }
    const { epoch } = source;
    this.#show(id, query, { kind: 'pods', id, epoch, seq: pods.seq, window }, window.state);
    if (pods.isTimed) this.#parts.needsTicks();
  }

  #showNow(id: number, query: ViewQuery & { kind: 'now' }): void {
    const { source, pods } = this.#parts;
    const now = source.now(this.#viewer);
    const { epoch } = source;
    this.#show(id, query, { kind: 'now', id, epoch, seq: pods.seq, now }, now);
    this.#parts.needsTicks();
  }

  /** Told once: a page that wants to know anew asks anew. */
  #tellFacets(id: number, query: ViewQuery & { kind: 'facets' }): void {
    const { socket, source, pods } = this.#parts;
    const state = pods.facets(this.#viewer, query);
    sendSnapshot(socket, { id, epoch: source.epoch, seq: pods.seq, state });
    this.#views.delete(id);
  }

  #show(id: number, query: ViewQuery, view: View, state: ViewState): void {
    sendSnapshot(this.#parts.socket, { id, epoch: view.epoch, seq: view.seq, state });
    this.#views.set(id, { kind: 'live', query, view });
  }

  #read(id: number, query: PodQuery, have: OpenView['have']): void {
    const reading: Reading = { kind: 'reading', query, have, missed: [] };
    this.#views.set(id, reading);
    this.#isReading = true;
    const isHidden = !this.#viewer.canSee(query.namespace);
    const read = isHidden
      ? Promise.resolve(null)
      : readPod(this.#parts.source, query, have, this.#viewer);
    const then = (step: () => void): void =>
      this.#guarded(() => {
        this.#isReading = false;
        if (this.#views.get(id) === reading) step();
        this.#pump();
      });
    read.then(
      (result) => then(() => this.#arrived(id, reading, result)),
      (cause: unknown) => then(() => this.#failed(id, cause)),
    );
  }

  #arrived(id: number, { query, have, missed }: Reading, result: PodReading | null): void {
    if (result === null) {
      this.#views.delete(id);
      this.#refuse(id, 'POD_NOT_FOUND', `${query.namespace}/${query.name}`);
    } else if (missed === null) {
      this.#views.set(id, { kind: 'wanted', query, have });
    } else {
      const { socket, source, counters } = this.#parts;
      const { view, message } = firstMessage(id, source.epoch, result, missed, this.#viewer);
      if (message.event === 'delta') sendDelta(socket, message.payload);
      else sendSnapshot(socket, message.payload);
      if (message.event === 'snapshot' && have !== null) counters.resyncs += 1;
      this.#views.set(id, { kind: 'live', query, view });
    }
  }

  #failed(id: number, cause: unknown): void {
    this.#parts.log.warn({ err: cause }, 'A pod could not be read for a page.');
    this.#views.delete(id);
    this.#refuse(id, 'INTERNAL', null);
  }

  #refuse(id: number, code: ErrorCode, detail: string | null): void {
    this.#parts.socket.emit('refused', { id, problem: problem(code, detail) });
    this.#line.watchForStall();
  }

  #guarded(step: () => void): void {
    try {
      step();
    } catch (cause) {
      // A page that cannot be served rightly is better off connecting anew; the others must not notice.
      this.#parts.log.warn({ err: cause }, 'The feed of a page failed; cut.');
      this.#line.cut();
    }
  }
}
