import { describe, expect, test } from 'vitest';
import { bench, bookmark, endMark, event, pageOf, status } from './testing/reflector-bench.ts';

const streamed = () => bench({ streams: true, maxObjectBytes: 1000 });

describe('a streaming list over real sockets', () => {
  test('is told whole at its end mark, and the same watch goes on', async () => {
    const on = await streamed();
    const list = await on.server.next();
    expect(list.query).toEqual({
      watch: 'true',
      allowWatchBookmarks: 'true',
      sendInitialEvents: 'true',
      resourceVersionMatch: 'NotOlderThan',
      timeoutSeconds: '240',
    });
    const stream = list.stream();
    for (const [name, version] of [
      ['b', '9'],
      ['a', '4'],
    ] as const)
      stream.line(event('ADDED', name, version));
    stream.line(bookmark('8'));
    stream.line(event('DELETED', 'a', '11'));
    stream.line(endMark('11'));
    stream.line(event('ADDED', 'c', '12'));
    expect(await on.told(5)).toEqual(['list first', '+b@9', 'listed@11', 'watching', '+c@12']);
    stream.end();
    expect((await on.server.next()).query['resourceVersion']).toBe('12');
  });

  test.each([400, 422])('refused with %i, the list comes by pages at once', async (code) => {
    const on = await streamed();
    (await on.server.next()).answer(code, status(code, 'sendInitialEvents is forbidden'));
    const pages = await on.server.next();
    expect(pages.query).toEqual({ limit: '500' });
    pages.answer(200, pageOf('10', ['a']));
    expect(await on.told(3)).toEqual(['list first', '+a@10', 'listed@10']);
  });

  test('silent for 10 s it is given up for pages at once', async () => {
    const on = await streamed();
    const asked = await on.server.next();
    asked.stream();
    await on.clock.asleepFor(10_000);
    on.clock.advance(10_000);
    (await on.server.next()).answer(200, pageOf('10', ['a']));
    expect(await on.told(3)).toEqual(['list first', '+a@10', 'listed@10']);
    await asked.left;
  });

  test('F16: cut off half way it is given up for pages after a moment', async () => {
    const on = await streamed();
    const stream = (await on.server.next()).stream();
    stream.line(event('ADDED', 'x', '9'));
    stream.cut();
    expect(await on.told(1)).toEqual(['failed unreachable 800']);
    await on.rest(800);
    expect((await on.server.next()).query).toEqual({ limit: '500' });
  });

  test('F4: an ERROR event 410 half way leads to pages, and nothing of it is told', async () => {
    const on = await streamed();
    const stream = (await on.server.next()).stream();
    stream.line(event('ADDED', 'x', '9'));
    stream.line({ type: 'ERROR', object: status(410, 'too old') });
    (await on.server.next()).answer(200, pageOf('10', ['a']));
    expect(await on.told(3)).toEqual(['list first', '+a@10', 'listed@10']);
  });

  test('F19: an object beyond the limit is named within the list', async () => {
    const on = await streamed();
    const stream = (await on.server.next()).stream();
    stream.line(event('ADDED', 'big', '9', 'x'.repeat(5000)));
    stream.line(event('ADDED', 'a', '8'));
    stream.line(endMark('10'));
    expect(await on.told(4)).toEqual([
      ...['list first', expect.stringMatching(/^oversized big 5\d\d\d$/), '+a@8', 'listed@10'],
    ]);
  });

  test('F3: when history is lost the next list streams again, and what is not in it is gone', async () => {
    const on = await streamed();
    const stream = (await on.server.next()).stream();
    stream.line(event('ADDED', 'a', '9'));
    stream.line(endMark('10'));
    stream.line(bookmark('20'));
    stream.line({ type: 'ERROR', object: status(410, 'too old') });
    const again = (await on.server.next()).stream();
    again.line(event('ADDED', 'b', '25'));
    again.line(endMark('30'));
    expect((await on.told(9)).slice(4)).toEqual([
      ...['bookmark@20', 'expired', 'list expired', '+b@25', 'listed@30'],
    ]);
  });
});
