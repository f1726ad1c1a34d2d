/**
 * Keeps what is known of pods up to date: the cause of each that is stuck or failed, for its row, and all the evidence of those whose
 * page is open. Looks again when something about a pod changed, and now and then, since sentences tell how long something lasts.
 */
import type { PodEvidence, PodRow } from '@podline/contract';
import type { Millis } from '@podline/domain';
import type { PublishedBatch, Viewer } from '@podline/transport/server';
import type { LivePods } from './live-pods.ts';
import { type CaseParts, type Looked, lookAt, rowCauseOf } from './pod-evidence.ts';

/** Pods whose page was opened last: their evidence is told as it changes. */
const FOLLOWED = 2_000;
/** What lasts is told anew after this. */
const PAGE_STALE_MS = 10_000;
const ROW_STALE_MS = 60_000;
const REST_MS = 200;
/** Working for so long, it then rests three times as long: a storm of failures must not slow the watch. */
const TURN_MS = 8;
const REST_SHARE = 3;
/** Whoever comes late from a rest was kept waiting by more urgent work: so many times as long the next rest lasts, up to a limit. */
const LATE_SHARE = 10;
const LONGEST_REST_MS = 500;

export interface DeskParts extends CaseParts {
  readonly live: Pick<LivePods, 'transitions' | 'gaps' | 'seq' | 'stored' | 'blame'>;
  readonly publish: (batch: PublishedBatch) => void;
  readonly monotonic: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

export class EvidenceDesk {
  readonly #parts: DeskParts;
  /** By uid, what its pages were told last (null: nothing yet); the one opened last is the last. */
  readonly #followed = new Map<string, string | null>();
  /** Uids of pods with something to blame, and when they were looked at. */
  readonly #blamed = new Map<string, Millis>();
  /** Of these, those that may yet change by time alone: what has failed for good is looked at once. */
  readonly #lasting = new Set<string>();
  readonly #changed = new Set<string>();
  #sweptAt = Number.NEGATIVE_INFINITY;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** The evidence of a pod for one viewer, and from now on its pages are told what changes. Rejects with what reading rejects with. */
  async evidence({ uid }: Pick<PodRow, 'uid'>, viewer: Viewer): Promise<PodEvidence> {
    const before = this.#followed.get(uid) ?? null;
    this.#followed.delete(uid);
    this.#followed.set(uid, before);
    for (const oldest of this.#followed.keys()) {
      if (this.#followed.size <= FOLLOWED) break;
      this.#followed.delete(oldest);
    }
    const looked = await this.lookAt(uid);
    if (looked === null) return NOTHING;
    const text = JSON.stringify(looked.seenBy(EVERYTHING));
    const told = this.#followed.get(uid);
    if (told === null) this.#followed.set(uid, text);
    // Others have its page open and were told something else.
    else if (told !== text) this.#changed.add(uid);
    return looked.seenBy(viewer);
  }

  /** Null when no such pod was ever seen. */
  async lookAt(uid: string): Promise<Looked | null> {
    const pod = await this.#parts.live.stored(uid);
    return pod === null ? null : await lookAt(this.#parts, pod);
  }

  /** Something about these pods is new: an event, a log, what is around them. */
  changed(uids: Iterable<string>): void {
    for (const uid of uids) if (this.#concerns(uid)) this.#changed.add(uid);
  }

  /** What is published of pods: their own changes. */
  saw({ rows, transitions, evidence }: PublishedBatch): void {
    // Its own telling is no news.
    if (evidence !== undefined) return;
    for (const row of rows) {
      if (isToBlame(row)) this.#blamed.set(row.uid, this.#blamed.get(row.uid) ?? this.#parts.now());
      else this.#blamed.delete(row.uid);
      if (row.stuck === null || row.deletedAt !== null) this.#lasting.delete(row.uid);
      else this.#lasting.add(row.uid);
      if (this.#concerns(row.uid) || row.cause !== null) this.#changed.add(row.uid);
    }
    this.changed(transitions.map(({ uid }) => uid));
  }

  /** The log was opened anew. */
  clear(): void {
    this.#blamed.clear();
    this.#lasting.clear();
    this.#changed.clear();
  }

  /** Resolves when the signal aborts; never rejects. */
  async follow(): Promise<void> {
    const { monotonic, sleep, signal } = this.#parts;
    let begun = monotonic();
    let lateMs = 0;
    while (!signal.aborted) {
      this.#sweep();
      const uid = this.#next();
      if (uid !== null) await this.#tell(uid);
      const ended = monotonic();
      const workedMs = ended - begun;
      if (uid !== null && workedMs < TURN_MS) continue;
      const restMs = uid === null ? REST_MS : restAfter(workedMs, lateMs);
      await sleep(restMs, signal);
      begun = monotonic();
      lateMs = Math.max(0, begun - ended - restMs);
    }
  }

  #concerns(uid: string): boolean {
    return this.#followed.has(uid) || this.#blamed.has(uid);
  }

  /** Those whose page is open come first. */
  #next(): string | null {
    let first: string | null = null;
    for (const uid of this.#changed) {
      if (this.#followed.has(uid)) {
        first = uid;
        break;
      }
      first ??= uid;
    }
    if (first !== null) this.#changed.delete(first);
    return first;
  }

  /** What was looked at long ago is looked at again. */
  #sweep(): void {
    const at = this.#parts.monotonic();
    if (at - this.#sweptAt < PAGE_STALE_MS) return;
    this.#sweptAt = at;
    const now = this.#parts.now();
    for (const [uid, lookedAt] of this.#blamed) {
      const isFollowed = this.#followed.has(uid);
      if (!isFollowed && !this.#lasting.has(uid)) continue;
      const staleMs = isFollowed ? PAGE_STALE_MS : ROW_STALE_MS;
      if (Math.abs(now - lookedAt) >= staleMs) this.#changed.add(uid);
    }
  }

  async #tell(uid: string): Promise<void> {
    const { live, publish, now } = this.#parts;
    const looked = await this.#tryToLook(uid);
    if (looked === null) return;
    if (this.#blamed.has(uid)) this.#blamed.set(uid, now());
    const row = live.blame(uid, this.#blamed.has(uid) ? rowCauseOf(looked.findings) : null);
    const text = this.#followed.has(uid) ? JSON.stringify(looked.seenBy(EVERYTHING)) : null;
    const isNews = text !== null && text !== this.#followed.get(uid);
    if (isNews) this.#followed.set(uid, text);
    if (row === null && !isNews) return;
    const at = live.seq();
    publish({
      fromSeq: at,
      toSeq: at,
      rows: row === null ? [] : [row],
      transitions: [],
      gaps: [],
      evidence: isNews ? [{ uid, seenBy: looked.seenBy }] : [],
    });
  }

  async #tryToLook(uid: string): Promise<Looked | null> {
    try {
      return await this.lookAt(uid);
    } catch {
      // What is known stays as it was told; whoever opens the page hears why it cannot be read.
      return null;
    }
  }
}

const restAfter = (workedMs: number, lateMs: number): number =>
  Math.min(LONGEST_REST_MS, Math.max(workedMs * REST_SHARE, lateMs * LATE_SHARE));

/** It does not come up, or has failed: there is somebody to blame. */
const isToBlame = ({ stuck, traits, deletedAt }: PodRow): boolean =>
  deletedAt === null && (stuck !== null || traits.includes('failed'));

const EVERYTHING: Viewer = { name: 'everything', canSee: () => true, canReadLogs: () => true };

const NOTHING: PodEvidence = { events: [], tails: [], findings: [] };
