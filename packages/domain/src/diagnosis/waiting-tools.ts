/** Programs that people wait with: how each is told for what. A table; a program that is not here is not understood. */

import { hostPort, hostTarget, urlTarget } from './hosts.ts';
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
  const base = (program.split('/').at(-1) ?? '').replace(/\.(?:sh|py|exe)$/, '');
  const name = program === DEV_TCP ? DEV_TCP : base;
  const targets = TARGETS.get(name) ?? (/^wait[-_]?(?:for|4|until)/.test(name) ? addresses : null);
  return targets === null ? null : { name, waits: waitsItself(name), targets };
}

/** Bash's own way to connect, as a redirection. */
const DEV_TCP = '/dev/tcp';

const waitsItself =
  (name: string): Tool['waits'] =>
  (args) =>
    /^(?:wait|k8s-wait|dockerize)/.test(name) ||
    // Options may stand before the verb: `kubectl -n jobs wait …`.
    (name === 'kubectl' && (args.includes('wait') || args.includes('rollout')));

const addresses = (args: readonly string[]): readonly Target[] => {
  const { options, rest } = parsed(args, 'h p host port t timeout n namespace interval'.split(' '));
  const told = options.get('h') ?? options.get('host');
  const port = options.get('p') ?? options.get('port');
  if (told !== undefined) return hostPort(told, port ?? null);
  const [first = '', second = ''] = rest;
  if (/^\d+$/.test(second)) return hostPort(first, second);
  return rest.flatMap((word) => (word.includes('://') ? urlTarget(word) : withPort(word)));
};

/** `db:5432`; a bare word may be anything. */
const withPort = (word: string): readonly Target[] => (/:\d+$/.test(word) ? hostTarget(word) : []);

const named =
  (values: string, place = 0) =>
  (args: readonly string[]): readonly Target[] =>
    nameOnly(parsed(args, values.split(' ')).rest[place] ?? '');

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
  'o w m H X d u b A e T max-time connect-timeout retry retry-delay retry-max-time output header data request user cacert cert key write-out';
const WGET_VALUES = 'O T t o U timeout tries output-document header user password';

const urls =
  (values: string) =>
  (args: readonly string[]): readonly Target[] =>
    parsed(args, values.split(' ')).rest.flatMap((word) => urlTarget(word));

const netcat = (args: readonly string[]): readonly Target[] => {
  const { rest } = parsed(args, 'w i q s G X x'.split(' '));
  return hostPort(rest[0] ?? '', rest[1] ?? null);
};

/** `kubectl wait --for=condition=complete job/migrate -n jobs`, `kubectl rollout status deploy/web`, `kubectl get job migrate`. */
function kubectl(args: readonly string[]): readonly Target[] {
  const values = 'n namespace for timeout l selector o output f context s server token'.split(' ');
  const { options, rest } = parsed(args, values);
  const isRollout = rest[0] === 'rollout' && rest[1] === 'status';
  const verb = isRollout ? 'rollout' : (rest[0] ?? '');
  if (!['wait', 'rollout', 'get'].includes(verb)) return [];
  const [first = '', second = ''] = rest.slice(isRollout ? 2 : 1);
  const [object = '', name = ''] = first.includes('/') ? first.split('/') : [first, second];
  const condition = options.get('for')?.replace(/^condition=/, '') ?? null;
  const until = isRollout ? 'rolled out' : condition;
  return objectTarget(object, name, options.get('n') ?? options.get('namespace') ?? null, until);
}

/** groundnuty/k8s-wait-for: `job migrate`, `service db`, `pod-wr -lapp=x`. */
function k8sWaitFor([kind = '', name = '', ...more]: readonly string[]): readonly Target[] {
  const object = kind.split('-')[0] ?? '';
  const { options } = parsed(more, ['n', 'namespace']);
  const until = object === 'job' ? 'complete' : 'ready';
  return objectTarget(object, name, options.get('n') ?? options.get('namespace') ?? null, until);
}

