/**
 * What can be told of a pod template to say later what changed: images, names of environment variables, resources, probes, and of
 * command and args only whether they are the same. An allow-list: no value of a variable and no text of a command is in it.
 */
export interface TemplateFingerprint {
  /** By container, those of the spec. */
  readonly containers: Readonly<Record<string, ContainerFingerprint>>;
}

export interface ContainerFingerprint {
  readonly image: string;
  /** 32 bits of a hash of command and args: enough to see that they changed, too few to find out what they were. */
  readonly command: string | null;
  /** Names of variables, and of the objects that they are taken from as a whole, sorted. */
  readonly env: readonly string[];
  /** `requests.cpu` → `100m`. */
  readonly resources: Readonly<Record<string, string>>;
  /** `startupProbe` → `GET :8080/healthz, every 10s, 3 times`. */
  readonly probes: Readonly<Record<string, string>>;
}

/** One difference between two revisions. Null: it was not there before, or is not any more. */
export interface TemplateChange {
  readonly container: string;
  readonly what: 'container' | 'image' | 'command' | 'env' | 'resources' | 'probes';
  /** The name of the variable, of the resource (`limits.memory`) or of the probe; null where there is but one. */
  readonly name: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

/** What is different in `after`, container by container in the order of `after`, then those that are gone. */
export function changedSince(
  before: TemplateFingerprint,
  after: TemplateFingerprint,
): readonly TemplateChange[] {
  const old = new Map(Object.entries(before.containers));
  const now = new Map(Object.entries(after.containers));
  const came = [...now].flatMap(([container, to]): readonly TemplateChange[] => {
    const from = old.get(container);
    if (from !== undefined) return changesOf(container, from, to);
    return [{ container, what: 'container', name: null, from: null, to: to.image }];
  });
  const went = [...old]
    .filter(([container]) => !now.has(container))
    .map(([container, { image }]): TemplateChange => {
      return { container, what: 'container', name: null, from: image, to: null };
    });
  return [...came, ...went];
}

function changesOf(
  container: string,
  from: ContainerFingerprint,
  to: ContainerFingerprint,
): readonly TemplateChange[] {
  const one = (what: TemplateChange['what'], a: string | null, b: string | null) =>
    a === b ? [] : [{ container, what, name: null, from: a, to: b }];
  const many = (
    what: TemplateChange['what'],
    a: Readonly<Record<string, string>>,
    b: Readonly<Record<string, string>>,
  ): readonly TemplateChange[] => {
    const [olds, news] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
    const names = [...new Set([...olds.keys(), ...news.keys()])].sort();
    return names
      .map((name) => ({ name, from: olds.get(name) ?? null, to: news.get(name) ?? null }))
      .filter((it) => it.from !== it.to)
      .map((it) => ({ container, what, ...it }));
  };
  return [
    ...one('image', from.image, to.image),
    ...one('command', from.command, to.command),
    ...many('env', named(from.env), named(to.env)),
    ...many('resources', from.resources, to.resources),
    ...many('probes', from.probes, to.probes),
  ];
}

/** Of a variable only its name is known: it came or it went. */
const named = (names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, name]));
