/** What containers write that run while their pod is stuck: asked for now and then, in memory, the newest lines of each. */
import type { PodRow } from '@podline/contract';
import type { Known, LogTail } from '@podline/domain';

/** A run that goes on. */
export interface RunningTail {
  readonly uid: string;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly containerId: string;
  readonly attempt: number;
}

export type StuckRow = Pick<PodRow, 'uid' | 'stuck'>;

/** Between two looks at one container. */
const EVERY_MS = 30_000;
/** Pods of which lines are kept; those that are stuck longest are enough to tell what the others wait for. */
const MAX_PODS = 100;
/** A rule reads the last lines. */
const LINES = 50;

export class RunningTails {
  readonly #tails = new Map<string, LogTail>();
  readonly #askedAt = new Map<string, number>();
  /** Pods that were asked for and have no answer yet: in a storm others are asked first, for minutes. */
  readonly #awaited = new Set<string>();

  /** Of a pod, none or one: what it is stuck at. */
  of(uid: string): readonly LogTail[] {
    const tail = this.#tails.get(uid);
    return tail === undefined ? [] : [tail];
  }

  /** False when it says what it said before. */
  put(uid: string, { lines, ...of }: LogTail): boolean {
    // It may have come free while it was asked.
    if (!this.#askedAt.has(uid)) return false;
    const tail = { ...of, lines: lines.slice(-LINES) };
    const isSame = JSON.stringify(tail) === JSON.stringify(this.#tails.get(uid));
    this.#tails.set(uid, tail);
    return !isSame;
  }

  /** It was asked for, or lost its place: it may be asked for again. */
  answered(uid: string): void {
    this.#awaited.delete(uid);
  }

  forget(uid: string): void {
    this.#tails.delete(uid);
    this.#askedAt.delete(uid);
  }

  /** Whose log is to be asked for now, each until it is `answered`; `now` by a clock that nobody sets. Pods that are stuck no more are forgotten. */
  due(
    rows: readonly StuckRow[],
    known: (uid: string) => Known | null,
    now: number,
  ): readonly RunningTail[] {
    const stuck = rows
      .filter((row) => row.stuck !== null)
      .sort((a, b) => (a.stuck?.since ?? 0) - (b.stuck?.since ?? 0));
    const runs = stuck.slice(0, MAX_PODS).flatMap((row) => runningOf(row, known(row.uid)));
    const uids = new Set(runs.map(({ uid }) => uid));
    for (const uid of this.#askedAt.keys()) if (!uids.has(uid)) this.forget(uid);
    const due = runs.filter(
      ({ uid }) =>
        !this.#awaited.has(uid) && now - (this.#askedAt.get(uid) ?? -EVERY_MS) >= EVERY_MS,
    );
    for (const { uid } of due) {
      this.#askedAt.set(uid, now);
      this.#awaited.add(uid);
    }
    return due;
  }
}

function runningOf({ stuck }: StuckRow, known: Known | null): readonly RunningTail[] {
  const container = stuck?.container ?? null;
  if (known === null || container === null) return [];
  const { uid, namespace, name, statuses } = known.snapshot;
  const status = statuses.find((it) => it.name === container);
  if (status?.state.kind !== 'running' || status.containerId === null) return [];
  const { containerId, restartCount } = status;
  return [{ uid, namespace, pod: name, container, containerId, attempt: restartCount }];
}
