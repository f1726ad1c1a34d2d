/**
 * Retention by age and by size, in bites: each is a short transaction in the writer's queue, so appends wait for one at most.
 *
 * What it promises. A pod that is there is never dropped, nor what is known of it, nor a checkpoint; no seq is given twice.
 * A deleted pod goes with all its history. Of a pod that stays, facts go only for want of room, and only those that a newer
 * one supersedes, so its timeline still ends in the truth; `forgottenBefore` then says up to when something is missing. What
 * was dropped is not recorded again when the cluster shows the pod once more: news is what differs from what is known, and
 * that stays.
 */
import { type Millis, millis } from '@podline/domain';
import type { Sql } from './connection.ts';
import { lastSeqOf } from './queries.ts';
import { type Dropped, dropDeletedPods, dropGaps, thinHistories } from './retention-bites.ts';
import { oldestAtOf, usedBytesOf } from './sizes.ts';
import { dropOldestStarts, dropStarts } from './starts.ts';
import type { Writer } from './writer.ts';

export interface Limits {
  /** Pods deleted longer ago than this go; null: none for their age. */
  readonly maxAgeMs: number | null;
  /** When more of the file than this is in use, the oldest goes until it is five per cent less; null: none for want of room. */
  readonly maxBytes: number | null;
  /** The age is reckoned from here. After the clock was set it may be wrong: hold age back (null) until it is trusted. */
  readonly now: Millis;
}

export interface Retained {
  /** Dropped by this bite. */
  readonly pods: number;
  readonly transitions: number;
  /** True: nothing more is to be dropped now. */
  readonly isDone: boolean;
  /** When the oldest transition that is kept was observed; null when there is none. */
  readonly oldestAt: Millis | null;
}

/** So far below the limit, so that it is not passed again by the next append. */
const SHRINK_TO = 0.95;

/**
 * The newest so many transitions are never dropped for want of room. A batch whose commit was in doubt is appended again: it
 * must find what it may have written.
 */
const NEWEST_KEPT = 1000;

const FOR_EVER = millis(Number.MAX_SAFE_INTEGER);
const NOTHING: Dropped = { pods: 0, transitions: 0 };

export class Retention {
  readonly #writer: Writer;
  #progress: Progress = { isShrinking: false, thinnedThrough: 0 };

  constructor(writer: Writer) {
    this.#writer = writer;
  }

  /** One bite. To be called again, with pauses, until `isDone`. @throws StoreError, and then nothing was dropped */
  async retain(limits: Limits): Promise<Retained> {
    const { progress, dropped, isDone, oldestAt } = await this.#writer.transaction((db) =>
      bite(db, limits, this.#progress),
    );
    this.#progress = progress;
    return { ...dropped, isDone, oldestAt };
  }
}

interface Progress {
  /** Room is being made since the limit was passed. */
  readonly isShrinking: boolean;
  /** Up to this seq the histories are thinned. Begins again with each process: what is thin is looked at once more. */
  readonly thinnedThrough: number;
}

interface Bite {
  readonly progress: Progress;
  readonly dropped: Dropped;
  readonly isDone: boolean;
  readonly oldestAt: Millis | null;
}

async function bite(db: Sql, limits: Limits, progress: Progress): Promise<Bite> {
  const { dropped, ...rest } =
    (await biteForAge(db, limits, progress)) ?? (await biteForRoom(db, limits, progress));
  const oldestAt = await oldestAtOf(db);
  // Last: only what is kept tells which gaps nobody will ask for.
  const gaps = rest.isDone && oldestAt !== null ? await dropGaps(db, oldestAt) : 0;
  const starts = rest.isDone ? await dropStarts(db, oldestStart(limits)) : 0;
  return { ...rest, dropped, isDone: rest.isDone && gaps === 0 && starts === 0, oldestAt };
}

/** A start says what is usual for as long as what happened is kept at all. */
const oldestStart = ({ maxAgeMs, now }: Limits): Millis =>
  maxAgeMs === null ? millis(0) : millis(now - maxAgeMs);

type Step = Omit<Bite, 'oldestAt'>;

/** Null when nothing is too old. */
async function biteForAge(
  db: Sql,
  { maxAgeMs, now }: Limits,
  progress: Progress,
): Promise<Step | null> {
  if (maxAgeMs === null) return null;
  const before = millis(now - maxAgeMs);
  const dropped = await dropDeletedPods(db, { before, upTo: await lastSeqOf(db) });
  return isNothing(dropped) ? null : { progress, dropped, isDone: false };
}

async function biteForRoom(db: Sql, { maxBytes }: Limits, progress: Progress): Promise<Step> {
  const enough = maxBytes === null ? null : maxBytes * (progress.isShrinking ? SHRINK_TO : 1);
  if (enough === null || (await usedBytesOf(db)) <= enough) {
    return { progress: { ...progress, isShrinking: false }, dropped: NOTHING, isDone: true };
  }
  const shrinking = { ...progress, isShrinking: true };
  const upTo = (await lastSeqOf(db)) - NEWEST_KEPT;
  const dropped = await dropDeletedPods(db, { before: FOR_EVER, upTo });
  if (!isNothing(dropped)) return { progress: shrinking, dropped, isDone: false };
  const { transitions, through } = await thinHistories(db, {
    after: progress.thinnedThrough,
    upTo,
  });
  return {
    progress: { ...shrinking, thinnedThrough: through ?? progress.thinnedThrough },
    dropped: { pods: 0, transitions },
    // What is usual goes last: it takes the least room.
    isDone: through === null && (await dropOldestStarts(db)) === 0,
  };
}

const isNothing = ({ pods, transitions }: Dropped): boolean => pods === 0 && transitions === 0;
