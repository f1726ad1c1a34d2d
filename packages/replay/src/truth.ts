/**
 * The ground truth of a server: what happened in the cluster, what was asked, and what was really sent.
 * Validators compare with it what somebody else recorded.
 */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Clock } from './clock.ts';
import { Unplayable } from './errors.ts';
import type { Asked, LineAbout, ObjectIdentity } from './fault-book.ts';
import type { ChangeType, StoredObject } from './history.ts';
import type { Plural } from './kinds.ts';
import { Waiting } from './waiting.ts';

/** A change of the cluster. In the order in which they happened. */
export interface TrueChange {
  /** 1, 2, … without a hole, over all resources. */
  readonly seq: number;
  /** By the server's clock, ms since 1970. */
  readonly at: number;
  readonly resource: Plural;
  readonly type: ChangeType;
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly resourceVersion: number;
  /** The object's JSON. */
  readonly text: string;
  /** A fault kept it from every watch. */
  readonly lost: boolean;
}

/** A request, probes of health apart. */
export interface TrueRequest extends Asked {
  readonly id: number;
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** Without its question mark; empty when there is none. */
  readonly query: string;
  /** `null` until it is answered. */
  readonly status: number | null;
  readonly endedAt: number | null;
  /** `whole`: as the server meant it; `cut`: by a fault; `gone`: the client left, or the server was closed. */
  readonly ending: 'whole' | 'cut' | 'gone' | null;
  /** The faults that it met, its lines included. */
  readonly faults: readonly string[];
}

/** A line that was written to a connection. Whether it arrived, only the other end knows. */
export interface Sent extends LineAbout {
  readonly at: number;
  /** The request's id. */
  readonly request: number;
  /** Of the object, the list or the bookmark. */
  readonly resourceVersion: string | null;
  /** False when a fault cut or spoiled it. */
  readonly whole: boolean;
  /** The fault that changed, doubled or made it. */
  readonly fault: string | null;
  /** Of a list: what was in it. */
  readonly items?: readonly Item[];
}

export interface Item {
  readonly uid: string;
  readonly resourceVersion: string;
}

export interface Truth {
  /** These three throw when the server was started without `truth`. */
  readonly changes: readonly TrueChange[];
  readonly requests: readonly TrueRequest[];
  readonly sent: readonly Sent[];
  /** How many of each are no longer there, because `truth` is a number. */
  readonly forgotten: Readonly<Record<'changes' | 'requests' | 'sent', number>>;
  /** How many requests of each kind there were, as in `{ 'list pods': 2, 'watch pods': 1, version: 1 }`; always counted. */
  counts(): Readonly<Record<string, number>>;
  /** The objects as they are, in the order of a list. */
  objects(resource: Plural): readonly StoredObject[];
  /** Resolves as soon as `holds` is true: it is asked now, and after everything that happens. */
  until(holds: (truth: Truth) => boolean): Promise<void>;
  /** Writes it all as lines of JSON: `{"request":…}`, `{"change":…}`, `{"sent":…}`. */
  dump(file: string): Promise<void>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
/** A request that goes on. */
export type RequestRecord = Mutable<Omit<TrueRequest, 'faults'>> & { readonly faults: string[] };

export class TruthLog implements Truth {
  readonly #clock: Clock;
  readonly #objects: (resource: Plural) => readonly StoredObject[];
  readonly #changes: Kept<TrueChange>;
  readonly #requests: Kept<TrueRequest>;
  readonly #sent: Kept<Sent>;
  readonly #counts = new Map<string, number>();
  readonly #waiting = new Waiting();
  #seq = 0;
  #requestId = 0;

  /** Keeps the last `keep` of each kind at least; with 0 it only counts. */
  constructor(keep: number, clock: Clock, objects: (resource: Plural) => readonly StoredObject[]) {
    this.#clock = clock;
    this.#objects = objects;
    this.#changes = new Kept(keep);
    this.#requests = new Kept(keep);
    this.#sent = new Kept(keep);
  }

  get changes(): readonly TrueChange[] {
    return this.#changes.entries();
  }

  get requests(): readonly TrueRequest[] {
    return this.#requests.entries();
  }

  get sent(): readonly Sent[] {
    return this.#sent.entries();
  }

