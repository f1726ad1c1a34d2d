/** For tests: pods that do as they are told, a log of them that answers when it is told, and a clock that stands still. */
import type { ClusterStatus, NowState, PodEvidence, PodRow } from '@podline/contract';
import {
  type Gap,
  millis,
  type RecordedTransition,
  type ScopedGap,
  type Seq,
  seq,
} from '@podline/domain';
import type { Clock } from './clock.ts';
import type { Living, PodRef, PublishedBatch, Viewer, ViewSource } from './source.ts';

/** A running pod of namespace `shop`; its name is its uid without what follows the first `@`. */
export function podRow(uid: string, with_: Partial<PodRow> = {}): PodRow {
  return {
    uid,
    namespace: 'shop',
    name: uid.replace(/@.*/, ''),
    node: null,
    workload: null,
    createdAt: millis(1_000),
    deletedAt: null,
    ready: '0/1',
    status: 'Running',
    statusSentence: '',
    restarts: 0,
    lastRestartAt: null,
    pips: [],
    labels: {},
    traits: [],
    reasons: [],
    stuck: null,
    cause: null,
    recent: null,
    lastFailure: null,
    startedUp: null,
    ...with_,
  };
}

export function transitionAt(place: number): RecordedTransition {
  return {
    seq: seq(place),
    key: `fact ${place}`,
    at: null,
    observedAt: millis(place),
    container: 'app',
    change: { kind: 'ready', ready: place % 2 === 0 },
  };
}

/** As a page is told. */
export const gapAt = (from: number, to: number): Gap => ({
  from: millis(from),
  to: millis(to),
  cause: 'restart',
});

/** As it is recorded: of the watch of one namespace, or of all. */
export const gapOf = (scope: string, from: number, to: number): ScopedGap => ({
  scope,
  ...gapAt(from, to),
});

export const NO_EVIDENCE: PodEvidence = { events: [], tails: [], findings: [] };

/** Events with these reasons, and nothing else. */
export const eventsOf = (...reasons: readonly string[]): PodEvidence => ({
  ...NO_EVIDENCE,
  events: reasons.map((reason, index) => ({
    uid: `${reason} ${index}`,
    at: millis(index),
    type: 'Normal',
    reason,
    message: null,
    container: null,
    count: 1,
  })),
});

export const everyone: Viewer = {
  name: 'everyone',
  canSee: () => true,
  canReadLogs: () => true,
};

export const onlyOf = (namespace: string): Viewer => ({
  name: namespace,
  canSee: (asked) => asked === namespace,
  canReadLogs: (asked) => asked === namespace,
});

export const CLUSTER: ClusterStatus = {
  cluster: 'scripted',
  isDemo: true,
  server: 'http://127.0.0.1:1',
  namespaces: [],
  watch: { state: 'live' },
  failing: [],
  notRecordingSince: null,
  catchingUp: null,
  notices: [],
  serverNow: 0,
  version: '0.0.0',
};

const NOW: NowState = {
  kind: 'now',
  figures: {
    pods: 0,
    namespaces: 0,
    initializing: 0,
    initializingStuck: 0,
    stuck: 0,
    stuckSince: null,
    crashLooping: 0,
    crashLoopingInInit: 0,
    sidecarsNotReady: 0,
    sidecars: [],
    startupP95Ms: null,
    startups: 0,
  },
  causes: [],
  moreCauses: 0,
  starting: [],
  ended: [],
};

export interface News {
  readonly rows?: readonly PodRow[];
  /** One transition for each uid, in this order. */
  readonly of?: readonly string[];
  readonly gaps?: readonly ScopedGap[];
  /** By uid. */
  readonly evidence?: Readonly<Record<string, PodEvidence>>;
}

/** A log in memory. `record` makes the news durable and visible and gives the batch to publish, with all that was not yet published. */
export class ScriptedLog implements ViewSource {
  epoch = 'epoch-1';
  /** While set, `pod()` waits for it after it has looked: what it gives may be old by then. */
  gate: Promise<void> | null = null;
  failure: Error | null = null;
  /** How often a pod was asked for. */
  reads = 0;
  readonly log: { readonly uid: string; readonly transition: RecordedTransition }[] = [];
  readonly #rows = new Map<string, PodRow>();
  readonly #gaps: ScopedGap[] = [];
  readonly #evidence = new Map<string, PodEvidence>();
  #published = 0;
  #now = NOW;
  #forgotten = 0;

  record({ rows = [], of = [], gaps = [], evidence = {} }: News): PublishedBatch {
    const fromSeq = this.seq();
    for (const uid of of) this.recordUnpublished(uid);
    const transitions = this.log.slice(fromSeq);
    this.#published = this.log.length;
    for (const row of rows) this.#rows.set(row.uid, row);
    this.#gaps.push(...gaps);
    for (const [uid, its] of Object.entries(evidence)) this.#evidence.set(uid, its);
    const news = Object.entries(evidence).map(([uid, its]) => ({
      uid,
      seenBy: (viewer: Viewer) => (viewer.canSee('') ? its : NO_EVIDENCE),
    }));
    return { fromSeq, toSeq: this.seq(), rows, transitions, gaps, evidence: news };
  }

  /** Durable, and told to nobody before the next `record`. */
  recordUnpublished(uid: string): void {
    this.log.push({ uid, transition: transitionAt(this.log.length + 1) });
  }

  /** As retention deletes: whatever has this seq or a smaller one. */
  forgetUpTo(place: number): void {
    this.#forgotten = Math.max(this.#forgotten, place);
  }

  keptSince(): Seq {
    return seq(this.#forgotten);
  }

  seq(): Seq {
    return seq(this.#published);
  }

  rows(): readonly PodRow[] {
    return [...this.#rows.values()].filter((row) => row.deletedAt === null);
  }

  now(viewer: Viewer): NowState {
    const pods = this.rows().filter(({ namespace }) => viewer.canSee(namespace)).length;
    if (pods !== this.#now.figures.pods) this.#now = { ...NOW, figures: { ...NOW.figures, pods } };
    return this.#now;
  }

  async pod(ref: PodRef): Promise<{ row: PodRow; successorUid: string | null } | null> {
    this.reads += 1;
    const ofName = [...this.#rows.values()].filter(
      (row) => row.namespace === ref.namespace && row.name === ref.name,
    );
    const row = ref.uid === null ? ofName.at(-1) : ofName.find(({ uid }) => uid === ref.uid);
    const newest = ofName.at(-1);
    if (this.gate !== null) await this.gate;
    if (this.failure !== null) throw this.failure;
    if (row === undefined) return null;
    return { row, successorUid: newest === row ? null : (newest?.uid ?? null) };
  }

  async transitions(uid: string, afterSeq: Seq): Promise<readonly RecordedTransition[]> {
    const after = Math.max(afterSeq, this.#forgotten);
    return this.log
      .filter((entry) => entry.uid === uid && entry.transition.seq > after)
      .map(({ transition }) => transition);
  }

  async evidence({ uid }: Living, viewer: Viewer): Promise<PodEvidence> {
    return (viewer.canSee('') ? this.#evidence.get(uid) : null) ?? NO_EVIDENCE;
  }

  async gaps({ namespace }: Living): Promise<readonly ScopedGap[]> {
    return this.#gaps.filter(({ scope }) => scope === '' || scope === namespace);
  }
}

/** Time moves when told. */
export class ManualClock implements Clock {
  #now = 1_000_000;
  #timers: { readonly at: number; readonly run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.#now + delayMs, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  advance(byMs: number): void {
    this.#now += byMs;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { run } of due) run();
  }
}
