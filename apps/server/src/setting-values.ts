/** The values that settings take: each gives what was meant, or refuses it with a hint. @throws InvalidArgumentError */
import { isIP } from 'node:net';
import { durationMs, PATIENCE, type Patience } from '@podline/domain';
import { InvalidArgumentError } from 'commander';

export function portNumber(value: string): number {
  const port = Number(value);
  if (/^\d+$/.test(value) && port <= 65_535) return port;
  // A pod gets PODLINE_PORT=tcp://10.0.0.1:80 for a Service named podline, and nobody would guess where that came from.
  throw new InvalidArgumentError(
    value.startsWith('tcp://')
      ? 'Pods get this value for a Service named podline, so set enableServiceLinks: false in the pod.'
      : 'A port is a whole number from 0 to 65535.',
  );
}

/** Lower case and without the brackets of an IPv6 address in a URL. */
export function hostName(value: string): string {
  const host = (/^\[(.*)\]$/.exec(value)?.[1] ?? value).toLowerCase();
  if (isIP(host) > 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(host)) return host;
  throw new InvalidArgumentError('Give a host name or an IP address, without a port.');
}

export const amount =
  (hint: string) =>
  (value: string): number => {
    if (/^\d+(\.\d+)?$/.test(value)) return Number(value);
    throw new InvalidArgumentError(hint);
  };

export function count(value: string): number {
  if (/^\d{1,6}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It is a whole number from 0 to 999999.');
}

/** `127.0.0.1:9464`, `[::1]:9464`, `:9464` for every address of this machine. */
export function hostAndPort(value: string): { readonly host: string; readonly port: number } {
  const [, host, port = ''] = /^(.*):(\d+)$/.exec(value) ?? [];
  if (host === undefined)
    throw new InvalidArgumentError('Give host and port, as in 127.0.0.1:9464.');
  return { host: host === '' ? '0.0.0.0' : hostName(host), port: portNumber(port) };
}

export function filePath(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('Give the path of a file.');
  return value;
}

export function contextName(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('Give the name of a context.');
  return value;
}

/** `init=300,pull=600` over what was said before. */
export function patience(value: string, before: Patience): Patience {
  const said = value.split(',').map((part) => /^([a-z-]+)=(\d+)$/.exec(part.trim()));
  const stages = said.map((match) => {
    const [, stage = '', seconds = ''] = match ?? [];
    if (Object.hasOwn(PATIENCE, stage)) return [stage, durationMs(Number(seconds) * 1000)] as const;
    const known = Object.keys(PATIENCE).join(', ');
    throw new InvalidArgumentError(
      `It is a stage and whole seconds, as in init=300; stages are ${known}.`,
    );
  });
  return { ...before, ...Object.fromEntries(stages) };
}

/** Each once: the same namespace twice would be watched twice. */
export const listOf =
  (pattern: RegExp, hint: string) =>
  (value: string, before: readonly string[]): readonly string[] => {
    const added = value.split(',').map((part) => part.trim());
    if (added.every((part) => pattern.test(part))) return [...new Set([...before, ...added])];
    throw new InvalidArgumentError(hint);
  };

/** Without a slash at its end. */
export function webAddress(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url !== null && /^https?:$/.test(url.protocol)) return value.replace(/\/+$/, '');
  throw new InvalidArgumentError('Give an address that begins with http:// or https://.');
}
