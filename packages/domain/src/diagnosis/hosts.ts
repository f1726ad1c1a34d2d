/** Hosts and ports as people write them in commands and logs. Whatever is not plainly one is none: a password never looks like a host twice. */
import type { Target } from './target.ts';

const USUAL_PORTS: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
  ['postgres', 5432],
  ['postgresql', 5432],
  ['mysql', 3306],
  ['redis', 6379],
  ['mongodb', 27_017],
  ['amqp', 5672],
]);

/** Not an option, not a variable, not a path. */
export const isHost = (word: string): boolean =>
  word.length <= 253 && /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?\.?$/i.test(word) && !/^\d+$/.test(word);

export function hostPort(host: string, port: string | null): readonly Target[] {
  const name = host.replace(/\.$/, '').toLowerCase();
  const number = port === null ? null : Number(port);
  if (host.includes('://')) return urlTarget(host);
  if (!isHost(name)) return host.includes(':') ? hostTarget(host) : [];
  if (number !== null && !isPort(number)) return [];
  return [{ kind: 'host', host: name, port: number }];
}

const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port < 65_536;

/** `db`, `db:5432`. */
export function hostTarget(word: string): readonly Target[] {
  const [, host = '', port] = /^([^:]+)(?::(\d+))?$/.exec(word) ?? [];
  return isHost(host) ? hostPort(host, port ?? null) : [];
}

/** Host and port of a URL, also of one without a scheme (`web:8080/ready`); who logs in and what is asked for is left out. */
export function urlTarget(word: string, usual = 80): readonly Target[] {
  const match =
    /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:[^/@\s]*@)?([^/:?#\s]+)(?::(\d+))?(?:[/?#].*)?$/i.exec(word);
  if (match === null) return [];
  const [, scheme, host = '', port] = match;
  const isBareWord = scheme === undefined && port === undefined && !/[./]/.test(word);
  if (isBareWord && host !== 'localhost') return [];
  return hostPort(host, port ?? String(USUAL_PORTS.get(scheme?.toLowerCase() ?? '') ?? usual));
}

/** The pod itself. */
export const isHere = (host: string): boolean => host === 'localhost' || host.startsWith('127.');
