/** The recorded exchanges, asked again: the replay must answer as the real API server did. */

import { afterEach, describe, expect, it } from 'vitest';
import { type ReplayOptions, type ReplayServer, startReplayServer } from './api-server.ts';
import { manualClock } from './manual-clock.ts';
import type { JsonObject, Recording } from './recording.ts';
import { bodyOf, exchanges, get, line, pages } from './test-client.ts';

const clock = manualClock(Date.parse('2026-11-22T08:02:09Z'));
const servers: ReplayServer[] = [];

async function serve(
  of: Recording,
  options: Partial<ReplayOptions> = {},
  until = 0,
): Promise<ReplayServer> {
  const server = await startReplayServer({ recordings: [of], startOn: 'told', clock, ...options });
  servers.push(server);
  server.play.advanceTo(until);
  return server;
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

interface Versioned extends JsonObject {
  readonly metadata: JsonObject;
}

/** A refusal of a list, whichever way it was recorded; versions that only the recorded server had are replaced. */
const sameButVersion = (text: string): string => text.replace(/current: \d+/, 'current: N');

describe('lists', () => {
  it('come in the recorded pages: tokens, remaining counts and one resourceVersion', async () => {
    const server = await serve(await pages());
    for (const exchange of await exchanges('list-paginated')) {
      const { status, headers, text } = await get(server, exchange.request.path);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('application/json');
      expect(JSON.parse(text)).toEqual(bodyOf(exchange));
    }
  });

  it('that expired are refused with a token for an inconsistent rest, as recorded', async () => {
    const server = await serve(await pages());
    const [, , refused] = await exchanges('list-expired-continue-410');
    const first = await get(
      server,
      '/api/v1/namespaces/protocol/pods?labelSelector=set%3Dpages&limit=2',
    );
    const token = (JSON.parse(first.text) as Versioned).metadata['continue'];
    server.compact();
    // One more version, as three pods changed before the recorded compaction.
    const path = `/api/v1/namespaces/protocol/pods?labelSelector=set%3Dpages&limit=2&continue=${token}`;
    expect((await get(server, path)).status).toBe(200);
    const later = await serve(
      {
        ...(await pages()),
        pods: [...(await pages()).pods, line(1, 'ADDED', madeUpPod('late', 9600))],
      },
      {},
      1,
    );
    later.compact();
    const answer = await get(later, path);
    expect(answer.status).toBe(410);
    expect(JSON.parse(answer.text)).toEqual(bodyOf(refused));
    const rest = await get(
      later,
      path.replace(
        String(token),
        String((JSON.parse(answer.text) as Versioned).metadata['continue']),
      ),
    );
    expect(
      (JSON.parse(rest.text) as { items: Versioned[] }).items.map((item) => item.metadata['name']),
    ).toEqual(['page-3', 'page-4']);
  });

  it('of an exact version that is gone are refused as recorded', async () => {
    const server = await serve(await pages());
    server.compact();
    const recorded = (await exchanges('watch-from-compacted-410')).find(
      ({ response }) => response.status === 410,
    );
    const answer = await get(
      server,
      '/api/v1/namespaces/protocol/pods?resourceVersion=9520&resourceVersionMatch=Exact&limit=1',
    );
    expect(answer.status).toBe(410);
    expect(answer.text).toBe(recorded?.response.body);
  });

  it('of an exact version that is kept are of that version', async () => {
    const server = await serve(await pages());
    const { text } = await get(
      server,
      '/api/v1/namespaces/protocol/pods?resourceVersion=9520&resourceVersionMatch=Exact&limit=1',
    );
    expect(JSON.parse(text)).toMatchObject({
      metadata: { resourceVersion: '9520', remainingItemCount: 2 },
      items: [{ metadata: { name: 'page-1' } }],
    });
  });

  it('not older than a version are of the newest, and version 0 is not paged', async () => {
    const server = await serve(await pages());
    const path = '/api/v1/namespaces/protocol/pods';
    const newest = await get(
      server,
      `${path}?resourceVersion=9520&resourceVersionMatch=NotOlderThan&limit=1`,
    );
    expect(JSON.parse(newest.text)).toMatchObject({ metadata: { resourceVersion: '9523' } });
    const any = await get(server, `${path}?resourceVersion=0&limit=2`);
    expect((JSON.parse(any.text) as { items: [] }).items).toHaveLength(5);
  });
});

const madeUpPod = (name: string, version: number) => ({
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: { name, namespace: 'protocol', uid: name, resourceVersion: String(version) },
  spec: {},
  status: { phase: 'Pending' },
});

describe('refusals', () => {
  it('are worded as recorded: 404, 406 and 400', async () => {
    const server = await serve(await pages());
    for (const { request, response } of await exchanges('not-found-and-bad-requests')) {
      const answer = await get(server, request.path, { headers: request.headers });
      expect(answer.status).toBe(response.status);
      if (response.status !== 200) expect(answer.text).toBe(response.body);
      expect(answer.headers.get('cache-control')).toBe(response.headers['cache-control']);
      expect(answer.headers.get('content-type')).toBe(response.headers['content-type']);
    }
  });

  it('of versions are worded as recorded: too large, not a number, bad tokens', async () => {
    const server = await serve(await pages(), { futureListWaitMs: 0 });
    const recorded = await exchanges('resource-version-errors');
    const refused = recorded.filter(({ response }) => response.status !== 200);
    expect(refused.map(({ response }) => response.status)).toEqual([504, 504, 400, 500, 400]);
    for (const { request, response } of refused) {
      const answering = get(server, request.path);
      // A list of the future waits for it; the time of its wait is told here.
      const ticking = setInterval(() => clock.advance(1), 1);
      const answer = await answering.finally(() => clearInterval(ticking));
      const body = response.body ?? `${response.lines?.[0]?.line}\n`;
      expect(answer.status).toBe(response.status);
      expect(sameButVersion(answer.text)).toBe(sameButVersion(body));
      expect(answer.headers.get('retry-after')).toBe(response.headers['retry-after'] ?? null);
    }
  });

  it('of sendInitialEvents without resourceVersionMatch is the recorded 422', async () => {
    const server = await serve(await pages());
    const [recorded] = await exchanges('watch-initial-events-bad-parameters');
    const answer = await get(server, recorded?.request.path ?? '');
    expect(answer.status).toBe(422);
    expect(JSON.parse(answer.text)).toEqual(bodyOf(recorded));
  });

  it.each([
    ['watch=1&resourceVersionMatch=NotOlderThan', 'forbidden for watch unless sendInitialEvents'],
    ['watch=1&sendInitialEvents=true&resourceVersionMatch=Exact', 'Unsupported value: "Exact"'],
    ['sendInitialEvents=true', 'sendInitialEvents is forbidden for list'],
    ['resourceVersionMatch=Exact', 'forbidden unless resourceVersion is provided'],
    ['resourceVersionMatch=Exact&resourceVersion=0', 'is forbidden for resourceVersion "0"'],
    ['resourceVersionMatch=Any&resourceVersion=1', 'Unsupported value: "Any"'],
  ])('of %s are 422', async (query, says) => {
    const server = await serve(await pages());
    const answer = await get(server, `/api/v1/pods?${query}`);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(JSON.stringify(says).slice(1, -1));
  });

  it('of strangers are the recorded 401, for a list, a watch and the version', async () => {
    const server = await serve(await pages());
    for (const { request, response } of await exchanges('unauthorized-401')) {
      const answer = await get(server, request.path, {
        headers: { Authorization: 'Bearer other' },
      });
      expect(answer.status).toBe(401);
      expect(answer.text.trim()).toBe((response.body ?? response.lines?.[0]?.line ?? '').trim());
      expect(answer.headers.has('x-kubernetes-pf-flowschema-uid')).toBe(false);
    }
  });

  it('of those who may nothing are the recorded 403', async () => {
    const server = await serve(await pages(), { allow: () => false });
    for (const { request, response } of await exchanges('forbidden-403')) {
      if (response.status === 200) continue;
      const answer = await get(server, request.path);
      expect(answer.status).toBe(403);
      expect(answer.text.trim().replace('podline-replay', 'no-rights-user')).toBe(
        (response.body ?? response.lines?.[0]?.line ?? '').trim(),
      );
    }
  });

  it('of writing is 405: a replay only plays', async () => {
    const server = await serve(await pages());
    const answer = await get(server, '/api/v1/namespaces/protocol/pods', { method: 'POST' });
    expect(answer.status).toBe(405);
    expect(JSON.parse(answer.text)).toMatchObject({ reason: 'MethodNotAllowed', code: 405 });
  });
});
