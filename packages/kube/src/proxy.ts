/** Through which proxy a cluster is reached: what its kubeconfig says, else the environment, as client-go does. */
import { isIPv6 } from 'node:net';
import { failed, misconfigured, type Result, success } from './errors.ts';
import { isReachedStraight } from './no-proxy.ts';

export interface ProxyUrl {
  /** With user and password, so for nobody's eyes. */
  readonly href: string;
  /** Without them. */
  readonly shown: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** The proxy that the environment names for `server`; null: none, or none for this server (NO_PROXY, loopback). */
export function proxyOfEnvironment(server: string, env: Env): Result<ProxyUrl | null> {
  const url = new URL(server);
  const names =
    url.protocol === 'https:' ? ['HTTPS_PROXY', 'https_proxy'] : ['HTTP_PROXY', 'http_proxy'];
  const name = names.find((it) => (env[it] ?? '') !== '');
  if (name === undefined) return success(null);
  if (isReachedStraight(url, env['NO_PROXY'] || env['no_proxy'] || '')) return success(null);
  const value = (env[name] ?? '').trim();
  // As Go: `proxy:3128` means http.
  const isUrl = (URL.parse(value)?.host ?? '') !== '';
  return proxyFor(server, isUrl ? value : `http://${value}`, name);
}

/** The proxy at `value` for `server`; `at` says where that stands. One that we cannot use is a failure that does not quote it. */
export function proxyFor(server: string, value: string, at: string): Result<ProxyUrl> {
  const url = URL.parse(value);
  if (url === null || url.host === '') return failed(misconfigured(`${at} is no URL of a proxy.`));
  // Both let the proxy look the name up, so to us they are the same.
  const scheme = url.protocol === 'socks5h:' ? 'socks5:' : url.protocol;
  const fault = faultOf(url, scheme, server);
  if (fault !== null) return failed(misconfigured(`${at} ${fault}.`));
  return success({
    href: value.trim().replace(/^socks5h:/i, 'socks5:'),
    shown: `${scheme}//${url.host}`,
  });
}

/** What of a proxy's URL may stand in no sentence. */
export function secretsOfProxy(proxy: ProxyUrl | null): readonly string[] {
  if (proxy === null) return [];
  const { username, password } = new URL(proxy.href);
  const plain = [username, password].map(decodeURIComponent);
  const pair = Buffer.from(plain.join(':')).toString('base64');
  return password === '' ? [] : [password, ...plain.slice(1), pair];
}

function faultOf(url: URL, scheme: string, server: string): string | null {
  if (!['http:', 'https:', 'socks5:'].includes(scheme))
    return `names a proxy of the kind ${scheme.slice(0, -1)}; Podline knows http, https and socks5`;
  if (!isDecodable(url.username) || !isDecodable(url.password))
    return 'has a user or password in which a % stands for nothing; write it as %25';
  if (scheme !== 'socks5:') return null;
  // What undici's SOCKS5 leaves out, and would leave out in silence.
  if (url.username !== '' && url.password === '')
    return 'names a user without a password, which Podline cannot send to a socks5 proxy';
  if (isIPv6(new URL(server).hostname.replace(/^\[|\]$/g, '')))
    return 'is a socks5 proxy, which Podline cannot ask for an IPv6 address; name the server by its host name';
  return null;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    // The one thing that it throws for: a % that no two digits follow.
    return false;
  }
}
