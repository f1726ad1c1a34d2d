import { writeFile } from 'node:fs/promises';
import type { PodEvent, PodSnapshot } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import type { ReflectorEvent } from './reflector-state.ts';
import {
  type Bench,
  bench,
  bookmark,
  event,
  pageOf,
  status,
  watched,
} from './testing/reflector-bench.ts';
import { kubeconfig } from './testing/test-cluster.ts';

/** Compiles only while what is told of pods is what the domain's mirror takes, our own three words apart. */
type OwnWord = { readonly kind: 'watching' | 'failed' | 'unreadable' };
const asPodEvent = (told: Exclude<ReflectorEvent<PodSnapshot>, OwnWord>): PodEvent => told;

describe('a reflector over real sockets', () => {
  test('speaks the words of the mirror', () => {
    const told = { kind: 'bookmark', resourceVersion: '1' } as const;
    expect(asPodEvent(told)).toBe(told);
  });

  test('lists, then watches from the version of the list', async () => {
    const on = await bench();
    const list = await on.server.next();
    expect([list.method, list.path, list.query]).toEqual([
      'GET',
      '/api/v1/namespaces/shop/pods',
      { limit: '500' },
    ]);
    expect(list.headers.authorization).toBe('Bearer secret-1');
    list.answer(200, pageOf('10', ['a', 'b']));
    const watch = await on.server.next();
    expect(watch.query).toEqual({
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: '10',
      timeoutSeconds: '240',
    });
    const stream = watch.stream();
    expect(await on.told(5)).toEqual(['list first', '+a@10', '+b@10', 'listed@10', 'watching']);
    stream.line(event('ADDED', 'c', '11'));
    stream.line(event('MODIFIED', 'a', '12'));
    stream.line(event('DELETED', 'b', '13'));
    stream.line(bookmark('20'));
    expect(await on.told(4)).toEqual(['+c@11', '+a@12', '-b@13', 'bookmark@20']);
  });

  test('goes no further than the consumer, who may still fail to store what it was told', async () => {
    const on = await bench({ holdAt: 'listed@10' });
    (await on.server.next()).answer(200, pageOf('10', []));
    expect(await on.told(2)).toEqual(['list first', 'listed@10']);
    const { signal } = new AbortController();
    const probe = on.cluster.requestJson('/probe', { signal, deadlineMs: 1000 });
    const asked = await on.server.next();
    expect(asked.path).toBe('/probe');
    asked.answer(200, {});
    await probe;
    on.release();
    expect((await on.server.next()).query['resourceVersion']).toBe('10');
  });

  test('tells a list of several pages only when it is whole', async () => {
    const on = await bench();
    (await on.server.next()).answer(200, pageOf('10', ['a'], 'page-2'));
    const second = await on.server.next();
    expect(second.query).toEqual({ limit: '500', continue: 'page-2' });
    second.answer(200, pageOf('10', ['b']));
    expect(await on.told(4)).toEqual(['list first', '+a@10', '+b@10', 'listed@10']);
  });

  test('begins the list anew when its continue token has expired, and tells nothing twice', async () => {
    const on = await bench();
    (await on.server.next()).answer(200, pageOf('10', ['a'], 'page-2'));
    (await on.server.next()).answer(410, status(410, 'The provided continue parameter is too old'));
    expect(await on.told(1)).toEqual(['failed expired 800']);
    await on.rest(800);
    const again = await on.server.next();
    expect(again.query).toEqual({ limit: '500' });
    again.answer(200, pageOf('12', ['a', 'b']));
    expect(await on.told(4)).toEqual(['list first', '+a@12', '+b@12', 'listed@12']);
  });

  test('goes on within a list after a page that failed', async () => {
    const on = await bench();
    (await on.server.next()).answer(200, pageOf('10', ['a'], 'page-2'));
    (await on.server.next()).answer(429, 'Too many requests, please try again later.\n', {
      'retry-after': '7',
    });
    expect(await on.told(1)).toEqual(['failed throttled 7000']);
    await on.rest(7000);
    const second = await on.server.next();
    expect(second.query).toEqual({ limit: '500', continue: 'page-2' });
    second.answer(200, pageOf('10', ['b']));
    expect(await on.told(4)).toEqual(['list first', '+a@10', '+b@10', 'listed@10']);
  });

  test('lists anew when the watch is answered with 410', async () => {
    const on = await bench();
    const stream = await watched(on);
    stream.line(bookmark('20'));
    stream.end();
    (await on.server.next()).answer(410, status(410, 'too old resource version'));
    (await on.server.next()).answer(200, pageOf('30', ['b']));
    expect(await on.told(4)).toEqual(['bookmark@20', 'list expired', '+b@30', 'listed@30']);
  });

  test('lists anew at an ERROR event 410, as after a restart of the API server', async () => {
    const on = await bench();
    const stream = await watched(on);
    stream.line(event('MODIFIED', 'a', '11'));
    stream.line({ type: 'ERROR', object: status(410, 'too old resource version: 11 (30)') });
    stream.end();
    (await on.server.next()).answer(200, pageOf('30', ['b']));
    expect(await on.told(4)).toEqual(['+a@11', 'list expired', '+b@30', 'listed@30']);
  });

  test('lets go of a watch that gave an error, even if the server leaves it open', async () => {
    const on = await bench();
    (await on.server.next()).answer(200, pageOf('10', ['a']));
    const watch = await on.server.next();
    const stream = watch.stream();
    stream.line(bookmark('20'));
    stream.line({ type: 'ERROR', object: status(410, 'too old resource version') });
    await watch.left;
    expect((await on.server.next()).query).toEqual({ limit: '500' });
  });

  test('watches on from the last version after a clean end', async () => {
    const on = await bench();
    const stream = await watched(on);
    stream.line(event('MODIFIED', 'a', '11'));
    stream.end();
    const again = await on.server.next();
    expect(again.query['resourceVersion']).toBe('11');
    again.stream();
    expect(await on.told(2)).toEqual(['+a@11', 'watching']);
  });

  test('a watch cut within a line goes on from the last whole one', async () => {
    const on = await bench();
    const stream = await watched(on);
    stream.line(event('MODIFIED', 'a', '11'));
    expect(await on.told(1)).toEqual(['+a@11']);
    stream.write(JSON.stringify(event('MODIFIED', 'a', '12')).slice(0, -4));
    stream.cut();
    expect(await on.told(1)).toEqual(['failed unreachable 800']);
    await on.rest(800);
    expect((await on.server.next()).query['resourceVersion']).toBe('11');
  });

  test('a watch that ends cleanly within a line goes on from the last whole one', async () => {
    const on = await bench();
    const stream = await watched(on);
    stream.write('{"type":"MODIFIED","object":');
    stream.end();
    expect(await on.told(1)).toEqual(['failed protocol 800']);
    await on.rest(800);
    expect((await on.server.next()).query['resourceVersion']).toBe('10');
  });

  test('a line that is no JSON ends the watch, and nothing behind it is believed', async () => {
    const on = await bench();
    const stream = await watched(on);
    stream.write(`{"type":\n${JSON.stringify(event('MODIFIED', 'a', '12'))}\n`);
    expect(await on.told(1)).toEqual(['failed protocol 800']);
    await on.rest(800);
    expect((await on.server.next()).query['resourceVersion']).toBe('10');
  });

  test('a line beyond the limit lists anew', async () => {
    const on = await bench({ maxLineBytes: 1000 });
    const stream = await watched(on);
    stream.write('x'.repeat(1001));
    expect(await on.told(1)).toEqual(['failed oversized 800']);
    await on.rest(800);
    (await on.server.next()).answer(200, pageOf('30', []));
    expect(await on.told(2)).toEqual(['list expired', 'listed@30']);
  });

  test('an object that cannot be read is told and passed over', async () => {
    const on = await bench();
    const stream = await watched(on);
    stream.line({ type: 'ADDED', object: { metadata: { resourceVersion: '11' } } });
    stream.line(event('ADDED', 'c', '12'));
    expect(await on.told(2)).toEqual(['unreadable no name', '+c@12']);
  });

  test('reads a line whatever bytes the network cuts it into, and splits at LF only', async () => {
    const on = await bench();
    const stream = await watched(on);
    const name = 'ä\u2028b\u2029c\u0085d\r€🧪';
    for (const byte of Buffer.from(`${JSON.stringify(event('ADDED', name, '11'))}\n`))
      stream.write(Uint8Array.of(byte));
    expect(await on.told(1)).toEqual([`+${name}@11`]);
  });

  test('refused, it tries again and again from the same version until the server is back', async () => {
    const on = await bench();
    const stream = await watched(on);
    stream.line(event('MODIFIED', 'a', '11'));
    expect(await on.told(1)).toEqual(['+a@11']);
    await on.server.stop();
    for (const reason of ['failed unreachable 800', 'failed unreachable 800']) {
      expect(await on.told(1)).toEqual([reason]);
      await on.rest(800);
    }
    expect(await on.told(1)).toEqual(['failed unreachable 800']);
    await on.server.start();
    await on.rest(800);
    const again = await on.server.next();
    expect(again.query['resourceVersion']).toBe('11');
    again.stream();
    expect(await on.told(1)).toEqual(['watching']);
  });

  test('resumes from a version without a list', async () => {
    const on = await bench({ resumeFrom: '77' });
    const watch = await on.server.next();
    expect(watch.query['resourceVersion']).toBe('77');
    watch.stream().line(event('ADDED', 'a', '78'));
    expect(await on.told(2)).toEqual(['watching', '+a@78']);
  });

  test('resuming from a version that is too old lists at once and says what was lost', async () => {
    const on = await bench({ resumeFrom: '77' });
    const stream = (await on.server.next()).stream();
    stream.line({ type: 'ERROR', object: status(410, 'too old resource version: 77 (99)') });
    (await on.server.next()).answer(200, pageOf('99', ['a']));
    expect(await on.told(4)).toEqual(['watching', 'list expired', '+a@99', 'listed@99']);
  });

  test('a token that rotated is read again at a 401 and tried at once', async () => {
    const on = await bench();
    const stream = await watched(on);
    await writeFile(on.path, kubeconfig(on.server.url, { token: 'secret-2' }));
    stream.line(bookmark('20'));
    stream.end();
    const refused = await on.server.next();
    expect(refused.headers.authorization).toBe('Bearer secret-1');
    refused.answer(401, status(401, 'Unauthorized'));
    const again = await on.server.next();
    expect(again.headers.authorization).toBe('Bearer secret-2');
    again.stream();
    expect(await on.told(2)).toEqual(['bookmark@20', 'watching']);
  });

  test('credentials that stay wrong are told at each try, for ever', async () => {
    const on = await bench();
    (await on.server.next()).answer(401, status(401, 'Unauthorized'));
    expect(await on.told(1)).toEqual(['failed unauthorized 800']);
    await on.rest(800);
    (await on.server.next()).answer(401, status(401, 'Unauthorized'));
    expect(await on.told(1)).toEqual(['failed unauthorized 800']);
  });

  test('a silent watch is given up when its own time is over', async () => {
    const on = await bench();
    await watched(on);
    await on.clock.asleepFor(245_000);
    on.clock.advance(245_000);
    expect(await on.told(1)).toEqual(['failed timeout 800']);
    await on.rest(800);
    expect((await on.server.next()).query['resourceVersion']).toBe('10');
  });

  test('a list that hangs is given up after a minute', async () => {
    const on = await bench();
    const list = await on.server.next();
    list.stream().write('{"items":[');
    await on.clock.asleepFor(60_000);
    on.clock.advance(60_000);
    expect(await on.told(1)).toEqual(['failed timeout 800']);
    await list.left;
  });

  test.each([
    ['while a list is awaited', async (on: Bench) => void (await on.server.next())],
    ['while a watch is silent', async (on: Bench) => void (await watched(on))],
    [
      'while it backs off',
      async (on: Bench) => {
        (await on.server.next()).answer(503, 'no');
        await on.told(1);
        await on.clock.asleepFor(800);
      },
    ],
  ])('aborting ends it at once %s', async (_, reach) => {
    const on = await bench();
    await reach(on);
    on.abort();
    expect(await on.untilOver()).toEqual(['over']);
    expect(on.clock.sleepers()).toEqual([]);
  });

  test('of a list already in hand nothing more is told after the signal', async () => {
    const on = await bench({ abortAt: '+a@10' });
    (await on.server.next()).answer(200, pageOf('10', ['a', 'b', 'c']));
    expect(await on.untilOver()).toEqual(['list first', '+a@10', 'over']);
  });

  test('of the lines already in hand none is told after the signal', async () => {
    const on = await bench({ abortAt: '+b@11' });
    const stream = await watched(on);
    const lines = Array.from({ length: 500 }, (_, at) => event('ADDED', 'b', `${at + 11}`));
    stream.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    expect(await on.untilOver()).toEqual(['+b@11', 'over']);
  });
});
