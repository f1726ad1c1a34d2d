/** Which kinds of objects are seen in which namespaces, and why not. */

export type AroundKind = 'services' | 'endpoints' | 'jobs';

/** As the API names objects of it. */
export const KIND_WORDS: Readonly<Record<AroundKind, string>> = {
  services: 'Services',
  endpoints: 'EndpointSlices',
  jobs: 'Jobs',
};

export class Seen {
  readonly #scopes: readonly string[];
  /** By kind and scope: true once it was listed, else why it was not. */
  readonly #told = new Map<string, true | string>();

  constructor(scopes: readonly string[]) {
    this.#scopes = scopes;
  }

  /** True when that is news. */
  put(kind: AroundKind, scope: string, told: true | string): boolean {
    const key = `${kind} ${scope}`;
    const isNews = this.#told.get(key) !== told;
    this.#told.set(key, told);
    return isNews;
  }

  /** Null when they are seen there; else a clause that follows "because". */
  whyNot(kind: AroundKind, namespace: string): string | null {
    const scope = this.#scopes.find((it) => it === '' || it === namespace);
    if (scope === undefined) return 'Podline does not watch that namespace';
    const told =
      this.#told.get(`${kind} ${scope}`) ?? `${KIND_WORDS[kind]} have not been listed yet`;
    return told === true ? null : told;
  }

  anywhere(kind: AroundKind): boolean {
    return this.#scopes.some((scope) => this.#told.get(`${kind} ${scope}`) === true);
  }
}
