/** Messages on their way to receivers of all kinds. */
import { expect, test } from 'vitest';
import { type Answer, Delivery } from './delivery.ts';

/** A receiver that answers as told, then 200; time passes only while somebody sleeps. */
async function delivered(
  answers: readonly (number | null | Answer)[],
  bodies: readonly string[],
): Promise<{
  posted: string[];
  slept: number[];
  said: string[];
  sent: string[];
  counts: Delivery['counts'];
}> {
  const stop = new AbortController();
  const waiting = [...answers];
  const posted: string[] = [];
  const slept: number[] = [];
  const said: string[] = [];
  const sent: string[] = [];
  let at = 0;
  const delivery = new Delivery({
    async post(body) {
      posted.push(body);
      const next = waiting.length === 0 ? 200 : (waiting.shift() ?? null);
      return typeof next === 'object' && next !== null
        ? next
        : { status: next, retryAfterMs: null };
    },
    monotonic: () => at,
    async sleep(ms) {
      slept.push(ms);
      at += ms;
    },
    signal: stop.signal,
    say: { warn: (it) => void said.push(it), info: (it) => void said.push(it) },
  });
  for (const body of bodies) delivery.send(body, () => void sent.push(body));
  const running = delivery.run();
  delivery.send('the last', () => stop.abort());
  await running;
  return { posted, slept, said, sent, counts: delivery.counts };
}

test('what is taken is sent once, in order', async () => {
  const { posted, sent, counts } = await delivered([], ['a', 'b']);
  expect(posted).toEqual(['a', 'b', 'the last']);
  expect(sent).toEqual(['a', 'b']);
  expect(counts).toEqual({ sent: 3, dropped: 0, retried: 0 });
});

test('no answer, 5xx, 408 and 429 are tried again, later and later; one sentence says so, and one that it is over', async () => {
  const { posted, slept, said } = await delivered([null, 503, 408, 429], ['a']);
  expect(posted).toEqual(['a', 'a', 'a', 'a', 'a', 'the last']);
  expect(slept).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(said).toEqual([
    'The webhook does not answer; trying again.',
    'The webhook takes messages again.',
  ]);
});

test('a receiver that says when is believed, within bounds', async () => {
  const { slept } = await delivered(
    [
      { status: 429, retryAfterMs: 30_000 },
      { status: 429, retryAfterMs: 1e12 },
    ],
    ['a'],
  );
  expect(slept).toEqual([30_000, 300_000]);
});

test('what is refused for good is dropped and said, and the next one goes on', async () => {
  const { posted, sent, said, counts } = await delivered([404, 302], ['a', 'b']);
  expect(posted).toEqual(['a', 'b', 'the last']);
  expect(sent).toEqual([]);
  expect(said[0]).toBe('The webhook answers 404; the message is dropped.');
  expect(counts).toMatchObject({ dropped: 2, sent: 1 });
});

test('after an hour it gives up', async () => {
  const { posted, counts } = await delivered(Array(40).fill(503), ['a']);
  expect(posted.filter((body) => body === 'a').length).toBeLessThan(25);
  expect(counts.dropped).toBe(1);
});

test('a burst goes out at once, and more than that one a second', async () => {
  const bodies = Array.from({ length: 14 }, (_, index) => `${index}`);
  const { slept } = await delivered([], bodies);
  expect(slept).toEqual([1_000, 1_000, 1_000, 1_000, 1_000]);
});

test('more than can wait pushes out the oldest', async () => {
  const bodies = Array.from({ length: 600 }, (_, index) => `${index}`);
  const { posted, counts } = await delivered([], bodies);
  expect(posted[0]).toBe('100');
  expect(counts.dropped).toBe(100);
});
