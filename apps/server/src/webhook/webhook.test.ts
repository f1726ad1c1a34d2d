/** The whole way: a stuck pod of the replayed cluster, and a receiver over real HTTP. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebhookMessage } from '@podline/contract';
import { millis } from '@podline/domain';
import * as v from 'valibot';
import { expect, onTestFinished, test } from 'vitest';
import { posterTo } from './post.ts';
import { aCause } from './testing.ts';
import { tellOthers, type WebhookParts } from './webhook.ts';

/** Takes what is posted, and answers as told. */
async function receiver(status = 200, headers: Record<string, string> = {}) {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    bodies.push(Buffer.concat(chunks).toString());
    response.writeHead(status, headers).end('thanks');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, bodies, server };
}

/** Looks `times` times, seconds apart, at what `causes` gives. */
async function told(
  url: string,
  times: number,
  over: Partial<WebhookParts> = {},
): Promise<readonly string[]> {
  const stop = new AbortController();
  const kept: string[] = [];
  let at = 0;
  let looks = 0;
  const posting = posterTo(url);
  let underway = Promise.resolve<unknown>(null);
  await tellOthers({
    post: (body, signal) => {
      const answer = posting(body, signal);
      underway = answer;
      return answer;
    },
    shape: 'podline',
    publicUrl: 'https://podline.example',
    clusterName: () => 'prod',
    causes: () => [aCause()],
    findingOf: async () => null,
    told: async () => [],
    remember: async (it) => void kept.push(JSON.stringify(it.map(({ key }) => key))),
    now: () => millis(0),
    monotonic: () => at,
    async sleep(ms) {
      await underway;
      at += ms;
      looks += 1;
      if (looks > times) stop.abort();
    },
    signal: stop.signal,
    say: { warn: (it) => void kept.push(it), info: () => undefined },
    ...over,
  });
  return kept;
}

test('what is stuck is posted once, as the schema says, and remembered when it was taken', async () => {
  const { url, bodies } = await receiver();
  const kept = await told(url, 30);
  expect(bodies).toHaveLength(1);
  expect(v.parse(WebhookMessage, JSON.parse(bodies[0] ?? ''))).toMatchObject({ event: 'firing' });
  expect(kept).toEqual(['["k"]']);
});

test('what was told before this start is not told again', async () => {
  const { url, bodies } = await receiver();
  await told(url, 30, { told: async () => [{ key: 'k', cause: aCause() }] });
  expect(bodies).toEqual([]);
});

test('while the watch is not live nothing is told, and nothing is resolved', async () => {
  const { url, bodies } = await receiver();
  await told(url, 60, {
    causes: () => null,
    told: async () => [{ key: 'k', cause: aCause() }],
  });
  expect(bodies).toEqual([]);
});

test('Alertmanager is reminded of what goes on', async () => {
  const { url, bodies } = await receiver();
  await told(url, 40, { shape: 'alertmanager' });
  expect(bodies.length).toBeGreaterThan(2);
  expect(new Set(bodies).size).toBe(1);
});

test('no redirect is followed, and the address is in no sentence', async () => {
  const elsewhere = await receiver();
  const { url } = await receiver(302, { location: elsewhere.url });
  const kept = await told(`${url}?token=hush`, 30);
  expect(elsewhere.bodies).toEqual([]);
  expect(kept).toEqual(['The webhook answers 302; the message is dropped.']);
});

test('while a receiver does not answer, no reminders pile up behind what waits for it', async () => {
  const { url } = await receiver();
  let findings = 0;
  await told(url, 200, {
    shape: 'alertmanager',
    post: (_, signal) =>
      new Promise((resolve) => {
        const answer = { status: null, retryAfterMs: null };
        signal.addEventListener('abort', () => resolve(answer), { once: true });
      }),
    findingOf: async () => {
      findings += 1;
      return null;
    },
  });
  expect(findings).toBe(1);
});

test('a finding that cannot be read now costs neither its own message nor the next one', async () => {
  const { url, bodies } = await receiver();
  const kept = await told(url, 30, {
    causes: () => [aCause(), aCause({ key: 'k2' })],
    findingOf: () => Promise.reject(new Error('the database is busy')),
  });
  expect(bodies.map((body) => JSON.parse(body).key)).toEqual(['k', 'k2']);
  expect(kept.at(-1)).toBe('["k","k2"]');
});

test('a user and a password in the address are sent as such, and in no address', async () => {
  const seen: (string | undefined)[] = [];
  const { url, server } = await receiver();
  server.prependListener('request', ({ headers, url: path }) =>
    seen.push(headers.authorization, path),
  );
  const answer = await posterTo(url.replace('://', '://bob:p%40ss@'))(
    '{}',
    AbortSignal.timeout(5_000),
  );
  expect(answer.status).toBe(200);
  expect(seen).toEqual([`Basic ${Buffer.from('bob:p@ss').toString('base64')}`, '/hook']);
});

test('a memory that cannot be kept is said, and telling goes on', async () => {
  const { url, bodies } = await receiver();
  const kept = await told(url, 30, {
    remember: () => Promise.reject(new Error('the disk is full')),
  });
  expect(bodies).toHaveLength(1);
  expect(kept).toEqual(['What the webhook was told is not kept: the disk is full']);
});
