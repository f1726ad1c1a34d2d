/** Programs that people wait with: how each is told for what. A table; a program that is not here is not understood. */

import { parsed } from './command-options.ts';
import { hostPort, hostTarget, urlTarget } from './hosts.ts';
import { k8sWaitFor, kubectlWaits } from './kubectl-waits.ts';
import { scriptConnects, scriptLoops } from './script-connects.ts';
import { DEV_TCP } from './shell-pieces.ts';
import type { Target } from './target.ts';

export interface Tool {
  /** As it is called in sentences. */
  readonly name: string;
  /** Called so, it asks until it is answered. */
  readonly waits: (args: readonly string[]) => boolean;
  readonly targets: (args: readonly string[]) => readonly Target[];
}

/** By the program's base name; null where it is not known. */
export function toolFor(program: string): Tool | null {
  const base = (program.split('/').at(-1) ?? '')
    .replace(/^python3[\d.]*$/, 'python3')
    .replace(/\.(?:sh|py|exe)$/, '');
  const name = program === DEV_TCP ? DEV_TCP : base;
  const targets = TARGETS.get(name) ?? (WAITER.test(name) ? addresses : null);
  return targets === null ? null : { name, waits: waitsItself(name), targets };
}

/** Scripts and images that are called after what they do. */
const WAITER = /^wait[-_]?(?:for|4|until|on|port)/;

const LANGUAGES = new Set(['python', 'python3', 'node']);

const waitsItself =
  (name: string): Tool['waits'] =>
  (args) =>
    /^(?:wait|k8s-wait|dockerize)/.test(name) ||
    (LANGUAGES.has(name) && scriptLoops(args)) ||
    // Options may stand before the verb: `kubectl -n jobs wait …`.
    (name === 'kubectl' && (args.includes('wait') || args.includes('rollout')));

const addresses = (args: readonly string[]): readonly Target[] => {
  const { options, rest } = parsed(args, 'h p host port t timeout n namespace interval'.split(' '));
  const told = options.get('h') ?? options.get('host');
  const port = options.get('p') ?? options.get('port');
  if (told !== undefined) return hostPort(told, port ?? null);
  const [first = '', second = ''] = rest;
  if (/^\d+$/.test(second)) return hostPort(first, second);
  return rest.flatMap((word) =>
    word.includes('://') ? urlTarget(word) : withPort(word.replace(/^tcp:/, '')),
  );
};

/** `db:5432`; a bare word may be anything. */
const withPort = (word: string): readonly Target[] => (/:\d+$/.test(word) ? hostTarget(word) : []);

const named =
  (values: string) =>
  (args: readonly string[]): readonly Target[] =>
    nameOnly(parsed(args, values.split(' ')).rest[0] ?? '');

const nameOnly = (word: string): readonly Target[] =>
  hostTarget(word).map((target) => (target.kind === 'host' ? { ...target, port: null } : target));

/** A client of a server: `-h HOST -p PORT`, or a URL. */
const client =
  (host: string, port: string, usual: number, values = '') =>
  (args: readonly string[]): readonly Target[] => {
    const hosts = host.split(' ');
    const ports = port.split(' ');
    const { options, rest } = parsed(args, [...hosts, ...ports, ...values.split(' ')]);
    const at = (names: readonly string[]) => names.map((it) => options.get(it)).find((it) => it);
    const url = [...options.values(), ...rest].find((it) => it.includes('://'));
    const told = at(hosts);
    if (told !== undefined) return hostPort(told, at(ports) ?? String(usual));
    return url === undefined ? [] : urlTarget(url, usual);
  };

const CURL_VALUES =
  'o w m H X d u b A e T x F K C c D E P Q r t U y Y z max-time connect-timeout retry retry-delay retry-max-time output header data data-raw data-binary json form request user proxy noproxy resolve connect-to interface config user-agent referer cookie cacert capath cert key pass write-out';
const WGET_VALUES =
  'O T t o U P w timeout tries output-document output-file header user password user-agent post-data body-data method wait waitretry';

const urls =
  (values: string) =>
  (args: readonly string[]): readonly Target[] =>
    parsed(args, values.split(' ')).rest.flatMap((word) => urlTarget(word));

const netcat = (args: readonly string[]): readonly Target[] => {
  const { rest } = parsed(args, 'w i q s G X x'.split(' '));
  return hostPort(rest[0] ?? '', rest[1] ?? null);
};

const DIG_VALUES = 'b c f k p q t x y';

