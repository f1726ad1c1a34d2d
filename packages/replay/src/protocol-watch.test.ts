/** The recorded watches, asked for again: the replay must tell them as the real API server did. */

import { afterEach, describe, expect, it } from 'vitest';
import { type ReplayOptions, type ReplayServer, startReplayServer } from './api-server.ts';
import { manualClock } from './manual-clock.ts';
import type { Recording } from './recording.ts';
import { exchanges, line, open, pages, recording } from './test-client.ts';

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

const madeUpPod = (name: string, version: number) => ({
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: { name, namespace: 'protocol', uid: name, resourceVersion: String(version) },
  spec: {},
  status: { phase: 'Pending' },
});

describe('watches', () => {
  it('begin with the state and its end mark as recorded, by sendInitialEvents or by version 0', async () => {
    const server = await serve(await pages());
    for (const name of ['watch-initial-events', 'watch-rv0-and-unset']) {
      const [first] = await exchanges(name);
      const lines = (first?.response.lines ?? []).slice(0, 6).map(({ line }) => JSON.parse(line));
      const stream = await open(server, first?.request.path ?? '');
      const events = await stream.events(6);
      expect(events.map(({ type, object }) => [type, object.metadata.name])).toEqual(
        lines.map(({ type, object }) => [type, object.metadata.name]),
      );
      expect({ ...events[5]?.object, metadata: events[5]?.object.metadata.annotations }).toEqual({
        ...lines[5].object,
        metadata: lines[5].object.metadata.annotations,
      });
      stream.close();
    }
  });

  it('without allowWatchBookmarks get the state, but no end mark', async () => {
    const server = await serve(await pages());
    const recorded = await exchanges('watch-initial-events-bad-parameters');
    const stream = await open(server, `${recorded[1]?.request.path}&timeoutSeconds=60`);
    clock.advance(60_000);
    const types = (await stream.rest()).map((text) => JSON.parse(text).type);
    expect(types).toEqual(['ADDED', 'ADDED', 'ADDED', 'ADDED', 'ADDED']);
  });

  it('see what leaves their selector as deleted, as recorded', async () => {
    const [labelled] = await exchanges('watch-selector-leave');
    const lines = (labelled?.response.lines ?? []).map(({ line }) => JSON.parse(line));
    const as = (index: number, resourceVersion: string, pick?: string) => {
      const { metadata, ...rest } = lines[index].object;
      const labels = pick === undefined ? { idx: '3', set: 'pages' } : metadata.labels;
      const { name, namespace, uid, ...others } = metadata;
      return { ...rest, metadata: { name, namespace, uid, ...others, resourceVersion, labels } };
    };
    const of = recording([
      line(0, 'ADDED', as(0, '9640', 'yes')),
      line(1, 'MODIFIED', as(0, '9641')),
      line(2, 'MODIFIED', as(1, '9642', 'yes')),
      line(3, 'MODIFIED', as(1, '9643')),
    ]);
    const server = await serve(of);
    const missed = await open(server, labelled?.request.path ?? '');
    server.play.advanceTo(3);
    expect(await missed.events(3)).toEqual(lines);
    // The same from the window, by one who comes back later.
    const later = await open(server, labelled?.request.path ?? '');
    expect(await later.events(3)).toEqual(lines);
  });

  it('with a field selector see the end of a match as recorded', async () => {
    const [, byField] = await exchanges('watch-selector-leave');
    const lines = (byField?.response.lines ?? []).map(({ line }) => JSON.parse(line));
    const last = lines.at(-1).object;
    const of = recording(
      lines.map(({ type, object }, index) =>
        type === 'DELETED'
          ? line(index, 'MODIFIED', { ...last, status: { ...last.status, phase: 'Succeeded' } })
          : line(index, type, object),
      ),
    );
    const server = await serve(of);
    const stream = await open(server, byField?.request.path ?? '');
    server.play.advanceTo(lines.length);
    expect(await stream.events(lines.length)).toEqual(lines);
  });

  it('from before the window get one ERROR and the end, as recorded', async () => {
    const server = await serve(await pages());
    server.compact();
    const recorded = (await exchanges('watch-from-compacted-410')).find(({ response }) =>
      response.lines?.[0]?.line.includes('"ERROR"'),
    );
    const stream = await open(server, recorded?.request.path.replace('9754', '9520') ?? '');
    expect(stream.status).toBe(200);
    expect(await stream.rest()).toEqual([
      recorded?.response.lines?.[0]?.line.replace('9754', '9520').replace('9769', '9523'),
    ]);
  });

  it('from a future version are silent until the cluster is past it', async () => {
    const { pods } = await pages();
    const more = [9600, 9601].map((version, index) =>
      line(index + 1, 'ADDED', madeUpPod(`p-${version}`, version)),
    );
    const server = await serve(recording([...pods, ...more]));
    const stream = await open(
      server,
      '/api/v1/pods?watch=1&resourceVersion=9600&allowWatchBookmarks=true&timeoutSeconds=200',
    );
    clock.advance(100_000);
    server.play.advanceTo(1);
    server.play.advanceTo(2);
    expect(await stream.event()).toMatchObject({
      type: 'ADDED',
      object: { metadata: { name: 'p-9601' } },
    });
  });

  it('end cleanly at their timeout', async () => {
    const server = await serve(await pages());
    const [recorded] = await exchanges('watch-timeout');
    const stream = await open(server, recorded?.request.path.replace('9533', '9523') ?? '');
    clock.advance(4999);
    clock.advance(1);
    expect(await stream.rest()).toEqual([]);
  });

  it('get a bookmark a minute and one just before their timeout, worded as recorded', async () => {
    const server = await serve(await pages());
    const [recorded] = await exchanges('watch-bookmark');
    const path = recorded?.request.path.replace('9538', '9523') ?? '';
    const stream = await open(server, path);
    clock.advance(130_000);
    const bookmark = recorded?.response.lines?.[0]?.line.replace('9586', '9523');
    expect(await stream.rest()).toEqual([bookmark, bookmark, bookmark]);
  });

  it('of Events and of the whole cluster are the same streams', async () => {
    const server = await serve(await pages());
    const events = await open(
      server,
      '/api/v1/events?watch=1&resourceVersion=0&allowWatchBookmarks=1',
    );
    expect((await events.events(2)).map(({ type, object }) => [type, object.kind])).toEqual([
      ['ADDED', 'Event'],
      ['BOOKMARK', 'Event'],
    ]);
    const other = await open(
      server,
      '/api/v1/namespaces/none-such/pods?watch=1&resourceVersion=0&allowWatchBookmarks=1',
    );
    expect((await other.event()).type).toBe('BOOKMARK');
  });
});
