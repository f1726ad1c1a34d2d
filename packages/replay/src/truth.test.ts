import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { get, getJson, open, recorded } from './test-client.ts';
import { shopPod, world } from './test-world.ts';

describe('the ground truth', () => {
  it('tells every change of the cluster in order, with the object and both times', async () => {
    const of = await recorded('init-crashloop');
    const { server, clock } = await world({ recordings: [of] });
    clock.advance(5);
    server.play.advanceTo(server.play.durationMs);
    const { changes } = server.truth;
    expect(changes.map(({ seq }) => seq)).toEqual(changes.map((_, index) => index + 1));
    expect(changes[0]?.at).toBe(clock.now());
    const pods = changes.filter(({ resource }) => resource === 'pods');
    const lines = of.pods.filter(({ type }) => type !== 'BOOKMARK');
    expect(
      pods.map(({ type, resourceVersion, text }) => ({ type, resourceVersion, text })),
    ).toEqual(
      lines.map(({ type, object, text }) => ({
        type,
        resourceVersion: Number(object.metadata.resourceVersion),
        text,
      })),
    );
    expect(pods[0]).toMatchObject({ namespace: 'init-crashloop', lost: false });
  });

  it('tells what each connection was sent, and when', async () => {
    const { server, clock } = await world();
    const a = server.apply(shopPod('a'));
    const list = await getJson(server, '/api/v1/pods');
    const stream = await open(
      server,
      `/api/v1/pods?watch=1&resourceVersion=${list.metadata.resourceVersion}`,
    );
    clock.advance(7);
    const b = server.apply(shopPod('b'));
    await stream.event();
    const [listed, watched] = server.truth.requests;
    expect(server.truth.sent).toEqual([
      {
        ...{ at: clock.now() - 7, request: listed?.id, type: 'LIST', object: null },
        ...{ resourceVersion: list.metadata.resourceVersion, items: [a] },
        ...{ fault: null, whole: true },
      },
      {
        ...{ at: clock.now(), request: watched?.id, type: 'ADDED' },
        ...{ object: { ...b, namespace: 'shop', name: 'b' }, resourceVersion: b.resourceVersion },
        ...{ fault: null, whole: true },
      },
    ]);
  });

  it('tells every request: what was asked, answered, by which faults, and how it ended', async () => {
    const { server, clock } = await world();
    server.faults.inject({ on: 'list', do: { kind: 'status', code: 500 } });
    await get(server, '/api/v1/namespaces/shop/pods?limit=5');
    const stream = await open(server, '/api/v1/events?watch=1');
    clock.advance(20);
    stream.close();
    await server.truth.until(({ requests }) => requests[1]?.endedAt !== null);
    await get(server, '/livez');
    expect(server.truth.requests).toEqual([
      {
        ...{ id: 1, at: clock.now() - 20, method: 'GET', path: '/api/v1/namespaces/shop/pods' },
        ...{ query: 'limit=5', kind: 'list', resource: 'pods', namespace: 'shop', page: 1 },
        ...{ status: 500, endedAt: clock.now() - 20, ending: 'whole', faults: ['f1'] },
      },
      {
        ...{ id: 2, at: clock.now() - 20, method: 'GET', path: '/api/v1/events' },
        ...{ query: 'watch=1', kind: 'watch', resource: 'events', namespace: null, page: 1 },
        ...{ status: 200, endedAt: clock.now(), ending: 'gone', faults: [] },
      },
    ]);
  });

  it('V9, T17: counts requests by kind, even where nothing else is kept', async () => {
    const { server } = await world({ truth: 0 });
    await get(server, '/api/v1/pods');
    await get(server, '/api/v1/pods?watch=0');
    await get(server, '/api/v1/events');
    (await open(server, '/api/v1/pods?watch=1')).close();
    await get(server, '/version');
    await get(server, '/nowhere');
    expect(server.truth.counts()).toEqual({
      ...{ 'list pods': 2, 'list events': 1, 'watch pods': 1, version: 1, other: 1 },
    });
    expect(() => server.truth.changes).toThrow(
      "This server keeps no ground truth: start it with `truth: 'all'`.",
    );
  });

  it('keeps no more than it is told to, and says how much it forgot', async () => {
    const { server } = await world({ truth: 10 });
    for (let count = 0; count < 100; count += 1) server.apply(shopPod('a'));
    const { changes, forgotten } = server.truth;
    expect(changes.length).toBeGreaterThanOrEqual(10);
    expect(changes.length).toBeLessThan(20);
    expect(changes.at(-1)?.seq).toBe(100);
    expect(forgotten).toEqual({ changes: 100 - changes.length, requests: 0, sent: 0 });
  });

  it('knows the objects as they are', async () => {
    const { server } = await world();
    server.apply(shopPod('b'));
    const a = server.apply(shopPod('a'));
    expect(server.truth.objects('pods').map(({ name }) => name)).toEqual(['a', 'b']);
    expect(server.truth.objects('pods')[0]).toMatchObject(a);
  });

  it('is written into a file, a line each', async () => {
    const { server } = await world();
    const dir = await mkdtemp(join(tmpdir(), 'truth-'));
    server.apply(shopPod('a'));
    await getJson(server, '/api/v1/pods');
    await server.truth.dump(join(dir, 'truth'));
    const lines = (await readFile(join(dir, 'truth'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => Object.keys(JSON.parse(line))[0])).toEqual([
      ...['request', 'change', 'sent'],
    ]);
    await rm(dir, { recursive: true });
  });

  it('tells who waits for it, and tells him when his question cannot be answered', async () => {
    const { server } = await world({ truth: 0 });
    const waiting = server.truth.until(({ counts }) => counts()['list pods'] === 1).catch(String);
    const asking = server.truth.until(({ sent }) => sent.length > 0);
    await expect(asking).rejects.toThrow('keeps no ground truth');
    await get(server, '/api/v1/pods');
    await waiting;
  });
});
