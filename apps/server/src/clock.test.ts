import { expect, test } from 'vitest';
import { sleep, systemClock } from './clock.ts';

const HOUR_MS = 3_600_000;

test('a sleep ends as soon as it is aborted', async () => {
  const stop = new AbortController();
  const asleep = sleep(HOUR_MS, stop.signal);
  stop.abort();
  await asleep;
});

test('a sleep that was aborted before it began does not begin', async () => {
  await sleep(HOUR_MS, AbortSignal.abort());
});

test('a sleep ends by itself, and leaves nothing on its signal', async () => {
  const { signal } = new AbortController();
  const listeners: string[] = [];
  signal.addEventListener = (name: string) => void listeners.push(`+${name}`);
  signal.removeEventListener = (name: string) => void listeners.push(`-${name}`);
  await sleep(0, signal);
  expect(listeners).toEqual(['+abort', '-abort']);
});

test('the time is in whole milliseconds', () => {
  expect(Number.isInteger(systemClock.now())).toBe(true);
});
