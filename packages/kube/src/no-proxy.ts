/** Which servers are reached straight although the environment names a proxy: NO_PROXY as Go's `httpproxy` reads it. */
import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Whether `server` is this machine or fits a rule of `noProxy`: rules stand between commas; `*`, an address, a CIDR range, a name
 * (with all names below it), `.name` or `*.name` (those below alone); each but the range perhaps with `:port`.
 */
export function isReachedStraight(server: URL, noProxy: string): boolean {
  const target: Target = {
    host: server.hostname.replace(/^\[|\]$/g, ''),
    port: server.port || (server.protocol === 'https:' ? '443' : '80'),
  };
  if (target.host === 'localhost' || isWithin(LOOPBACK, target.host)) return true;
  return noProxy
    .toLowerCase()
    .split(/[,\s]+/)
    .some((rule) => rule !== '' && fits(rule, target));
}

interface Target {
  readonly host: string;
  readonly port: string;
}

function fits(rule: string, { host, port }: Target): boolean {
  const range = rangeOf(rule);
  if (range !== null) return isWithin(range, host);
  const [, named = rule, wantedPort = port] =
    /^\[(.+)\](?::(\d+))?$/.exec(rule) ?? /^([^:]+):(\d+)$/.exec(rule) ?? [];
  if (wantedPort !== port) return false;
  if (named === '*') return true;
  if (isIP(named) !== 0) return isWithin(only(named), host);
  const below = named.startsWith('*.') ? named.slice(1) : named;
  return below.startsWith('.')
    ? host.endsWith(below)
    : host === below || host.endsWith(`.${below}`);
}

function rangeOf(rule: string): BlockList | null {
  const [, base = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(rule) ?? [];
  const family = isIP(base);
  if (family === 0 || Number(bits) > (family === 4 ? 32 : 128)) return null;
  const range = new BlockList();
  range.addSubnet(base, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return range;
}

function only(address: string): BlockList {
  const range = new BlockList();
  range.addAddress(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
  return range;
}

function isWithin(range: BlockList, host: string): boolean {
  const family = isIP(host);
  return family !== 0 && range.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
