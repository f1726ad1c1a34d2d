/** Whose finding hangs on what: so that a Service that appears is told to those alone that look for it. */

export class Dependents {
  readonly #onKey = new Map<string, Set<string>>();
  readonly #keysOf = new Map<string, readonly string[]>();

  /** From now on `uid` hangs on these keys, and on no others. */
  put(uid: string, keys: ReadonlySet<string>): void {
    this.drop(uid);
    if (keys.size === 0) return;
    this.#keysOf.set(uid, [...keys]);
    for (const key of keys) {
      const uids = this.#onKey.get(key);
      if (uids === undefined) this.#onKey.set(key, new Set([uid]));
      else uids.add(uid);
    }
  }

  drop(uid: string): void {
    for (const key of this.#keysOf.get(uid) ?? []) {
      const uids = this.#onKey.get(key);
      uids?.delete(uid);
      if (uids?.size === 0) this.#onKey.delete(key);
    }
    this.#keysOf.delete(uid);
  }

  has(key: string): boolean {
    return this.#onKey.has(key);
  }

  on(key: string): Iterable<string> {
    return this.#onKey.get(key) ?? [];
  }

  keys(): Iterable<string> {
    return this.#onKey.keys();
  }
}