  get forgotten() {
    return {
      changes: this.#changes.forgotten,
      requests: this.#requests.forgotten,
      sent: this.#sent.forgotten,
    };
  }

  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  objects(resource: Plural): readonly StoredObject[] {
    return this.#objects(resource);
  }

  until(holds: (truth: Truth) => boolean): Promise<void> {
    return this.#waiting.until(() => holds(this));
  }

  async dump(file: string): Promise<void> {
    const out = createWriteStream(file);
    const all = { request: this.requests, change: this.changes, sent: this.sent };
    for (const [what, entries] of Object.entries(all))
      for (const entry of entries)
        if (!out.write(`${JSON.stringify({ [what]: entry })}\n`)) await once(out, 'drain');
    out.end();
    await once(out, 'finish');
  }

  /** A change happens. */
  changed(
    resource: Plural,
    type: ChangeType,
    object: StoredObject,
    resourceVersion: number,
    lost: boolean,
  ): void {
    this.#seq += 1;
    if (this.#changes.isKept) this.#keepChange(resource, type, object, resourceVersion, lost);
    this.#waiting.tell();
  }

  #keepChange(
    resource: Plural,
    type: ChangeType,
    object: StoredObject,
    resourceVersion: number,
    lost: boolean,
  ): void {
    const { uid, namespace, name } = object;
    const common = { seq: this.#seq, at: this.#clock.now(), resource, type, resourceVersion, lost };
    // The text is read only when somebody asks: a fleet writes its objects when they are wanted.
    const text = { get: () => object.text, enumerable: true };
    this.#changes.add(
      Object.defineProperty({ ...common, uid, namespace, name } as TrueChange, 'text', text),
    );
  }

  /** A request arrives. What is written into the record is the truth from then on. */
  asked(asked: Asked, method: string, { pathname, search }: URL): RequestRecord {
    const name = [asked.kind, asked.resource].filter((part) => part !== null).join(' ');
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    this.#requestId += 1;
    const record: RequestRecord = {
      ...asked,
      id: this.#requestId,
      at: this.#clock.now(),
      method,
      path: pathname,
      query: search.slice(1),
      status: null,
      endedAt: null,
      ending: null,
      faults: [],
    };
    this.#requests.add(record);
    this.#waiting.tell();
    return record;
  }

  /** A request is being answered: at once after this. */
  answered(record: RequestRecord, status: number): void {
    record.status = status;
    this.#waiting.tell();
  }

  /** The connection of a request is done with its answer. */
  ended(record: RequestRecord, ending: 'whole' | 'gone'): void {
    record.ending ??= ending;
    record.endedAt = this.#clock.now();
    this.#waiting.tell();
  }

  /** A line is written. */
  wrote(sent: Omit<Sent, 'at' | keyof LineAbout> & { readonly about: LineAbout }): void {
    if (this.#sent.isKept) {
      const { about, ...line } = sent;
      const items = sent.items?.map(({ uid, resourceVersion }) => ({ uid, resourceVersion }));
      this.#sent.add({
        at: this.#clock.now(),
        ...line,
        type: about.type,
        object: about.object === null ? null : identityOf(about.object),
        ...(items === undefined ? {} : { items }),
      });
    }
    this.#waiting.tell();
  }
}

/** A copy without the object's text, which would be kept with it. */
const identityOf = ({ uid, namespace, name, resourceVersion }: ObjectIdentity): ObjectIdentity => ({
  uid,
  namespace,
  name,
  resourceVersion,
});

/** The last entries of a log. */
class Kept<T> {
  readonly #keep: number;
  #entries: T[] = [];
  forgotten = 0;

  constructor(keep: number) {
    this.#keep = keep;
  }

  get isKept(): boolean {
    return this.#keep > 0;
  }

  add(entry: T): void {
    if (!this.isKept) return;
    this.#entries.push(entry);
    if (this.#entries.length < 2 * this.#keep) return;
    this.forgotten += this.#entries.length - this.#keep;
    this.#entries = this.#entries.slice(-this.#keep);
  }

  entries(): readonly T[] {
    if (this.isKept) return this.#entries;
    throw new Unplayable("This server keeps no ground truth: start it with `truth: 'all'`.");
  }
}
