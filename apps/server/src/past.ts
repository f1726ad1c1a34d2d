/** What was so at a moment: lists, the page Now, one pod, and how much happened when. Each moment is put together once. */
import type { HistoryState, NowState, PodAtState, PodRow } from '@podline/contract';
import {
  earlier,
  type Finding,
  gapsAt,
  type Known,
  later,
  type Millis,
  millis,
  type Patience,
  type Query,
  type RoleRule,
  seq,
  snapshotAt,
  transitionsAt,
} from '@podline/domain';
import type { LogReading, StoredPod } from '@podline/store';
import type { PodRef, Viewer } from '@podline/transport/server';
import type { EvidenceSources } from './evidence-sources.ts';
import { narrowedBy } from './gone-query.ts';
import type { LivePods } from './live-pods.ts';
import { NowBoard } from './now-view.ts';
import { pastFindings } from './past-findings.ts';
import { goneRow, type PastPod, type PastRows, rowAt, rowsAt } from './past-rows.ts';
import type { PodHistory } from './timeline-document.ts';

export interface PastParts {
  readonly live: LivePods;
  readonly rules: readonly RoleRule[];
  readonly patience: Patience;
  readonly sources: EvidenceSources;
  /** Pods that went longer ago are not kept; null: all are. */
  readonly maxAgeMs: number | null;
  readonly now: () => Millis;
}

/** Moments that are kept in memory, the ones used last. One of 10,000 pods takes some 20 MB. */
const MOMENTS = 3;
/** What was seen late (a gap that ended, a watch that lagged) may still belong to a moment. */
const MADE_ANEW_MS = 30_000;
/** What ended badly in the half hour before is on the page Now, whether the pod was still there or not. */
const ENDED_MS = 1_800_000;
const ENDED = 500;
/** Gone pods that are looked through for a query; a name it gives is looked for among the 20,000 that went last. */
const GONE = 2_000;
const GONE_FRESH_MS = 3_000;

type NotThere = 'unknown' | 'not-then';

interface Moment extends PastRows {
  readonly board: NowBoard;
}

interface Made<T> {
  readonly madeAt: Millis;
  readonly value: Promise<T>;
}

const isGoneBy = ({ deletedAt }: StoredPod, at: Millis): boolean =>
  deletedAt !== null && deletedAt <= at;

/** Everything here rejects with a `StoreError`, and asks only once the log is in hand. */
export class Past {
  readonly #parts: PastParts;
  /** By second. */
  readonly #moments = new Map<string, Made<Moment>>();
  readonly #gone = new Map<string, Made<readonly PodRow[]>>();
  /** One after another: two at once would only both be later. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: PastParts) {
    this.#parts = parts;
  }

  /** The pods that were there then, in no order. `at` is a whole second. */
  rowsAt(at: Millis): Promise<PastRows> {
    return this.#momentAt(at);
  }

  /** What the page Now showed to that viewer then. */
  async boardAt(at: Millis, viewer: Viewer): Promise<NowState> {
    const { board, isComplete } = await this.#momentAt(at);
    return { ...board.stateFor(viewer), ...(isComplete ? {} : { isComplete }) };
  }

  /** Those of the pods that were gone by then which may be what `query` asks for, the last to go first; at most 2,000. */
  goneAt(at: Millis, query: Query): Promise<readonly PodRow[]> {
    const { namespaces, name } = narrowedBy(query);
    return this.#remembered(this.#gone, `${at} ${namespaces} ${name}`, GONE_FRESH_MS, async () => {
      const which = { before: at, after: null, namespaces, name, limit: GONE };
      const pods = await this.#log().past.gone(which);
      return pods.map((pod) => goneRow(pod, this.#parts.rules));
    });
  }