/** `dig +short @10.96.0.10 db.shop.svc A`: the type of what is asked for may stand before the name or after it. */
const dig = (args: readonly string[]): readonly Target[] => {
  const { options, rest } = parsed(args, DIG_VALUES.split(' '));
  const asked = rest.filter(
    (word) => !/^(?:[+@]|(?:a|aaaa|any|cname|in|mx|ns|ptr|soa|srv|txt)$)/i.test(word),
  );
  return nameOnly(options.get('q') ?? asked[0] ?? '');
};

/** Of what it can look up only hosts are names of the network. */
const getent = ([database = '', name = '']: readonly string[]): readonly Target[] =>
  /^a?hosts(?:v[46])?$/.test(database) ? nameOnly(name) : [];

/** `[ -f /config/ready ]`, `test -e …`. */
function fileTest(args: readonly string[]): readonly Target[] {
  const place = args.findIndex((word) => /^-[defrsS]$/.test(word));
  const path = place === -1 ? '' : (args[place + 1] ?? '');
  return /^\/[\w./@+-]+$/.test(path) ? [{ kind: 'file', path: path.slice(0, 253) }] : [];
}

/** `dockerize -wait tcp://db:5432 -wait http://web/ready`. */
const dockerize = (args: readonly string[]): readonly Target[] =>
  args.flatMap((word, index) => {
    const url = /^-?-wait=(.+)$/.exec(word)?.[1] ?? (/^-?-wait$/.test(word) ? args[index + 1] : '');
    if (url?.startsWith('file://')) return fileTest(['-f', url.slice(7)]);
    return url ? urlTarget(url) : [];
  });

const wait4x = ([how = '', ...args]: readonly string[]): readonly Target[] =>
  parsed(args, 'timeout interval t i'.split(' ')).rest.flatMap((word) =>
    how === 'tcp' ? withPort(word) : urlTarget(word),
  );

const bootstrap = client(
  'bootstrap-server b brokers endpoints addr',
  'none',
  9092,
  'topic t command-config',
);

const TARGETS: ReadonlyMap<string, Tool['targets']> = new Map<string, Tool['targets']>([
  ['nslookup', named('')],
  ['dig', dig],
  ['host', named('t W')],
  ['getent', getent],
  ['ping', named('c W w i')],
  ['nc', netcat],
  ['ncat', netcat],
  ['netcat', netcat],
  ['telnet', netcat],
  [DEV_TCP, netcat],
  ['curl', urls(CURL_VALUES)],
  ['wget', urls(WGET_VALUES)],
  ['pg_isready', client('h host', 'p port', 5432, 'U d t username dbname timeout')],
  ['psql', client('h host', 'p port', 5432, 'U d c f username dbname command')],
  ['mysqladmin', client('h host', 'P port', 3306, 'u user')],
  ['mariadb-admin', client('h host', 'P port', 3306, 'u user')],
  ['mysql', client('h host', 'P port', 3306, 'u e user execute')],
  ['mariadb', client('h host', 'P port', 3306, 'u e user execute')],
  ['redis-cli', client('h', 'p', 6379, 'a u n user pass')],
  ['mongosh', client('host', 'port', 27_017, 'eval u p username password')],
  ['mongo', client('host', 'port', 27_017, 'eval u p username password')],
  ['grpc_health_probe', bootstrap],
  ['grpc-health-probe', bootstrap],
  ['kafka-topics', bootstrap],
  ['kafka-broker-api-versions', bootstrap],
  ['kcat', bootstrap],
  ['kafkacat', bootstrap],
  ['cqlsh', netcat],
  ['etcdctl', client('endpoints', 'none', 2379)],
  ['kubectl', kubectlWaits],
  ['k8s-wait-for', k8sWaitFor],
  ['wait_for', k8sWaitFor],
  ['wait-for-it', addresses],
  ['wait-for', addresses],
  ['wait4x', wait4x],
  ['dockerize', dockerize],
  ['python', scriptConnects],
  ['python3', scriptConnects],
  ['node', scriptConnects],
  ['test', fileTest],
  ['[', fileTest],
  ['[[', fileTest],
]);

/** Whether an image of this name runs that very program on its args. Others only have a name in common: `test`, `ping`, `mysql`. */
export const isToolImage = (name: string): boolean =>
  WAITER.test(name) ||
  /^(?:kubectl|k8s-wait-for|dockerize|curl|grpc[-_]health[-_]probe)$/.test(name);

/** Most containers call none of these, and every update of a pod asks: the script is read only where one is named. */
const NAMED = new RegExp(
  `wait|python3|(?:^|[^\\w-])(?:${[...TARGETS.keys()].map((it) => it.replace(/[[\]]/g, '\\$&')).join('|')})(?:$|[^\\w-])`,
);

export const namesTool = (text: string): boolean => NAMED.test(text);
