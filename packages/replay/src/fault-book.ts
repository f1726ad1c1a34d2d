/** Which faults hit what: every fault that was injected, how often it was done, and the draws. */

import { Unplayable } from './errors.ts';
import type {
  ActiveFault,
  Deed,
  Fault,
  FaultAbout,
  FaultScope,
  Faults,
  HistoryDeed,
  LineDeed,
  RequestDeed,
  RequestKind,
  StrikeDeed,
} from './faults.ts';
import { drawsFrom } from './seeded.ts';
import { Waiting } from './waiting.ts';

/** What a request is, as far as faults are concerned. */
export interface Asked {
  readonly kind: RequestKind | 'other';
  /** Its resource, or its review; `null` for what has none. */
  readonly resource: string | null;
  /** `null`: the whole cluster. */
  readonly namespace: string | null;
  /** Of a list: which page of its round this is; the first is 1. */
  readonly page: number;
}

/** The object that a line or a change is about. */
export interface ObjectIdentity {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly resourceVersion: string;
}

export interface LineAbout {
  /** ADDED, MODIFIED, DELETED, BOOKMARK, ERROR, LIST, LOG, GET. */
  readonly type: string;
  /** `null` when it is about none, or about many. */
  readonly object: ObjectIdentity | null;
}

/** A fault that happens now. */
export interface Hit<D extends Deed> {
  readonly id: string;
  readonly deed: D;
  /** The one object that the fault is about, if it names one. */
  readonly name?: string | undefined;
}

/** A stream that can be struck while it is open. */
export interface OpenStream {
  readonly asked: Asked;
  strike(deed: StrikeDeed): void;
}

const REQUEST_DEEDS = [
  ...['status', 'too-large-version', 'expired-continue', 'hang'],
  ...['delay', 'end', 'trickle', 'crlf', 'bom'],
];
const LINE_DEEDS = [
  ...['cut', 'freeze', 'error-event', 'corrupt', 'inflate'],
  ...['duplicate', 'replay', 'swap', 'drop', 'skew'],
];
const ANSWERS = ['status', 'too-large-version', 'expired-continue', 'hang'];

const isRequestDeed = (deed: Deed): deed is RequestDeed => REQUEST_DEEDS.includes(deed.kind);
const isLineDeed = (deed: Deed): deed is LineDeed => LINE_DEEDS.includes(deed.kind);
const isHistoryDeed = (deed: Deed): deed is HistoryDeed => deed.kind === 'lose';

interface Entry {
  readonly id: string;
  readonly fault: Fault;
  readonly draw: () => number;
  /** How many matched and were let pass by `after`. */
  passed: number;
  done: number;
}

export class FaultBook implements Faults {
  readonly #seed: string;
  readonly #active = new Map<string, Entry>();
  readonly #times = new Map<string, number>();
  readonly #streams = new Set<OpenStream>();
  readonly #waiting = new Waiting();

  constructor(seed: string) {
    this.#seed = seed;
  }

  inject(fault: Fault): string {
    refuseNonsense(fault);
    const id = `f${this.#times.size + 1}`;
    this.#times.set(id, 0);
    const draw = drawsFrom(`${this.#seed}|${id}`);
    this.#active.set(id, { id, fault, draw, passed: 0, done: 0 });
    return id;
  }

  clear(id?: string): void {
    if (id === undefined) this.#active.clear();
    else this.#active.delete(id);
  }

