/** The delay the kubelet announced, read from its message: caps and decay differ between nodes and versions, so it is never computed. */
import { type DurationMs, durationMs } from './time.ts';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `back-off 1m20s restarting failed container=…` → 80 000 ms; null when the message announces none. */
export function announcedDelay(message: string | null): DurationMs | null {
  const text = /back-off ((?:\d+(?:\.\d+)?(?:ms|h|m|s))+) restarting/.exec(message ?? '')?.[1];
  if (text === undefined) return null;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)) {
    total += Number(count) * (UNIT_MS[unit ?? ''] ?? 0);
  }
  return durationMs(total);
}
