/** What rows come to say though nothing was seen of their pods: patience runs out, and histories are read from the log. */
import type { PodRow } from '@podline/contract';
import type { Gap, RecordedTransition, Seq } from '@podline/domain';
import type { StoredPod } from '@podline/store';
import type { PublishedBatch } from '@podline/transport/server';
import type { Courses } from './courses.ts';
import type { Course } from './pod-course.ts';

export interface Followed {
  readonly courses: Courses;
  lastSeq(): Seq;
  live(uid: string): { readonly stored: StoredPod; readonly row: PodRow } | undefined;
  /** The row with that course, from now on. */
  put(pod: StoredPod, course: Course): PodRow;
  transitions(uid: string): Promise<readonly RecordedTransition[]>;
  gaps(pod: StoredPod): Promise<readonly Gap[]>;
}

export interface FollowParts {
  readonly publish: (batch: PublishedBatch) => void;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

const LOOK_MS = 500;
/** Histories that are read at a time, and then told together. */
const READ_AT_ONCE = 16;

/** Resolves when it is aborted; never rejects. */
export async function follow(followed: Followed, parts: FollowParts): Promise<void> {
  const { sleep, signal } = parts;
  while (!signal.aborted) {
    await sleep(LOOK_MS, signal);
    lookAgain(followed, parts);
    if (!signal.aborted) await readWanted(followed, parts);
  }
}

function lookAgain(followed: Followed, { publish }: FollowParts): void {
  const { courses } = followed;
  const rows = courses.takeDue().map((uid) => {
    const live = followed.live(uid);
    return live === undefined ? null : retold(followed, uid, courses.again(live.stored));
  });
  tell(followed, rows, publish);
}

async function readWanted(followed: Followed, { publish, signal }: FollowParts): Promise<void> {
  const wanted = followed.courses.takeWanted();
  for (let at = 0; at < wanted.length && !signal.aborted; at += READ_AT_ONCE) {
    const some = wanted.slice(at, at + READ_AT_ONCE);
    const read = await Promise.all(some.map((uid) => readHistory(followed, uid)));
    // All in one tick: between the row and its telling no other batch may come.
    const rows = read.map((take) => take());
    tell(followed, rows, publish);
  }
}

/** What takes it in, once it is read. */
async function readHistory(followed: Followed, uid: string): Promise<() => PodRow | null> {
  const asked = followed.live(uid);
  if (asked === undefined) return () => null;
  try {
    const [transitions, gaps] = await Promise.all([
      followed.transitions(uid),
      followed.gaps(asked.stored),
    ]);
    return () => {
      const live = followed.live(uid);
      if (live === undefined) return null;
      // What is durable and not yet told belongs to its own batch.
      const told = transitions.filter((transition) => transition.seq <= followed.lastSeq());
      return retold(followed, uid, followed.courses.read(live.stored, told, gaps));
    };
  } catch {
    // The row stays without it; whoever opens the pod hears why its history cannot be read.
    return () => null;
  }
}

/** Null when its row says that already. */
function retold(followed: Followed, uid: string, course: Course | null): PodRow | null {
  const live = followed.live(uid);
  if (live === undefined || course === null) return null;
  const { stuck, recent, startedUp } = live.row;
  const isSame = JSON.stringify({ stuck, recent, startedUp }) === JSON.stringify(course);
  return isSame ? null : followed.put(live.stored, course);
}

function tell(
  { lastSeq }: Followed,
  told: readonly (PodRow | null)[],
  publish: FollowParts['publish'],
): void {
  const rows = told.filter((row) => row !== null);
  const at = lastSeq();
  if (rows.length > 0) publish({ fromSeq: at, toSeq: at, rows, transitions: [], gaps: [] });
}