  /** A pod as it was then, for one viewer: `unknown` where nobody ever saw it, `not-then` where it came later. */
  async podAt(ref: PodRef, at: Millis, viewer: Viewer): Promise<PodAtState | NotThere> {
    const found = await this.#found(ref, at);
    if (typeof found === 'string') return found;
    const { pod, successorUid } = found;
    if (isGoneBy(pod, at))
      return { row: goneRow(pod, this.#parts.rules), successorUid, findings: [] };
    const seen = await this.#seenAt(this.#log(), pod, at);
    const row = rowAt(seen, at);
    if (row === null) return 'not-then';
    return { row, successorUid, findings: await this.#findingsAt(seen, at, viewer) };
  }

  /** What was known of a pod by then, for its document; otherwise as `podAt`. */
  async historyAt(ref: PodRef, at: Millis): Promise<PodHistory | NotThere> {
    const found = await this.#found(ref, at);
    if (typeof found === 'string') return found;
    const { pod } = found;
    const { live, sources, patience } = this.#parts;
    const { uid } = pod;
    const [all, gaps, events] = await Promise.all([
      live.transitions(uid, seq(0)),
      live.gaps(pod),
      sources.events(uid),
    ]);
    const isGone = isGoneBy(pod, at);
    const { snapshot } = pod.known;
    const then = isGone ? snapshot : snapshotAt(snapshot, all, at, gaps);
    if (then === null) return 'not-then';
    return {
      snapshot: then,
      deletedAt: isGone ? pod.deletedAt : null,
      transitions: transitionsAt(all, at, gaps),
      gaps: gapsAt(gaps, at),
      events: events.filter((event) => event.at <= at),
      now: at,
      patience,
    };
  }

  /** What is kept, and how much happened from `from` to `to` (all that is kept, where null), in so many parts. */
  async history(
    range: { readonly from: Millis | null; readonly to: Millis | null },
    buckets: number,
  ): Promise<HistoryState> {
    const now = this.#parts.now();
    const { past } = this.#log();
    const keptFrom = await this.keptFrom();
    const to = earlier(range.to ?? now, now);
    const from = earlier(later(range.from ?? keptFrom ?? now, keptFrom ?? now), to);
    const bucketMs = Math.max(1, Math.ceil((to - from) / buckets));
    const count = Math.ceil((to - from) / bucketMs);
    const counts = await past.activity(from, millis(from + count * bucketMs), count);
    const gaps = await past.gaps(from, to);
    return {
      from: keptFrom,
      to: now,
      gaps: gaps.map(({ scope: _, ...gap }) => gap),
      activity: { from, bucketMs, counts },
    };
  }

  /** The earliest moment of which the list is whole; null when nothing is kept. */
  async keptFrom(): Promise<Millis | null> {
    const { maxAgeMs, now } = this.#parts;
    const kept = await this.#log().past.kept();
    if (kept === null) return null;
    return maxAgeMs === null ? kept.from : later(kept.from, millis(now() - maxAgeMs));
  }

  #log(): LogReading {
    const log = this.#parts.live.reading();
    if (log === null) throw new Error('The past was asked for before the log was open.');
    return log;
  }

  /** Whose pod the name was then, or the one of that uid, and who has had the name since, by then. */
  async #found(
    { namespace, name, uid }: PodRef,
    at: Millis,
  ): Promise<{ readonly pod: StoredPod; readonly successorUid: string | null } | NotThere> {
    const log = this.#log();
    const named = await log.past.newestNamed(namespace, name, at);
    const pod = uid === null ? named : await log.pod(uid);
    if (pod === null || pod.namespace !== namespace || pod.name !== name) {
      const isLater = uid === null && (await log.newestPodNamed(namespace, name)) !== null;
      return isLater ? 'not-then' : 'unknown';
    }
    return { pod, successorUid: named === null || named.uid === pod.uid ? null : named.uid };
  }

  async #seenAt(log: LogReading, pod: StoredPod, at: Millis): Promise<PastPod> {
    const { live, rules, patience } = this.#parts;
    const { uid, namespace, createdAt, deletedAt, known } = pod;
    const [histories, gaps] = await Promise.all([
      log.past.transitionsUntil([uid], at),
      live.gaps({ uid, namespace, createdAt, deletedAt }),
    ]);
    return { known, transitions: histories.get(uid) ?? [], gaps, rules, patience };
  }

  async #findingsAt(seen: PastPod, at: Millis, viewer: Viewer): Promise<readonly Finding[]> {
    const { sources } = this.#parts;
    const { uid, namespace } = seen.known.snapshot;
    // A finding quotes what a container wrote.
    const mayRead = viewer.canReadLogs(namespace);
    const [events, heads, logs] = await Promise.all([
      sources.events(uid),
      mayRead ? sources.heads(uid) : [],
      mayRead ? sources.tails(uid) : [],
    ]);
    return pastFindings(seen, { events, heads, logs, usual: sources.usual }, at);
  }

  #momentAt(at: Millis): Promise<Moment> {
    return this.#remembered(this.#moments, String(at), MADE_ANEW_MS, () => {
      const made = this.#last.then(() => this.#make(at));
      this.#last = made.catch(() => undefined);
      return made;
    });
  }

  async #make(at: Millis): Promise<Moment> {
    const log = this.#log();
    const made = await rowsAt({ ...this.#parts, log, live: this.#liveKnown() }, at);
    const after = millis(at - ENDED_MS);
    const gone = await log.past.gone({
      before: at,
      after,
      namespaces: null,
      name: null,
      limit: ENDED,
    });
    const board = new NowBoard(() => at);
    for (const pod of gone) {
      const row = goneRow(pod, this.#parts.rules);
      // It ended badly as one that was there.
      board.put({ ...row, deletedAt: null });
      board.put(row);
    }
    for (const row of made.rows) board.put(row);
    return { ...made, board };
  }

  *#liveKnown(): Generator<Known> {
    const { live } = this.#parts;
    for (const uid of [...live.uids()]) {
      const known = live.known(uid);
      if (known !== null) yield known;
    }
  }

  /** What was made a moment ago; of the others the ones used last stay. */
  #remembered<T>(
    all: Map<string, Made<T>>,
    key: string,
    freshMs: number,
    make: () => Promise<T>,
  ): Promise<T> {
    const now = this.#parts.now();
    const found = all.get(key);
    all.delete(key);
    const isFresh = found !== undefined && Math.abs(now - found.madeAt) < freshMs;
    const made = isFresh ? found : { madeAt: now, value: make() };
    all.set(key, made);
    if (all.size > MOMENTS) all.delete([...all.keys()][0] ?? '');
    // A failure is told to who asked, and asked again by the next.
    made.value.catch(() => all.get(key) === made && all.delete(key));
    return made.value;
  }
}
