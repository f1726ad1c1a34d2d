/**
 * What the API server keeps of one kind: the objects as they are, and a bounded window of the changes
 * that led there. Every change has the resourceVersion it happened at, and versions only rise.
 */

import { fieldAt, type Kind } from './kinds.ts';
import { keyOf } from './object-key.ts';
import type { ApiObject } from './recording.ts';

/** An object at one resourceVersion, reduced to what lists and selectors need. */
export interface StoredObject {
  /** `namespace/name`. */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
  /** The object's JSON, `kind` and `apiVersion` first. */
  readonly text: string;
  /** The round of the play that it is of. */
  readonly round: number;
}

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED';

export interface Change {
  readonly resourceVersion: number;
  readonly type: ChangeType;
  readonly object: StoredObject;
  /** The object before; `null` when it is new. */
  readonly previous: StoredObject | null;
  /** No watch ever tells of it: a fault. The object is as it is all the same. */
  readonly lost: boolean;
  /** Watch lines made so far, by type: one text for all watchers. */
  readonly lines: Map<ChangeType, string>;
}

/** `object`, whose JSON is `text`, as a history keeps it. */
export function storedObject(
  kind: Kind,
  object: ApiObject,
  text: string,
  round: number,
): StoredObject {
  const { metadata } = object;
  const fields = Object.entries(kind.fields).map(([label, path]) => [label, fieldAt(object, path)]);
  return {
    key: keyOf(metadata),
    namespace: String(metadata['namespace'] ?? ''),
    name: String(metadata['name']),
    uid: String(metadata['uid']),
    resourceVersion: metadata.resourceVersion,
    labels: (metadata['labels'] ?? {}) as Record<string, string>,
    fields: Object.fromEntries(fields),
    text,
    round,
  };
}

/** Snapshots kept sorted: enough for some clients that page at the same time. */
const SNAPSHOTS_KEPT = 4;

export class History {
  readonly kind: Kind;
  readonly #windowSize: number;
  readonly #objects = new Map<string, StoredObject>();
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #snapshots = new Map<number, readonly StoredObject[]>();
  #window: Change[] = [];
  #oldest: number;
  #newest: number;

  /** Begins at `resourceVersion` with nothing; keeps `windowSize` changes at least, twice as many at most. */
  constructor(kind: Kind, resourceVersion: number, windowSize: number) {
    this.kind = kind;
    this.#oldest = resourceVersion;
    this.#newest = resourceVersion;
    this.#windowSize = windowSize;
  }

  /** The oldest version that a watch may begin from and a list may be of. */
  get oldest(): number {
    return this.#oldest;
  }

  get(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  /** Puts an object there that has always been there: no change, no watcher is told. */
  preset(object: StoredObject): void {
    this.#objects.set(object.key, object);
    this.#snapshots.clear();
  }

  /** Makes a change and tells every subscriber, before it returns, unless it is `lost`. Versions must not fall. */
  change(type: ChangeType, object: StoredObject, resourceVersion: number, lost = false): void {
    const previous = this.#objects.get(object.key) ?? null;
    if (type === 'DELETED') this.#objects.delete(object.key);
    else this.#objects.set(object.key, object);
    const change = { resourceVersion, type, object, previous, lost, lines: new Map() };
    this.#window.push(change);
    this.#newest = resourceVersion;
    this.#snapshots.delete(resourceVersion);
    if (this.#window.length > 2 * this.#windowSize) this.#forget(this.#windowSize);
    if (!lost) for (const listener of this.#listeners) listener(change);
  }

  /** The changes after `resourceVersion`, oldest first; `null` when the window no longer holds them all. */
  since(resourceVersion: number): readonly Change[] | null {
    if (resourceVersion < this.#oldest) return null;
    return this.#window.slice(this.#firstAfter(resourceVersion)).filter(({ lost }) => !lost);
  }

  /** The objects as they were at `resourceVersion`, by key; `null` when the window does not reach back so far. */
  at(resourceVersion: number): readonly StoredObject[] | null {
    if (resourceVersion < this.#oldest) return null;
    const effective = Math.min(resourceVersion, this.#newest);
    const kept = this.#snapshots.get(effective);
    if (kept !== undefined) return kept;
    const objects = this.#rewoundTo(effective);
    const sorted = [...objects.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    this.#snapshots.set(effective, sorted);
    for (const old of this.#snapshots.keys()) {
      if (this.#snapshots.size <= SNAPSHOTS_KEPT) break;
      this.#snapshots.delete(old);
    }
    return sorted;
  }

  /** Calls `listener` with every change from now on, until the function returned is called. */
  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Forgets all changes up to `resourceVersion`, as a compaction of etcd and a restart would. */
  compact(resourceVersion: number): void {
    this.#forget(0);
    this.#oldest = resourceVersion;
  }

  #forget(keep: number): void {
    const gone = this.#window.length - keep;
    this.#oldest = this.#window[gone - 1]?.resourceVersion ?? this.#oldest;
    this.#window = this.#window.slice(gone);
    for (const version of this.#snapshots.keys())
      if (version < this.#oldest) this.#snapshots.delete(version);
  }

  #rewoundTo(resourceVersion: number): Map<string, StoredObject> {
    const objects = new Map(this.#objects);
    for (const { object, previous } of this.#window
      .slice(this.#firstAfter(resourceVersion))
      .reverse()) {
      if (previous === null) objects.delete(object.key);
      else objects.set(object.key, previous);
    }
    return objects;
  }

  /** Index of the first change after `resourceVersion`: the window is sorted, so by halves. */
  #firstAfter(resourceVersion: number): number {
    let low = 0;
    let high = this.#window.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#window[middle]?.resourceVersion ?? 0) <= resourceVersion) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * The line by which a watcher is told of `change` as a change of `type`: with a selector, what leaves
 * it is DELETED with the object as it last matched, at the version of the change.
 */
export function changeLine(change: Change, type: ChangeType): string {
  const made = change.lines.get(type);
  if (made !== undefined) return made;
  const line = watchLine(type, textAs(change, type));
  change.lines.set(type, line);
  return line;
}

/** One line of a watch; `objectText` is JSON. */
export const watchLine = (type: string, objectText: string): string =>
  `{"type":"${type}","object":${objectText}}\n`;

function textAs({ type: ownType, object, previous, resourceVersion }: Change, type: ChangeType) {
  const leaves = type === 'DELETED' && ownType !== 'DELETED' && previous !== null;
  if (!leaves) return object.text;
  const last = JSON.parse(previous.text) as ApiObject;
  const metadata = { ...last.metadata, resourceVersion: String(resourceVersion) };
  return JSON.stringify({ ...last, metadata });
}
