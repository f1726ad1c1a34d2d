/** Credentials inside addresses: `postgres://user:password@host`, a driver's `user:password@tcp(host)`, a webhook whose path is its key. */
import type { MaskRule, Span } from './mask-rule.ts';

/** An address is shorter; past this one is not looked into, so that `://://://…` stays cheap. */
const MAX_ADDRESS = 1024;
const ADDRESS_ENDS = /[\s"'`<>\\]/g;

/** Where an address that begins at `from` ends. */
function endOf(text: string, from: number): number {
  const part = text.slice(from, from + MAX_ADDRESS);
  const end = part.search(ADDRESS_ENDS);
  return from + (end === -1 ? part.length : end);
}

/** The password of `user:password@host`, or a user that is a token. */
function userinfoAt(found: RegExpExecArray, text: string): Span | null {
  const from = found.index + found[0].length;
  const rest = text.slice(from, endOf(text, from));
  const at = atSign(rest);
  if (at === -1) return null;
  const colon = rest.indexOf(':');
  if (colon !== -1 && colon < at) return { from: from + colon + 1, to: from + at };
  // `https://<key>@sentry.io`: a key, where `git@` is a name.
  return at >= 12 && /\d/.test(rest.slice(0, at)) ? { from, to: from + at } : null;
}

/**
 * The `@` in front of the host; -1 without one. A password may hold `/` and `@` although it must not, so that behind a password the
 * last `@` counts: better that a host goes too than that a half of a password stays.
 */
function atSign(rest: string): number {
  const query = rest.search(/[?#]/);
  const whole = query === -1 ? rest : rest.slice(0, query);
  const path = whole.indexOf('/');
  const authority = path === -1 ? whole : whole.slice(0, path);
  const afterUser = authority.split(':')[1];
  // `host:8080/a@b` is a port and a path; `user:pa/ss@host` is neither.
  const isPort = afterUser === undefined || /^\d{0,5}$/.test(afterUser);
  return isPort ? authority.lastIndexOf('@') : whole.lastIndexOf('@');
}

/** The longest user and password that a driver's string is looked back for. */
const MAX_BACK = 256;

function driverPasswordAt({ index }: RegExpExecArray, text: string): Span | null {
  let colon = -1;
  for (let at = index - 1; at >= Math.max(0, index - MAX_BACK); at -= 1) {
    if (/[\s"'`=(]/.test(text[at] ?? '')) break;
    if (text[at] === ':') colon = at;
  }
  return colon === -1 ? null : { from: colon + 1, to: index };
}

export const ADDRESSES: readonly MaskRule[] = [
  {
    name: 'passwords in addresses (postgres://user:…@host, redis://:…@host, https://token@host)',
    pattern: /[a-z0-9]:\/\//gi,
    secretAt: userinfoAt,
  },
  {
    name: 'passwords of the Go MySQL driver (user:…@tcp(host))',
    pattern: /@(?:tcp|udp|unix|cloudsql)\(/g,
    secretAt: driverPasswordAt,
  },
  {
    name: 'Oracle (jdbc:oracle:thin:user/…@host)',
    pattern: /(jdbc:oracle:\w{1,8}:[\w$#]{1,64}\/)[^\s@"']{1,128}(?=@)/gi,
  },
  {
    name: 'webhooks of Slack, Discord and Teams',
    pattern:
      /((?:hooks\.slack\.com\/(?:services|workflows|triggers)|discord(?:app)?\.com\/api\/webhooks|webhook\.office\.com\/webhookb2|api\.telegram\.org)\/)[^\s"'<>]{8,256}/gi,
  },
];
