/** Faults of lines, over real sockets: what a watcher, a lister and a reader of logs are sent. */

import { describe, expect, it } from 'vitest';
import type { ReplayServer } from './api-server.ts';
import type { Fault } from './faults.ts';
import { get, getJson, type OpenStream, open, recorded } from './test-client.ts';
import { rawAsk, shopPod, world } from './test-world.ts';

const PODS = '/api/v1/pods';
const WATCH = `${PODS}?watch=1&allowWatchBookmarks=true`;

/** A watch that is open, with its state already told. */
async function watching(server: ReplayServer): Promise<OpenStream> {
  return open(server, `${WATCH}&resourceVersion=${server.resourceVersion()}`);
}

/** The types and names that come next. */
async function told(stream: OpenStream, count: number): Promise<string[]> {
  const events = await stream.events(count);
  return events.map(({ type, object }) => `${type} ${object.metadata.name}`);
}

const touched = (pod: object) => ({ ...pod, status: { phase: 'Running', reason: 'Touched' } });

describe('an ERROR event', () => {
  it.each([
    [410, 'Expired'],
    [500, 'InternalError'],
    [504, 'Timeout'],
  ])(
    'F4, F7: of %i comes mid-stream, after what was there before, and ends it',
    async (code, reason) => {
      const { server } = await world();
      const stream = await watching(server);
      server.faults.inject({ on: 'watch', after: 1, do: { kind: 'error-event', code } });
      server.apply(shopPod('a'));
      server.apply(shopPod('b'));
      expect(await told(stream, 1)).toEqual(['ADDED a']);
      expect(await stream.event()).toMatchObject({
        type: 'ERROR',
        object: { kind: 'Status', status: 'Failure', code, reason },
      });
      expect(await stream.rest()).toEqual([]);
      // What the error came before is still in the history.
      expect(await told(await open(server, `${WATCH}&resourceVersion=0`), 2)).toEqual([
        'ADDED a',
        'ADDED b',
      ]);
    },
  );

  it('F7: can leave the stream open, and can be struck into a silent one', async () => {
    const { server } = await world();
    const stream = await watching(server);
    const deed = { kind: 'error-event', code: 500, goesOn: true } as const;
    expect(server.faults.strike(deed, { on: 'watch', resource: 'events' })).toBe(0);
    expect(server.faults.strike(deed, { on: 'watch', resource: 'pods' })).toBe(1);
    server.apply(shopPod('a'));
    expect((await stream.event()).type).toBe('ERROR');
    expect(await told(stream, 1)).toEqual(['ADDED a']);
  });
});

