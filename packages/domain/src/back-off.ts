/** The delay the kubelet announced, read from its message: caps and decay differ between nodes and versions, so it is never computed. */
import { type DurationMs, durationMs } from './time.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** `back-off 1m20s restarting failed container=…` → 80 000 ms; null when the message announces none. */
export function announcedDelay(message: string | null): DurationMs | null {
  const text = /back-off (\S+) restarting/.exec(message ?? '')?.[1];
  return text === undefined ? null : parseGoDuration(text);
}

/** A duration as Go prints it (`1m20s`, `3.25s`, `850ms`), to the millisecond; null when it is none. */
export function parseGoDuration(text: string): DurationMs | null {
  if (!/^(?:\d+(?:\.\d+)?(?:ns|µs|ms|h|m|s))+$/.test(text)) return null;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|µs|ms|h|m|s)/g)) {
    total += Number(count) * (UNIT_MS[unit ?? ''] ?? 0);
  }
  return durationMs(Math.round(total));
}