  active(): readonly ActiveFault[] {
    return [...this.#active.values()].map(({ id, fault, done }) => ({ id, fault, done }));
  }

  times(id: string): number {
    return this.#times.get(id) ?? 0;
  }

  done(id: string, times = 1): Promise<void> {
    return this.#waiting.until(() => this.times(id) >= times);
  }

  strike(deed: StrikeDeed, scope: FaultScope = {}): number {
    const struck = [...this.#streams].filter(({ asked }) => isInScope(scope, asked));
    for (const stream of struck) stream.strike(deed);
    return struck.length;
  }

  /** A stream has been opened; the function returned says that it is over. */
  opened(stream: OpenStream): () => void {
    this.#streams.add(stream);
    return () => this.#streams.delete(stream);
  }

  /** The faults that a request meets: at most one that answers it. */
  onRequest(asked: Asked): readonly Hit<RequestDeed>[] {
    const hits: Hit<RequestDeed>[] = [];
    let isAnswered = false;
    for (const entry of this.#active.values()) {
      const { id, fault } = entry;
      if (!isRequestDeed(fault.do) || !concerns(fault.do, asked)) continue;
      const answers = ANSWERS.includes(fault.do.kind);
      if ((answers && isAnswered) || !isInScope(fault, asked) || !this.#happens(entry)) continue;
      isAnswered ||= answers;
      hits.push({ id, deed: fault.do });
    }
    return hits;
  }

  /** The faults that a line meets which is about to be sent, in the order of their injection. */
  onLine(asked: Asked, about: LineAbout): readonly Hit<LineDeed>[] {
    const hits: Hit<LineDeed>[] = [];
    for (const entry of this.#active.values()) {
      const { id, fault } = entry;
      const deed = fault.do;
      if (!isLineDeed(deed) || !suits(deed, about) || !isInScope(fault, asked)) continue;
      if (isAbout(fault.about, about) && this.#happens(entry))
        hits.push({ id, deed, name: fault.about?.name });
    }
    return hits;
  }

  /** Whether a change is lost to all watches. */
  loses(resource: string, about: LineAbout): boolean {
    for (const entry of this.#active.values()) {
      const { fault } = entry;
      if (!isHistoryDeed(fault.do) || (fault.resource ?? resource) !== resource) continue;
      if ((fault.namespace ?? about.object?.namespace) !== about.object?.namespace) continue;
      if (isAbout(fault.about, about) && this.#happens(entry)) return true;
    }
    return false;
  }

  /** Whether a fault that matches is done this time; if so, it is counted. */
  #happens(entry: Entry): boolean {
    const { fault, id } = entry;
    if (entry.passed < (fault.after ?? 0)) {
      entry.passed += 1;
      return false;
    }
    if (fault.probability !== undefined && entry.draw() >= fault.probability) return false;
    entry.done += 1;
    this.#times.set(id, entry.done);
    if (fault.times !== 'always' && entry.done >= (fault.times ?? 1)) this.#active.delete(id);
    // Told once the deed is done, not in the middle of it.
    queueMicrotask(() => this.#waiting.tell());
    return true;
  }
}

function isInScope({ on, resource, namespace }: FaultScope, asked: Asked): boolean {
  if (resource !== undefined && resource !== asked.resource) return false;
  if (namespace !== undefined && namespace !== asked.namespace) return false;
  return on === undefined || ([on].flat() as readonly string[]).includes(asked.kind);
}

/** Whether a deed makes sense for such a request at all. */
function concerns(deed: RequestDeed, { kind, page }: Asked): boolean {
  switch (deed.kind) {
    case 'too-large-version':
      return kind === 'list';
    case 'expired-continue':
      return kind === 'list' && page === (deed.page ?? 2);
    case 'end':
      return kind === 'watch' || kind === 'log';
    case 'status':
    case 'hang':
    case 'delay':
    case 'trickle':
    case 'crlf':
    case 'bom':
      return true;
  }
}

/** Whether a deed makes sense for such a line at all. */
function suits(deed: LineDeed, { type, object }: LineAbout): boolean {
  const isEvent = object !== null && type !== 'GET';
  switch (deed.kind) {
    case 'cut':
    case 'freeze':
      return true;
    case 'error-event':
    case 'duplicate':
    case 'replay':
    case 'drop':
      return isEvent || type === 'BOOKMARK';
    case 'swap':
      return isEvent;
    case 'inflate':
    case 'skew':
      return object !== null || type === 'LIST';
    case 'corrupt':
      return isEvent || (deed.how !== 'unknown-type' && (type === 'LIST' || type === 'GET'));
  }
}

function isAbout(wanted: FaultAbout | undefined, { type, object }: LineAbout): boolean {
  if (wanted === undefined) return true;
  // A list is about all of its objects: `inflate` looks for the one that is named.
  if (wanted.type !== undefined && ![wanted.type].flat().includes(type)) return false;
  if (type === 'LIST') return true;
  const fields = ['namespace', 'name', 'uid'] as const;
  return fields.every((field) => wanted[field] === undefined || wanted[field] === object?.[field]);
}

/** Faults also come as JSON from another process, so their types prove nothing there. */
function refuseNonsense({ do: deed, times, after, probability }: Fault): void {
  const kind = (deed as Deed | undefined)?.kind;
  const known = [...REQUEST_DEEDS, ...LINE_DEEDS, 'lose'];
  if (kind === undefined || !known.includes(kind))
    throw new Unplayable(
      `A fault must do one of ${known.join(', ')}, not ${JSON.stringify(kind ?? deed ?? null)}.`,
    );
  if (times !== undefined && times !== 'always' && !(times > 0))
    throw new Unplayable(`A fault must happen at least once or always, not ${times} times.`);
  if (after !== undefined && !(after >= 0))
    throw new Unplayable(`A fault may let 0 or more pass before it happens, not ${after}.`);
  if (probability !== undefined && !(probability >= 0 && probability <= 1))
    throw new Unplayable(`A probability is from 0 to 1, not ${probability}.`);
}
