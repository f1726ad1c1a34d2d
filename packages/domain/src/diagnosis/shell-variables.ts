/** What the variables of a script stand for, as far as the spec and the script itself tell. Nothing is guessed. */

/** Null: it is set, but nobody tells to what (a Secret, a ConfigMap, a branch that may or may not be taken). */
export type Variables = Readonly<Record<string, string | null>>;

export type Known = ReadonlyMap<string, string | null>;

/** Stands among the variables where others may be set that are not listed (`envFrom`): then no default holds. No variable is called so. */
export const ANY_OTHER = '*';

/** `$NAME`, `${NAME}`, `${NAME:-otherwise}`, `${NAME%:*}`, `${NAME#*:}` and Kubernetes' own `$(NAME)`; what is not known stays as it is. */
export const expanded = (word: string, variables: Known): string =>
  word.replace(
    /\$(?:\{(\w+)(?::?[-=]([^}]*)|(%%?:\*|##?\*:))?\}|\((\w+)\)|(\w+))/g,
    (whole, braced?: string, otherwise?: string, cut?: string, dollar?: string, bare?: string) => {
      const value = toldOf(braced ?? dollar ?? bare ?? '', otherwise, variables);
      return value === null ? whole : (CUTS.get(cut ?? '')?.(value) ?? value);
    },
  );

function toldOf(name: string, otherwise: string | undefined, variables: Known): string | null {
  const value = variables.get(name);
  if (value === undefined) return variables.has(ANY_OTHER) ? null : (otherwise ?? null);
  return value === '' ? (otherwise ?? '') : value;
}

/** Host and port of `db:5432`, as shells take them apart. */
const CUTS: ReadonlyMap<string, (value: string) => string> = new Map([
  ['%:*', (it) => it.replace(/:[^:]*$/, '')],
  ['%%:*', (it) => it.replace(/:.*$/s, '')],
  ['#*:', (it) => it.replace(/^[^:]*:/, '')],
  ['##*:', (it) => it.replace(/^.*:/s, '')],
]);

/** Kubernetes' own `$(NAME)` alone: what a shell will make of the rest is its own affair. */
export const expandedByKubernetes = (word: string, variables: Known): string =>
  word.replace(/\$\((\w+)\)/g, (whole) => expanded(whole, variables));

/** The variables of a script while it is read from top to bottom. */
export class Scope {
  readonly #own: Map<string, string | null>;
  /** Of a `for` over words: each of them in turn. */
  readonly #lists = new Map<string, readonly string[]>();

  constructor(variables: Known) {
    this.#own = new Map(variables);
  }

  /** `isCertain` false: in a branch; what it was before may hold as well. */
  assign(name: string, value: string, isCertain: boolean): void {
    const before = this.#lists.has(name) ? null : this.#own.get(name);
    this.#lists.delete(name);
    this.#own.set(name, isCertain || before === undefined || before === value ? value : null);
  }

  forget(name: string): void {
    this.#lists.delete(name);
    this.#own.set(name, null);
  }

  /** Unknown where one of the words is. */
  list(name: string, words: readonly string[]): void {
    const values = words.flatMap((word) =>
      expanded(word, this.#own)
        .split(/\s+/)
        .filter((it) => it !== ''),
    );
    this.forget(name);
    if (/^\w+$/.test(name) && values.length > 0 && !values.some((it) => /[$*?{]/.test(it)))
      this.#lists.set(name, values.slice(0, MOST_VALUES));
  }

  /** What is known where this text stands: once for each word of a list that it names. */
  at(text: string): readonly Known[] {
    let all: readonly Known[] = [this.#own];
    for (const [name, values] of this.#lists)
      if (new RegExp(`\\$\\{?${name}\\b`).test(text))
        all = all
          .flatMap((it) => values.map((value) => new Map(it).set(name, value)))
          .slice(0, MOST_VALUES);
    return all;
  }
}

const MOST_VALUES = 8;

/** `$1`, `$2`, …: of a function, or of `sh -c SCRIPT NAME …`, whose first is `$0`. What is not given is empty. */
export function withPositions(variables: Known, words: readonly string[], from: 0 | 1): Known {
  const all = new Map<string, string | null>(variables);
  // Of `"$@"` it is not known how many they are.
  const absent = words.some((word) => word.includes('$')) ? null : '';
  for (let place = 0; place < 10; place++) all.set(String(place), words[place - from] ?? absent);
  return all;
}