const objectTarget = (
  object: string,
  name: string,
  namespace: string | null,
  until: string | null,
): readonly Target[] =>
  /^[a-z][\w.-]*$/i.test(object) && /^[a-z0-9][a-z0-9.-]*$/.test(name)
    ? [{ kind: 'object', object: singular(object), name, namespace, until }]
    : [];

const SHORT: ReadonlyMap<string, string> = new Map([
  ['svc', 'service'],
  ['po', 'pod'],
  ['deploy', 'deployment'],
  ['sts', 'statefulset'],
  ['ds', 'daemonset'],
]);

function singular(object: string): string {
  const plain = object.toLowerCase().split('.')[0] ?? '';
  return SHORT.get(plain) ?? plain.replace(/s$/, '');
}

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
  ['dig', (args) => nameOnly(args.find((word) => !/^[+@-]/.test(word)) ?? '')],
  ['host', named('t W')],
  ['getent', named('', 1)],
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
  ['kafka-topics', bootstrap],
  ['kafka-broker-api-versions', bootstrap],
  ['kcat', bootstrap],
  ['kafkacat', bootstrap],
  ['etcdctl', client('endpoints', 'none', 2379)],
  ['kubectl', kubectl],
  ['k8s-wait-for', k8sWaitFor],
  ['wait_for', k8sWaitFor],
  ['wait-for-it', addresses],
  ['wait-for', addresses],
  ['wait4x', wait4x],
  ['dockerize', dockerize],
  ['test', fileTest],
  ['[', fileTest],
  ['[[', fileTest],
]);

/** Most containers call none of these, and every update of a pod asks: the script is read only where one is named. */
const NAMED = new RegExp(
  `wait|(?:^|[^\\w-])(?:${[...TARGETS.keys()].map((it) => it.replace(/[[\]]/g, '\\$&')).join('|')})(?:$|[^\\w-])`,
);

export const namesTool = (text: string): boolean => NAMED.test(text);

interface Parsed {
  readonly options: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
}

/** `values`: the options that take one, without dashes. What follows `--` belongs to another program. */
function parsed(args: readonly string[], values: readonly string[]): Parsed {
  const options = new Map<string, string>();
  const rest: string[] = [];
  const end = args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  for (let i = 0; i < own.length; i++) {
    const word = own[i] ?? '';
    const option = /^-./.test(word) ? optionOf(word, values) : null;
    if (option === null) rest.push(word);
    else if (option.value !== null) options.set(option.name, option.value);
    else if (option.takesNext) options.set(option.name, own[++i] ?? '');
  }
  return { options, rest };
}

interface Option {
  readonly name: string;
  readonly value: string | null;
  readonly takesNext: boolean;
}

function optionOf(word: string, values: readonly string[]): Option {
  const [, name = '', value = null] = /^--?([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
  const attached = attachedValue(word, values);
  if (value !== null) return { name, value, takesNext: false };
  if (attached !== null) return { name: attached[0], value: attached[1], takesNext: false };
  return { name: lastName(word, name), value: null, takesNext: takesValue(word, name, values) };
}

/** `-hdb` is `-h db`. */
function attachedValue(
  word: string,
  values: readonly string[],
): readonly [name: string, value: string] | null {
  const letter = word[1] ?? '';
  const isAttached = word.length > 2 && word[1] !== '-' && values.includes(letter);
  return isAttached && !values.includes(word.slice(1)) ? [letter, word.slice(2)] : null;
}

/** `-zw 2`: the last letter of a bundle may take the value. */
const takesValue = (word: string, name: string, values: readonly string[]): boolean =>
  values.includes(name) || (/^-[a-zA-Z]{2,4}$/.test(word) && values.includes(name.at(-1) ?? ''));

const lastName = (word: string, name: string): string =>
  /^-[a-zA-Z]{2,4}$/.test(word) && name.length > 1 ? (name.at(-1) ?? name) : name;
