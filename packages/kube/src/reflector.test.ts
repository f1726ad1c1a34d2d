import { writeFile } from 'node:fs/promises';
import type { PodEvent, PodSnapshot } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import type { ReflectorEvent } from './reflector-state.ts';
import { bench, bookmark, event, pageOf, status, watched } from './testing/reflector-bench.ts';
import { kubeconfig } from './testing/test-cluster.ts';

/** Compiles only while what is told of pods is what the domain's mirror takes, our own words apart. */
type OwnWord = { readonly kind: (typeof OWN_WORDS)[number] };
const OWN_WORDS = [
  'watching',
  'failed',
  'unreadable',
  'oversized',
  'replayed',
  'listed',
  'overdue',
  'expired',
] as const;
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

  test('F21: tells a list of several pages only when it is whole', async () => {
    const on = await bench();
    (await on.server.next()).answer(200, pageOf('10', ['a'], 'page-2'));
    const second = await on.server.next();
    expect(second.query).toEqual({ limit: '500', continue: 'page-2' });
    expect(await on.told(1)).toEqual(['listed 1']);
    second.answer(200, pageOf('10', ['b']));
    expect(await on.told(4)).toEqual(['list first', '+a@10', '+b@10', 'listed@10']);
  });

  test('F5: begins the list anew when its continue token has expired, and tells nothing twice', async () => {
    const on = await bench();
    (await on.server.next()).answer(200, pageOf('10', ['a'], 'page-2'));
    (await on.server.next()).answer(410, status(410, 'The provided continue parameter is too old'));
    expect(await on.told(2)).toEqual(['listed 1', 'failed expired 800']);
    await on.rest(800);
    const again = await on.server.next();
    expect(again.query).toEqual({ limit: '500' });
    again.answer(200, pageOf('12', ['a', 'b']));
    expect(await on.told(4)).toEqual(['list first', '+a@12', '+b@12', 'listed@12']);
  });

  test('F9: goes on within a list after a page that failed', async () => {
    const on = await bench();
    (await on.server.next()).answer(200, pageOf('10', ['a'], 'page-2'));
    (await on.server.next()).answer(429, 'Too many requests, please try again later.\n', {
      'retry-after': '7',
    });
    expect(await on.told(2)).toEqual(['listed 1', 'failed throttled 7000']);
    await on.rest(7000);
    const second = await on.server.next();
    expect(second.query).toEqual({ limit: '500', continue: 'page-2' });
    second.answer(200, pageOf('10', ['b']));
    expect(await on.told(4)).toEqual(['list first', '+a@10', '+b@10', 'listed@10']);
  });

  test('F3: lists anew when the watch is answered with 410', async () => {
    const on = await bench();
    const stream = await watched(on);
    stream.line(bookmark('20'));
    stream.end();
    (await on.server.next()).answer(410, status(410, 'too old resource version'));
    (await on.server.next()).answer(200, pageOf('30', ['b']));
    expect(await on.told(5)).toEqual([
      ...['bookmark@20', 'expired', 'list expired', '+b@30', 'listed@30'],
    ]);
  });

  test('F4: lists anew at an ERROR event 410, as after a restart of the API server', async () => {
    const on = await bench();
    const stream = await watched(on);
    stream.line(event('MODIFIED', 'a', '11'));
    stream.line({ type: 'ERROR', object: status(410, 'too old resource version: 11 (30)') });
    stream.end();
    (await on.server.next()).answer(200, pageOf('30', ['b']));
    expect(await on.told(5)).toEqual([
      ...['+a@11', 'expired', 'list expired', '+b@30', 'listed@30'],
    ]);
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

  test('F1: watches on from the last version after a clean end', async () => {
    const on = await bench();
    const stream = await watched(on);
    stream.line(event('MODIFIED', 'a', '11'));
    stream.end();
    const again = await on.server.next();
    expect(again.query['resourceVersion']).toBe('11');
    again.stream();
    expect(await on.told(2)).toEqual(['+a@11', 'watching']);
  });

  test('F16: a watch cut within a line goes on from the last whole one', async () => {
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

  test('F16: a watch that ends cleanly within a line goes on from the last whole one', async () => {
    const on = await bench();
    const stream = await watched(on);
    stream.write('{"type":"MODIFIED","object":');
    stream.end();
    expect(await on.told(1)).toEqual(['failed protocol 800']);
    await on.rest(800);
    expect((await on.server.next()).query['resourceVersion']).toBe('10');
  });

  test('F18: a line that is no JSON ends the watch, and nothing behind it is believed', async () => {
    const on = await bench();
    const stream = await watched(on);
    stream.write(`{"type":\n${JSON.stringify(event('MODIFIED', 'a', '12'))}\n`);
    expect(await on.told(1)).toEqual(['failed protocol 800']);
    await on.rest(800);
    expect((await on.server.next()).query['resourceVersion']).toBe('10');
  });

  test('F18: an object of another kind ends the watch: what it came in place of is asked for again', async () => {
    const on = await bench();
    const stream = await watched(on);
    const { object } = event('MODIFIED', 'a', '12');
    stream.line({ type: 'MODIFIED', object: { ...object, kind: 'Secret' } });
    stream.line(event('ADDED', 'b', '13'));
    expect(await on.told(1)).toEqual(['failed protocol 800']);
    await on.rest(800);
    expect((await on.server.next()).query['resourceVersion']).toBe('10');
  });

  test('F18: an object that cannot be read, or an event of an unknown type, is told and passed over', async () => {
    const on = await bench();
    const stream = await watched(on);
    stream.line({ type: 'ADDED', object: { metadata: { resourceVersion: '11' } } });
    stream.line(event('MOVED', 'b', '11'));
    stream.line(event('ADDED', 'c', '12'));
    expect(await on.told(3)).toEqual([
      'unreadable no name',
      'unreadable The watch holds an event of the unknown type "MOVED".',
      '+c@12',
    ]);
  });

  test('F17: reads a line whatever bytes the network cuts it into, and splits at LF only', async () => {
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

  test('F6: resumes from a version without a list, once the server has come so far', async () => {
    const on = await bench({ resumeFrom: '77' });
    const question = await on.server.next();
    expect(question.query).toEqual({
      limit: '1',
      resourceVersion: '77',
      resourceVersionMatch: 'NotOlderThan',
    });
    question.answer(200, pageOf('80', ['z']));
    const watch = await on.server.next();
    expect(watch.query['resourceVersion']).toBe('77');
    watch.stream().line(event('ADDED', 'a', '78'));
    expect(await on.told(2)).toEqual(['watching', '+a@78']);
  });

  test('F4: resuming from a version that is too old lists at once and says what was lost', async () => {
    const on = await bench({ resumeFrom: '77' });
    (await on.server.next()).answer(200, pageOf('99', ['a']));
    const stream = (await on.server.next()).stream();
    stream.line({ type: 'ERROR', object: status(410, 'too old resource version: 77 (99)') });
    (await on.server.next()).answer(200, pageOf('99', ['a']));
    expect(await on.told(5)).toEqual([
      ...['watching', 'expired', 'list expired', '+a@99', 'listed@99'],
    ]);
  });

  test('F10: a token that rotated is read again at a 401 and tried at once', async () => {
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

  test('F10: credentials that stay wrong are told at each try, for ever', async () => {
    const on = await bench();
    (await on.server.next()).answer(401, status(401, 'Unauthorized'));
    expect(await on.told(1)).toEqual(['failed unauthorized 800']);
    await on.rest(800);
    (await on.server.next()).answer(401, status(401, 'Unauthorized'));
    expect(await on.told(1)).toEqual(['failed unauthorized 800']);
  });

  test('F14: a silent watch is given up when its own time is over', async () => {
    const on = await bench();
    await watched(on);
    await on.clock.asleepFor(245_000);
    on.clock.advance(245_000);
    expect(await on.told(1)).toEqual(['failed timeout 800']);
    await on.rest(800);
    expect((await on.server.next()).query['resourceVersionMatch']).toBe('NotOlderThan');
  });

  test('F15: a list that hangs is given up after a minute', async () => {
    const on = await bench();
    const list = await on.server.next();
    list.stream().write('{"items":[');
    await on.clock.asleepFor(60_000);
    on.clock.advance(60_000);
    expect(await on.told(1)).toEqual(['failed timeout 800']);
    await list.left;
  });
});
