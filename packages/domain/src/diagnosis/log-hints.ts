/** What a log tail says of somebody who does not answer: which host, which port, and how it fails. */
import { hostPort, isHost } from './hosts.ts';
import { MAX_LINE } from './log-lines.ts';

export interface LogHint {
  /** Null where the line does not name it. */
  readonly host: string | null;
  readonly port: number | null;
  readonly says: 'name-unknown' | 'refused' | 'timed-out' | 'no-dns';
  readonly line: string;
}

const HOST = String.raw`\[?([\w.-]+)\]?`;

/** In the words of busybox, glibc, Go, curl, Node, Python, Java, psql, MySQL, Redis. Group 1 is the host, group 2 the port. */
const SIGNS: readonly (readonly [LogHint['says'], RegExp])[] = [
  ['no-dns', /no servers could be reached|write to '[\d.:]+': Connection refused/],
  ['name-unknown', new RegExp(`server can't find ${HOST}: (?:NXDOMAIN|SERVFAIL)`)],
  ['name-unknown', /can't resolve '([\w.-]+)'/],
  ['name-unknown', /bad address '([\w.-]+?)(?::(\d+))?'/],
  ['name-unknown', new RegExp(`[Cc]ould not resolve host:? ${HOST}`)],
  ['name-unknown', new RegExp(`lookup ${HOST}(?: on [\\d.:]+)?: no such host`)],
  ['name-unknown', new RegExp(`getaddrinfo (?:ENOTFOUND|EAI_AGAIN) ${HOST}`)],
  ['name-unknown', new RegExp(`could not translate host name "${HOST}"`)],
  ['name-unknown', new RegExp(`UnknownHostException:? ${HOST}`)],
  ['name-unknown', new RegExp(`Unknown (?:MySQL server )?host '?${HOST}'?`)],
  [
    'refused',
    new RegExp(`connect to (?:host )?${HOST}(?: \\([^)]*\\))?,? port (\\d+).*refused`, 'i'),
  ],
  ['refused', new RegExp(`connection to server at "${HOST}"[^,]*, port (\\d+) failed`)],
  ['refused', new RegExp(`dial tcp ${HOST}:(\\d+):.*refused`)],
  ['refused', new RegExp(`ECONNREFUSED ${HOST}:(\\d+)`)],
  ['refused', new RegExp(`(?:connect to|at) ${HOST}:(\\d+).*(?:refused|failed)`, 'i')],
  [
    'refused',
    new RegExp(`nc: (?:connect to )?${HOST} \\(?.*?\\)? ?(?:port )?(\\d+).*refused`, 'i'),
  ],
  ['refused', new RegExp(`Can't connect to (?:MySQL )?server on '${HOST}(?::(\\d+))?'`)],
  ['refused', new RegExp(`^${HOST}:(\\d+) - (?:no response|rejecting)`)],
  [
    'timed-out',
    new RegExp(`dial tcp ${HOST}:(\\d+): (?:i/o timeout|connect: connection timed out)`),
  ],
  [
    'timed-out',
    new RegExp(`(?:connect to|Connecting to) ${HOST}:?(?: port )?(\\d+)?.*tim(?:ed out|eout)`, 'i'),
  ],
];

/** Lines of its own that a program may write after it was refused, and be at it still; stacks of calls not counted. */
const AFTERWARDS = 20;

/**
 * The newest that names a host; else the newest of any kind. Null where no line says such a thing, or where so much was written since that
 * it is over.
 */
export function logHintOf(lines: readonly string[]): LogHint | null {
  const found = lines.flatMap((line, at) => {
    const hint = hintIn(line.slice(0, MAX_LINE));
    return hint === null ? [] : [{ hint, at }];
  });
  const newest = found.at(-1);
  if (newest === undefined) return null;
  const after = lines
    .slice(newest.at + 1)
    .filter((line) => /^(?!at |Caused by|\.\.\. \d)\S/.test(line));
  if (after.length > AFTERWARDS) return null;
  const hints = found.map(({ hint }) => hint);
  const named = hints.findLast(({ host }) => host !== null);
  return named === undefined ? newest.hint : asAsked(named, hints);
}

/** A resolver tells of every search domain that it tried: the shortest is what it was asked for. */
const asAsked = (newest: LogHint, hints: readonly LogHint[]): LogHint =>
  hints.findLast(({ host }) => host !== null && newest.host?.startsWith(`${host}.`)) ?? newest;

/** `db.svc.cluster.local` and `db.cluster.local` are no names that anybody writes: search domains of the cluster, tried with `db`. */
const SEARCHED = /^([^.]+)\.(?:svc\.)?cluster\.local$/;

function hintIn(line: string): LogHint | null {
  for (const [says, sign] of SIGNS) {
    const match = sign.exec(line);
    if (match === null) continue;
    const host = match[1]?.replace(/\.$/, '').replace(SEARCHED, '$1') ?? null;
    const [target] = host !== null && isHost(host) ? hostPort(host, match[2] ?? null) : [];
    const port = target?.kind === 'host' ? target.port : null;
    return { host: target === undefined ? null : host, port, says, line: line.trim() };
  }
  return null;
}

export interface Said {
  readonly host: string;
  readonly port: number | null;
  readonly line: string;
  /** A port tells that it is a host. A bare word may be anything: migrations, a lease, somebody's turn. */
  readonly isSure: boolean;
}

/** `waiting for payments-api`, `Waiting for db:5432 …`: what scripts say of themselves. A hint, weaker than a command. */
export function saysItWaitsFor(lines: readonly string[]): Said | null {
  for (const raw of lines.toReversed()) {
    const line = raw.slice(0, MAX_LINE);
    const match =
      /\bwait(?:ing)? (?:for|on|until)(?: the)?(?: (?:service|host|database|server|db|endpoint))? [`'"]?([a-z0-9][a-z0-9.-]+)(?::(\d+))?/i.exec(
        line,
      );
    const host = match?.[1]?.replace(/\.+$/, '') ?? '';
    if (match === null || !isHost(host) || PLAIN_WORDS.has(host.toLowerCase())) continue;
    const port = match[2] === undefined ? null : Number(match[2]);
    return { host, port, line: line.trim(), isSure: port !== null };
  }
  return null;
}

const PLAIN_WORDS = new Set(
  'the it a an service services database db server to be up ready connection connections lock leader more for all other changes'.split(
    ' ',
  ),
);
