/** The objects of one kind, as last told, in memory: by a group (a namespace, a Service) and a name, and never more than so many. */

/** An object, and where it stands. */
export interface Shelved<T> {
  readonly namespace: string;
  readonly group: string;
  readonly name: string;
  readonly value: T;
}

export class Shelf<T> {
  readonly #groups = new Map<
    string,
    Map<string, { readonly namespace: string; readonly value: T }>
  >();
  readonly #most: number;
  /** What came of the lists under way, by scope. */
  readonly #listing = new Map<string, Set<string>>();
  #size = 0;
  #isFull = false;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#size;
  }

  /** There are more than it takes: of what is not here nothing can be said. A list that has room for all ends it. */
  get isFull(): boolean {
    return this.#isFull;
  }

  get(group: string, name: string): T | null {
    return this.#groups.get(group)?.get(name)?.value ?? null;
  }

  /** Names of a group. */
  names(group: string): Iterable<string> {
    return this.#groups.get(group)?.keys() ?? [];
  }

  values(group: string): readonly T[] {
    return [...(this.#groups.get(group)?.values() ?? [])].map(({ value }) => value);
  }

  /** Groups that hold something of that name. */
  *groupsWith(name: string): Iterable<string> {
    for (const [group, held] of this.#groups) if (held.has(name)) yield group;
  }

  /** What stood there before; null when it is new. Beyond the bound it is not taken. */
  put(scope: string, { namespace, group, name, value }: Shelved<T>): T | null {
    this.#listing.get(scope)?.add(keyOf(group, name));
    const held = this.#groups.get(group);
    const before = held?.get(name)?.value ?? null;
    if (before === null && this.#size >= this.#most) {
      this.#isFull = true;
      return null;
    }
    if (before === null) this.#size += 1;
    if (held === undefined) this.#groups.set(group, new Map([[name, { namespace, value }]]));
    else held.set(name, { namespace, value });
    return before;
  }

  remove(group: string, name: string): void {
    const held = this.#groups.get(group);
    if (held?.delete(name) === true) this.#size -= 1;
    if (held?.size === 0) this.#groups.delete(group);
  }

  listBegan(scope: string): void {
    this.#listing.set(scope, new Set());
  }

  /** What the list did not have is gone. */
  listEnded(scope: string): void {
    const listed = this.#listing.get(scope);
    this.#listing.delete(scope);
    if (listed === undefined) return;
    this.#isFull = listed.size > this.#most || (this.#isFull && scope !== '');
    this.#drop(scope, (key) => !listed.has(key));
  }

  #drop(scope: string, isGone: (key: string) => boolean): void {
    for (const [group, held] of this.#groups)
      for (const [name, { namespace }] of held)
        if ((scope === '' || scope === namespace) && isGone(keyOf(group, name)))
          this.remove(group, name);
  }
}

/** No name of the API holds a space. */
const keyOf = (group: string, name: string): string => `${group} ${name}`;
