/**
 * What is usual for pods of each template. Starts that are over come in, are written beside the log in small bites, and are read back
 * by template when somebody asks for one: only what follows from them is kept in memory.
 *
 *     courses ─over─▶ waiting ─bite─▶ log ─▶ known templates ─▶ patience of courses, words of Now, findings
 *
 * Nothing here holds up a pod event: whoever asks gets what is known by then, and is told when more is.
 */

import type { WorkloadUsual } from '@podline/contract';
import {
  ENOUGH_STARTS,
  type Patience,
  type PodSnapshot,
  type PodStart,
  startsLike,
  templateOf,
  type Usual,
  type UsualStage,
  usualByContainer,
  usualOf,
  type Workload,
} from '@podline/domain';
import {
  type CountedStart,
  StoreError,
  type TemplateKey,
  type TransitionLog,
} from '@podline/store';
import { countedStart, type OverStart, revisionOf, templateKeyOf } from './counted-start.ts';
import { workloadUsual } from './workload-usual.ts';

/** Templates whose pods start or are stuck; each takes some 10 kB. */
const TEMPLATES = 2_000;
/** Uids of starts that were told already: what flaps after its start comes by again and again. */
const TOLD = 20_000;
/** Starts that wait to be written; those beyond are not counted, which makes what is usual no wrong. */
const WAITING = 5_000;
/** A transaction of so many takes some ten milliseconds, and an append waits for one at most. */
const WRITTEN_AT_ONCE = 25;
const READ_AT_ONCE = 8;
const LOOK_MS = 500;

export interface KnownUsual {
  readonly stages: readonly UsualStage[];
  readonly byContainer: Readonly<Record<string, Usual>>;
}

interface Known {
  readonly all: KnownUsual;
  /** Of revisions with enough starts of their own. */
  readonly ofRevision: ReadonlyMap<string | null, KnownUsual>;
}

const NOTHING: KnownUsual = { stages: [], byContainer: {} };

/** The usual of some pods is told as soon as it is known: `takeLoaded`. */
export class Usuals {
  readonly #patience: Patience;
  readonly #known = new Map<string, Known>();
  /** Templates that are to be read, and the pods that asked. */
  readonly #wanted = new Map<
    string,
    { readonly template: TemplateKey; readonly uids: Set<string> }
  >();
  readonly #told = new Set<string>();
  readonly #loaded = new Set<string>();
  #waiting: OverStart[] = [];
  #log: TransitionLog | null = null;

  constructor(patience: Patience) {
    this.#patience = patience;
  }