describe('a cut', () => {
  it.each(['fin', 'rst'] as const)(
    'F16: by %s at a byte of a line sends that much and no end of the body',
    async (how) => {
      const { server } = await world();
      server.faults.inject({
        on: 'watch',
        about: { type: 'ADDED' },
        do: { kind: 'cut', how, atByte: 30 },
      });
      const asking = rawAsk(server, WATCH);
      await server.truth.until(({ requests }) => requests[0]?.status === 200);
      server.apply(shopPod('a'));
      const { text, ending } = await asking;
      expect(text).toMatch(/\r\n1e\r\n\{"type":"ADDED","object":\{"kin\r\n$/);
      expect(ending).toBe(how);
      expect(server.truth.requests[0]?.ending).toBe('cut');
      expect(server.truth.sent.at(-1)).toMatchObject({ type: 'ADDED', whole: false, fault: 'f1' });
    },
  );

  it('F16: by an end in the middle of a line ends the body as if nothing were wrong', async () => {
    const { server } = await world();
    const stream = await watching(server);
    server.faults.inject({ on: 'watch', do: { kind: 'cut', how: 'end', atByte: -1 } });
    const { resourceVersion } = server.apply(shopPod('a'));
    const [line, ...more] = await stream.rest();
    expect(more).toEqual([]);
    expect(JSON.parse(line ?? '').object.metadata.resourceVersion).toBe(resourceVersion);
  });

  it('F16: of a list cuts its body', async () => {
    const { server } = await world();
    server.apply(shopPod('a'));
    server.faults.inject({ on: 'list', do: { kind: 'cut', how: 'rst', atByte: 100 } });
    await expect(get(server, PODS)).rejects.toThrow();
    expect((await getJson(server, PODS)).items).toHaveLength(1);
  });

  it('F16: of a log cuts its bytes', async () => {
    const { server } = await world({ recordings: [await recorded('init-crashloop')] });
    server.play.advanceTo(server.play.durationMs);
    const [pod] = (await getJson(server, PODS)).items;
    const { namespace, name } = pod?.metadata ?? {};
    const { containers } = (pod as unknown as { spec: { containers: { name: string }[] } }).spec;
    const { initContainers } = (pod as unknown as { spec: { initContainers: { name: string }[] } })
      .spec;
    const container = initContainers[0]?.name ?? containers[0]?.name;
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/log?container=${container}`;
    expect((await get(server, path)).text.length).toBeGreaterThan(5);
    server.faults.inject({ on: 'log', do: { kind: 'cut', how: 'fin', atByte: 5 } });
    const { text } = await rawAsk(server, path);
    expect(text).toMatch(/\r\n5\r\n.{5}\r\n$/s);
  });

  it('can strike everything that is open in scope, now', async () => {
    const { server } = await world();
    const [pods, shop] = [
      await watching(server),
      await open(server, '/api/v1/namespaces/shop/pods?watch=1'),
    ];
    expect(server.faults.strike({ kind: 'cut', how: 'rst' }, { namespace: 'shop' })).toBe(1);
    await expect(shop.rest()).rejects.toThrow();
    expect(server.faults.strike({ kind: 'end' })).toBe(1);
    expect(await pods.rest()).toEqual([]);
    expect(server.faults.strike({ kind: 'end' })).toBe(0);
  });
});

describe('a freeze', () => {
  it('F15: stops a stream in the middle of a line, for ever, and leaves the connection', async () => {
    const { server } = await world();
    const stream = await watching(server);
    const other = await watching(server);
    server.faults.inject({ on: 'watch', do: { kind: 'freeze', atByte: 10 } });
    for (const name of ['a', 'b']) server.apply(shopPod(name));
    expect(await told(other, 2)).toEqual(['ADDED a', 'ADDED b']);
    server.faults.clear();
    server.apply(shopPod('c'));
    expect(await told(other, 1)).toEqual(['ADDED c']);
    const [first] = server.truth.requests;
    expect(first).toMatchObject({ endedAt: null, ending: 'cut' });
    expect(server.truth.sent.filter(({ request }) => request === first?.id)).toMatchObject([
      { whole: false, fault: 'f1' },
    ]);
    stream.close();
  });
});

describe('a corrupt line', () => {
  it.each<[Extract<Fault['do'], { kind: 'corrupt' }>['how'], (line: string) => void]>([
    ['not-json', (line) => expect(() => JSON.parse(line)).toThrow(SyntaxError)],
    ['wrong-kind', (line) => expect(JSON.parse(line).object.kind).toBe('ConfigMap')],
    ['no-metadata', (line) => expect(JSON.parse(line).object).not.toHaveProperty('metadata')],
    ['unknown-type', (line) => expect(JSON.parse(line).type).toBe('CHANGED')],
  ])('F18: is %s; the next is sound again', async (how, check) => {
    const { server } = await world();
    const stream = await watching(server);
    server.faults.inject({ on: 'watch', about: { name: 'a' }, do: { kind: 'corrupt', how } });
    server.apply(shopPod('a'));
    server.apply(shopPod('b'));
    check((await stream.next()) ?? '');
    expect(await told(stream, 1)).toEqual(['ADDED b']);
    expect(server.truth.sent.map(({ whole }) => whole)).toEqual([false, true]);
  });

  it('F18: in a list it is one item, or the list', async () => {
    const { server } = await world();
    for (const name of ['a', 'b']) server.apply(shopPod(name));
    for (const how of ['not-json', 'wrong-kind', 'no-metadata'] as const)
      server.faults.inject({ on: 'list', do: { kind: 'corrupt', how } });
    // All three meet the first list; one after the other they would meet three.
    expect(server.faults.active()).toHaveLength(3);
    server.faults.clear('f1');
    const list = await getJson(server, PODS);
    expect(list.kind).toBe('ConfigMap');
    expect(list.items.map((item) => 'metadata' in item)).toEqual([false, true]);
  });
});

describe('an object too large', () => {
  const SIZE = 50 * 1024 * 1024;

  it('F19: of 50 MB goes to watchers and into lists as an annotation of one object, and the others are as ever', async () => {
    const { server } = await world();
    const stream = await watching(server);
    const deed = { kind: 'inflate', bytes: SIZE } as const;
    server.faults.inject({ about: { name: 'b' }, times: 2, do: deed });
    for (const name of ['a', 'b', 'c'])
      server.apply(shopPod(name, name === 'b' ? { annotations: { x: 'y' } } : {}));
    const [a, b, c] = await stream.events(3);
    expect(a?.object.metadata.annotations).toBeUndefined();
    expect(b?.object.metadata.annotations?.['podline.test/filling']).toHaveLength(SIZE);
    expect(b?.object.metadata.annotations?.['x']).toBe('y');
    expect(c?.object.metadata.name).toBe('c');
    const { items } = await getJson(server, PODS);
    const lengths = items.map(
      ({ metadata }) => metadata.annotations?.['podline.test/filling']?.length,
    );
    expect(lengths).toEqual([undefined, SIZE, undefined]);
  });
});

describe('events twice, late or out of order', () => {
  it('F22: a line is sent twice', async () => {
    const { server } = await world();
    const stream = await watching(server);
    server.faults.inject({ on: 'watch', do: { kind: 'duplicate' } });
    server.apply(shopPod('a'));
    server.apply(shopPod('b'));
    expect(await told(stream, 3)).toEqual(['ADDED a', 'ADDED a', 'ADDED b']);
    expect(server.truth.sent.map(({ fault }) => fault)).toEqual([null, 'f1', null]);
  });

  it('F22: old versions are sent again after a newer one', async () => {
    const { server } = await world();
    const stream = await watching(server);
    for (const name of ['a', 'b', 'c']) server.apply(shopPod(name));
    server.faults.inject({ on: 'watch', do: { kind: 'replay', lines: 2 } });
    server.apply(touched(shopPod('a')));
    const names = ['ADDED a', 'ADDED b', 'ADDED c', 'MODIFIED a', 'ADDED b', 'ADDED c'];
    expect(await told(stream, 6)).toEqual(names);
  });

  it('F23: two events of different pods change places', async () => {
    const { server } = await world();
    const stream = await watching(server);
    server.apply(shopPod('a'));
    server.faults.inject({ on: 'watch', do: { kind: 'swap', with: 'other-pod' } });
    server.apply(touched(shopPod('a')));
    server.apply(shopPod('a'));
    server.apply(shopPod('b'));
    const events = await stream.events(4);
    expect(events.map(({ type, object }) => `${type} ${object.metadata.name}`)).toEqual([
      ...['ADDED a', 'MODIFIED a', 'ADDED b', 'MODIFIED a'],
    ]);
    const versions = events.map(({ object }) => Number(object.metadata.resourceVersion));
    expect(versions[1]).toBeGreaterThan(versions[3] ?? 0);
  });

  it('F23: two events of one pod change places', async () => {
    const { server } = await world();
    const stream = await watching(server);
    server.faults.inject({ on: 'watch', do: { kind: 'swap', with: 'same-pod' } });
    server.apply(shopPod('a'));
    server.apply(shopPod('b'));
    server.apply(touched(shopPod('a')));
    expect(await told(stream, 3)).toEqual(['ADDED b', 'MODIFIED a', 'ADDED a']);
  });

  it('an event that is held back is not lost: it comes before a bookmark and before the end', async () => {
    const { server, clock } = await world();
    const stream = await watching(server);
    server.faults.inject({ on: 'watch', times: 2, do: { kind: 'swap', with: 'other-pod' } });
    server.apply(shopPod('a'));
    clock.advance(60_000);
    expect((await stream.events(2)).map(({ type }) => type)).toEqual(['ADDED', 'BOOKMARK']);
    server.apply(touched(shopPod('a')));
    server.faults.strike({ kind: 'end' });
    expect((await stream.rest()).map((line) => JSON.parse(line).type)).toEqual(['MODIFIED']);
  });
});

describe('events that do not come', () => {
  it('F24: a deletion is dropped for one watcher, who is told what comes after it', async () => {
    const { server } = await world();
    const [poor, lucky] = [await watching(server), await watching(server)];
    server.faults.inject({ on: 'watch', about: { type: 'DELETED' }, do: { kind: 'drop' } });
    server.apply(shopPod('a'));
    server.delete({ namespace: 'shop', name: 'a' });
    server.apply(shopPod('b'));
    expect(await told(poor, 2)).toEqual(['ADDED a', 'ADDED b']);
    expect(await told(lucky, 3)).toEqual(['ADDED a', 'DELETED a', 'ADDED b']);
  });

  it('F24: a change that the history loses is told to no watch, then or later, and lists show it', async () => {
    const { server } = await world();
    const stream = await watching(server);
    const from = server.resourceVersion();
    server.apply(shopPod('a'));
    server.faults.inject({ about: { type: 'DELETED' }, do: { kind: 'lose' } });
    server.delete({ namespace: 'shop', name: 'a' });
    server.apply(shopPod('b'));
    for (const each of [stream, await open(server, `${WATCH}&resourceVersion=${from}`)])
      expect(await told(each, 2)).toEqual(['ADDED a', 'ADDED b']);
    expect((await getJson(server, PODS)).items.map(({ metadata }) => metadata.name)).toEqual(['b']);
    expect(server.truth.changes.map(({ type, lost }) => `${type} ${lost}`)).toEqual([
      ...['ADDED false', 'DELETED true', 'ADDED false'],
    ]);
  });

  it('F14: bookmarks stop', async () => {
    const { server, clock } = await world();
    const stream = await watching(server);
    server.faults.inject({
      on: 'watch',
      about: { type: 'BOOKMARK' },
      times: 2,
      do: { kind: 'drop' },
    });
    clock.advance(180_000);
    server.apply(shopPod('a'));
    expect((await stream.events(2)).map(({ type }) => type)).toEqual(['BOOKMARK', 'ADDED']);
  });
});

describe('the times that objects report', () => {
  it('F28: are moved into the future, in watches, lists and reads', async () => {
    const { server } = await world();
    const stream = await watching(server);
    server.faults.inject({ times: 'always', do: { kind: 'skew', ms: 86_400_000 } });
    server.apply(shopPod('a'));
    const { object } = await stream.event();
    const [item] = (await getJson(server, PODS)).items;
    const read = await getJson(server, '/api/v1/namespaces/shop/pods/a');
    for (const each of [object, item, read]) {
      expect(each?.metadata.creationTimestamp).toBe('2026-11-23T12:00:00Z');
      expect(each).toMatchObject({ status: { startTime: '2026-11-23T11:59:58Z' } });
    }
  });
});
