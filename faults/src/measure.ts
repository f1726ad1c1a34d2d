/** What a running Podline says of itself in numbers, and waiting until it says it. */
import { readFileSync } from 'node:fs';
import type { Podline } from './podline-process.ts';

const EVERY_MS = 50;

/** Asks again and again until `holds` does of the answer, and gives that. @throws after `withinMs`, with the last answer. */
export async function eventually<T>(
  what: string,
  ask: () => T | Promise<T>,
  holds: (answer: T) => boolean,
  withinMs = 30_000,
): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (performance.now() > until)
      throw new Error(`${what}: not within ${withinMs} ms; at last ${JSON.stringify(answer)}.`);
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}

/** The value of one sample, named as Prometheus prints it with its labels; null when the process does not tell it now. */
export async function metric(podline: Podline, sample: string): Promise<number | null> {
  const line = (await podline.metrics())?.split('\n').find((it) => it.startsWith(`${sample} `));
  return line === undefined ? null : Number(line.slice(sample.length));
}

/** Resolves with the value as soon as it is told and `holds`. @throws after `withinMs`. */
export async function metricThat(
  podline: Podline,
  sample: string,
  holds: (value: number) => boolean,
  withinMs?: number,
): Promise<number> {
  const isRight = (value: number | null): boolean => value !== null && holds(value);
  return Number(await eventually(sample, () => metric(podline, sample), isRight, withinMs));
}

/** The most memory that a process has had at once, MB (10^6 bytes). @throws where there is no such process, or no /proc. */
export function peakMb({ pid }: { readonly pid: number }): number {
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(peak) * 1.024e-3;
}
