/** What a document must keep true. Pure: text and the names of the files in, sentences out; none when all is well. */

/** The repository as documents see it: every file and folder, without those that are made (node_modules, builds). */
export type Paths = ReadonlySet<string>;

/** One setting of `podline serve`, as apps/server/src/config.ts lists it. */
export interface Setting {
  readonly flag: string;
  readonly env: string;
  readonly default: string;
}

/** One failure, as packages/contract/src/errors.ts lists it. */
export interface Failure {
  readonly status: number;
  readonly sentence: string;
  readonly next: string;
}

/** The main street, in the order in which a pod event passes. */
export const STATIONS = [
  'packages/kube/src/reflector.ts',
  'packages/kube/src/pod-from-api.ts',
  'apps/server/src/recorder.ts',
  'packages/domain/src/observe.ts',
  'packages/store/src/transition-log.ts',
  'packages/transport/src/hub.ts',
  'apps/web/src/feed.svelte.ts',
  'apps/web/src/timeline/Lane.svelte',
] as const;

/** Made on the spot, so named by documents and not in the repository. */
const MADE = /(^|\/)(build|generated|node_modules|results|\.svelte-kit|\.podline)(\/|$)/;
/** `NAME`, `<name>`, `NNNN-*.md`, `…`: stands for something, is not a path. */
const PLACEHOLDER = /[<>{}…$]|\b(NNNN|[A-Z]{3,})(?=[/-]|$)/;

/** Every path that a document names, in backticks or in a block of shell commands, exists; `*` must match something. */
export function missingPaths(text: string, paths: Paths): string[] {
  const top = new Set([...paths].filter((path) => path.includes('/')).map(firstPart));
  return wordsOfCode(text)
    .map((word) => word.replace(/^\.\//, '').replace(/(:\d+)?[/.,:;)]*$/, ''))
    .filter((word) => word.includes('/') && top.has(firstPart(word)) && word !== 'apps/v1')
    .filter((word) => !MADE.test(word) && !PLACEHOLDER.test(word) && !isThere(word, paths))
    .map((word) => `names \`${word}\`, which does not exist`);
}

const firstPart = (path: string): string => path.split('/', 1)[0] ?? path;

function isThere(path: string, paths: Paths): boolean {
  if (!path.includes('*')) return paths.has(path);
  const pattern = path
    .split(/(\*\*|\*)/)
    .map((part) =>
      part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[.+()[\]\\^$|?]/g, '\\$&'),
    )
    .join('');
  const matches = new RegExp(`^${pattern}$`);
  return [...paths].some((candidate) => matches.test(candidate));
}

/** Words in backticks, and in fenced blocks that are shell. */
function wordsOfCode(text: string): string[] {
  const shell = [...text.matchAll(/^```(?:sh|bash)\n(.*?)^```/gms)].map((match) => match[1] ?? '');
  const inline = [...withoutBlocks(text).matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
  return [...shell, ...inline].flatMap((code) => code.split(/[\s"'(),=]+/));
}

const withoutBlocks = (text: string): string => text.replace(/^```.*?^```/gms, '');

/**
 * Every link inside the repository leads to a file, and its anchor to a heading there.
 * @param document the path of the document, from the root
 * @param texts the documents by path, to look anchors up in
 */
export function brokenLinks(
  document: string,
  text: string,
  paths: Paths,
  texts: ReadonlyMap<string, string>,
): string[] {
  const targets = [...withoutBlocks(text).matchAll(/\]\(([^)\s]+)\)/g)].map(
    (match) => match[1] ?? '',
  );
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .flatMap((target) => {
      const [file = '', anchor] = target.split('#', 2);
      const path = file === '' ? document : resolved(document, file);
      if (!paths.has(path)) return [`links to ${target}, which does not exist`];
      const there = texts.get(path);
      if (anchor === undefined || there === undefined || anchorsOf(there).has(anchor)) return [];
      return [`links to ${target}, and no heading there has that anchor`];
    });
}

/** A relative link as a path from the root; what climbs out of the repository keeps its `..`. */
function resolved(document: string, link: string): string {
  const parts = document.split('/').slice(0, -1);
  for (const part of link.split('/').filter((name) => name !== '' && name !== '.')) {
    if (part === '..' && parts.length > 0) parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

/** Headings as GitHub makes anchors of them. */
function anchorsOf(text: string): Set<string> {
  const headings = [...withoutBlocks(text).matchAll(/^#+ (.+)$/gm)].map((match) => match[1] ?? '');
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  );
}

/** docs/errors.md has one row for each failure, with its status and both sentences, and none besides. */
export function errorsDiffer(text: string, failures: Readonly<Record<string, Failure>>): string[] {
  const rows = tableRows(text);
  const missing = Object.entries(failures).flatMap(([code, { status, sentence, next }]) => {
    const row = rows.find((cells) => cells[0] === `\`${code}\``);
    if (row === undefined) return [`has no row for ${code}`];
    const wanted = [String(status), sentence, next];
    return wanted.every((cell, index) => row[index + 1] === cell)
      ? []
      : [`says of ${code} something else than the code: | ${wanted.join(' | ')} |`];
  });
  const unknown = rows
    .map((cells) => /^`([A-Z_]+)`$/.exec(cells[0] ?? '')?.[1])
    .filter((code) => code !== undefined && !(code in failures))
    .map((code) => `has a row for ${code}, which no code gives`);
  return [...missing, ...unknown];
}

/** docs/configuration.md has one row for each setting, with its flag, variable and default, and no others. */
export function settingsDiffer(text: string, settings: readonly Setting[]): string[] {
  const rows = tableRows(text).filter((cells) => cells[0]?.startsWith('`--'));
  const missing = settings.flatMap((setting) => {
    const row = rows.find((cells) => cells[0] === `\`${setting.flag}\``);
    if (row === undefined) return [`has no row that begins with \`${setting.flag}\``];
    return [`\`${setting.env}\``, setting.default]
      .filter((wanted) => !row.slice(1).some((cell) => cell.includes(wanted)))
      .map((wanted) => `does not say ${wanted} in the row of \`${setting.flag}\``);
  });
  const known = new Set(settings.map(({ flag }) => `\`${flag}\``));
  const unknown = rows
    .filter((cells) => !known.has(cells[0] ?? ''))
    .map((cells) => `has a row for ${cells[0]}, which is no setting`);
  return [...missing, ...unknown];
}

const tableRows = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

/** docs/life-of-a-pod-event.md names the stations in their order, and each is there. */
export function stationsDiffer(text: string, paths: Paths): string[] {
  const gone = STATIONS.filter((station) => !paths.has(station)).map(
    (station) => `walks past ${station}, which does not exist`,
  );
  const places = STATIONS.map((station) => text.indexOf(station));
  const unnamed = STATIONS.filter((_, index) => places[index] === -1).map(
    (station) => `does not name ${station}`,
  );
  const named = places.filter((place) => place !== -1);
  const inOrder = named.every((place, index) => index === 0 || place > (named[index - 1] ?? 0));
  return [
    ...gone,
    ...unnamed,
    ...(inOrder ? [] : ['first names the stations in another order than an event passes them']),
  ];
}

/** The index of docs/ links every document there. */
export function unlisted(index: string, documents: readonly string[]): string[] {
  return documents
    .filter((path) => path.startsWith('docs/') && path !== 'docs/README.md')
    .filter((path) => !index.includes(`](${path.slice('docs/'.length)})`))
    .map((path) => `does not list ${path}`);
}