  /** From now on the starts of this log. */
  open(log: TransitionLog): void {
    this.#log = log;
    for (const map of [this.#known, this.#wanted, this.#told, this.#loaded]) map.clear();
    this.#waiting = [];
  }

  /** The start of a pod is over, or the pod is: what counts of it is counted, once. */
  over(start: OverStart): void {
    const { uid } = start.pod;
    if (this.#told.has(uid) || this.#waiting.length >= WAITING) return;
    this.#told.add(uid);
    cut(this.#told, TOLD);
    // What is recorded later is of no start.
    if (templateKeyOf(start.pod) !== null)
      this.#waiting.push({ ...start, transitions: [...start.transitions] });
  }

  /** What is usual for such a pod, as far as is known by now; where nothing is, its uid is among `takeLoaded` once it is. */
  of(pod: PodSnapshot): KnownUsual {
    const of = templateKeyOf(pod);
    return of === null ? NOTHING : this.#find(of.template, revisionOf(pod), pod.uid);
  }

  /** The same by container, as a diagnosis asks for it. */
  usualFor(pod: PodSnapshot): Readonly<Record<string, Usual>> {
    return this.of(pod).byContainer;
  }

  /** How long each stage of such a pod may last. */
  patienceFor(pod: PodSnapshot): Patience {
    const usual = this.of(pod).stages;
    return usual.length === 0 ? this.#patience : { ...this.#patience, usual };
  }

  /** As `of`, where only the pod's row is at hand. */
  ofWorkload(namespace: string, workload: Workload): KnownUsual {
    const template = { namespace, ...templateOf(workload) };
    return this.#find(template, workload.revision, null);
  }

  /** All that is known of a template, read now; null before the log is open. @throws StoreError */
  async ofTemplate(template: TemplateKey, revision: string | null): Promise<WorkloadUsual | null> {
    return this.#log === null ? null : workloadUsual(this.#log, template, revision);
  }

  /** Uids of pods of which more is known than when they were asked for. */
  takeLoaded(): readonly string[] {
    const uids = [...this.#loaded];
    this.#loaded.clear();
    return uids;
  }

  /** Writes some of what waits, then reads some of what is wanted. @throws StoreError, and what was not written waits on */
  async turn(): Promise<void> {
    const log = this.#log;
    if (log === null) return;
    await this.#write(log);
    for (const [key, { template, uids }] of [...this.#wanted].slice(0, READ_AT_ONCE)) {
      const known = knownFrom(await log.startsOf(template));
      // The log may be another one by now.
      if (log !== this.#log) return;
      this.#wanted.delete(key);
      this.#known.delete(key);
      this.#known.set(key, known);
      cut(this.#known, TEMPLATES);
      for (const uid of uids) this.#loaded.add(uid);
    }
  }

  async #write(log: TransitionLog): Promise<void> {
    const over = this.#waiting.slice(0, WRITTEN_AT_ONCE);
    const some: CountedStart[] = [];
    for (const start of over) {
      // Events tell the pulls, and came before the start was over.
      const counted = countedStart({ ...start, events: await log.eventsOf(start.pod.uid) });
      if (counted !== null) some.push(counted);
    }
    if (some.length > 0) await log.recordStarts(some);
    if (log !== this.#log) return;
    this.#waiting = this.#waiting.slice(over.length);
    for (const { template } of some) {
      if (this.#known.has(keyOf(template))) this.#want(template, null);
    }
  }

  #find(template: TemplateKey, revision: string | null, uid: string | null): KnownUsual {
    const known = this.#known.get(keyOf(template));
    if (known === undefined) {
      this.#want(template, uid);
      return NOTHING;
    }
    return known.ofRevision.get(revision) ?? known.all;
  }

  #want(template: TemplateKey, uid: string | null): void {
    const key = keyOf(template);
    const wanted = this.#wanted.get(key) ?? { template, uids: new Set() };
    if (uid !== null) wanted.uids.add(uid);
    this.#wanted.set(key, wanted);
    cut(this.#wanted, TEMPLATES);
  }
}

const keyOf = ({ namespace, kind, name }: TemplateKey): string => `${namespace} ${kind} ${name}`;

/** Lets go of what came first. */
function cut(map: Map<string, unknown> | Set<string>, most: number): void {
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}

function knownFrom(starts: readonly PodStart[]): Known {
  const revisions = Map.groupBy(starts, ({ revision }) => revision);
  const enough = [...revisions].filter(([, own]) => own.length >= ENOUGH_STARTS);
  return {
    all: usualFrom(starts, starts),
    ofRevision: new Map(
      enough.map(([revision]) => [revision, usualFrom(startsLike(starts, revision), starts)]),
    ),
  };
}

function usualFrom(like: readonly PodStart[], all: readonly PodStart[]): KnownUsual {
  const stages = usualOf(like.flatMap(({ facts }) => facts));
  return { stages, byContainer: usualByContainer(stages, all) };
}

/** Takes turns until the signal aborts. What the database does not take or give now is tried again; the journal says why. */
export async function keepUsual(
  usuals: Usuals,
  {
    sleep,
    signal,
  }: {
    readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  while (!signal.aborted) {
    await sleep(LOOK_MS, signal);
    if (signal.aborted) return;
    await usuals.turn().catch((error: unknown) => {
      if (!(error instanceof StoreError)) throw error;
    });
  }
}
