/**
 * The courses of the live pods. The history of a pod that is not up is kept in memory, so that each change and each passing
 * patience is seen at once; of the others what was last found, until something happens to them and their history is read.
 */
import type {
  Gap,
  Millis,
  Patience,
  PodSnapshot,
  RecordedTransition,
  ScopedGap,
} from '@podline/domain';
import type { StoredPod } from '@podline/store';
import { type Course, courseOf, isUnderway, steadyCourse, UNKNOWN } from './pod-course.ts';
import type { Usuals } from './usual.ts';

/** Transitions kept in memory, some 100 MB; what does not fit is read from the log whenever it is needed. */
const KEPT_IN_ALL = 300_000;
const KEPT_OF_ONE = 2_000;
/** Gaps that are remembered for histories that are in memory. */
const GAPS = 50;

export interface CourseParts {
  readonly patience: Patience;
  readonly now: () => Millis;
  /** Is told of starts that are over, and tells what is usual. Missing: the same patience for all. */
  readonly usuals?: Usuals;
}

type History = readonly RecordedTransition[];

export class Courses {
  readonly #parts: CourseParts;
  readonly #courses = new Map<string, Course>();
  readonly #histories = new Map<string, RecordedTransition[]>();
  readonly #due = new Map<string, Millis>();
  readonly #wanted = new Set<string>();
  #gaps: ScopedGap[] = [];
  #kept = 0;

  constructor(parts: CourseParts) {
    this.#parts = parts;
  }

  of(uid: string): Course {
    return this.#courses.get(uid) ?? UNKNOWN;
  }

  clear(): void {
    for (const map of [this.#courses, this.#histories, this.#due, this.#wanted]) map.clear();
    this.#gaps = [];
    this.#kept = 0;
  }

  watched(gaps: readonly ScopedGap[]): void {
    if (gaps.length > 0) this.#gaps = [...this.#gaps, ...gaps].slice(-GAPS);
  }

  /** A pod of the log, of which nothing was seen since. */
  begin(pod: StoredPod): Course {
    const steady = steadyCourse(pod.known.snapshot, this.#parts.now());
    if (steady === null) this.#wanted.add(pod.uid);
    else this.#courses.set(pod.uid, steady);
    return this.of(pod.uid);
  }

  /** Something was seen of it, and `added` came of that. */
  after(pod: StoredPod, added: History): Course {
    const { uid } = pod;
    if (pod.deletedAt !== null) return this.#ended(pod, added);
    const history = this.#histories.get(uid) ?? (isWhole(added) ? [] : null);
    if (history === null) {
      // Of what is up, no change of its labels matters; of what is not, its conditions do.
      if (added.length > 0 || isUnderway(pod.known.snapshot)) this.#wanted.add(uid);
      return this.of(uid);
    }
    this.#kept += added.length;
    history.push(...added);
    this.#histories.set(uid, history);
    return this.#found(pod, history);
  }

  /** What was seen before was recorded only now. */
  recorded(uid: string): void {
    this.#drop(uid);
    this.#wanted.add(uid);
  }

  /** Uids whose history is to be read from the log. */
  takeWanted(): readonly string[] {
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    return wanted;
  }

  /** The history was read. Null when it is to be read again: something came meanwhile. */
  read(pod: StoredPod, history: History, gaps: readonly Gap[]): Course | null {
    if (this.#wanted.has(pod.uid)) return null;
    this.#drop(pod.uid);
    const own = [...history];
    this.#histories.set(pod.uid, own);
    this.#kept += own.length;
    return this.#found(pod, own, gaps);
  }

  /** Uids of which time alone may have changed something. */
  takeDue(): readonly string[] {
    const now = this.#parts.now();
    const known = this.#parts.usuals?.takeLoaded() ?? [];
    const due = known.filter((uid) => this.#histories.has(uid));
    for (const [uid, at] of this.#due) if (at <= now) due.push(uid);
    for (const uid of due) this.#due.delete(uid);
    return due;
  }

  /** Looks again; null when that cannot be told before its history is read. */
  again(pod: StoredPod): Course | null {
    const history = this.#histories.get(pod.uid);
    if (history !== undefined) return this.#found(pod, history);
    this.#wanted.add(pod.uid);
    return null;
  }

  #found(pod: StoredPod, transitions: History, gaps: readonly Gap[] = this.#gapsOf(pod)): Course {
    const { snapshot } = pod.known;
    const { now, usuals } = this.#parts;
    const patience = usuals?.patienceFor(snapshot) ?? this.#parts.patience;
    const { course, dueAt } = courseOf({ pod: snapshot, transitions, gaps, patience }, now());
    if (course.startedUp !== null || isOver(snapshot)) {
      usuals?.over({ pod: snapshot, transitions, gaps });
    }
    this.#courses.set(pod.uid, course);
    if (dueAt === null) this.#due.delete(pod.uid);
    else this.#due.set(pod.uid, dueAt);
    if (!isUnderway(snapshot) || transitions.length > KEPT_OF_ONE) this.#drop(pod.uid);
    this.#makeRoom();
    return course;
  }

  /** A pod that is gone is not stuck; what it did stays to be seen on its own page. */
  #ended(pod: StoredPod, added: History): Course {
    const { uid } = pod;
    const before = this.of(uid);
    const history = this.#histories.get(uid);
    if (history !== undefined) {
      const transitions = [...history, ...added];
      const gaps = this.#gapsOf(pod);
      this.#parts.usuals?.over({ pod: pod.known.snapshot, transitions, gaps });
    }
    this.#drop(uid);
    this.#courses.delete(uid);
    this.#due.delete(uid);
    this.#wanted.delete(uid);
    return added.length === 0 ? before : { ...before, stuck: null };
  }

  #gapsOf({ namespace }: StoredPod): readonly Gap[] {
    return this.#gaps.filter(({ scope }) => scope === '' || scope === namespace);
  }

  #makeRoom(): void {
    for (const uid of this.#histories.keys()) {
      if (this.#kept <= KEPT_IN_ALL) return;
      this.#drop(uid);
    }
  }

  #drop(uid: string): void {
    this.#kept -= this.#histories.get(uid)?.length ?? 0;
    this.#histories.delete(uid);
  }
}

const isOver = ({ phase }: PodSnapshot): boolean => phase === 'Succeeded' || phase === 'Failed';

/** From its first sight on. */
const isWhole = (history: History): boolean => history[0]?.change.kind === 'appeared';
