import { describe, expect, test } from 'vitest';
import { bench, bookmark, event, pageOf, status, watched } from './testing/reflector-bench.ts';
import { turnsOf } from './turns.ts';

const TOO_LARGE = {
  ...status(504, 'Timeout: Too large resource version: 77, current: 40'),
  reason: 'Timeout',
  details: { causes: [{ reason: 'ResourceVersionTooLarge' }], retryAfterSeconds: 1 },
};

describe('a reflector under faults, over real sockets', () => {
  test('F6: a server that stays behind the version is listed anew, and its lower versions are taken', async () => {
    const on = await bench({ resumeFrom: '77' });
    (await on.server.next()).answer(504, TOO_LARGE, { 'retry-after': '1' });
    expect(await on.told(1)).toEqual(['failed server-error 1000']);
    await on.rest(1000);
    (await on.server.next()).answer(504, TOO_LARGE, { 'retry-after': '1' });
    const list = await on.server.next();
    expect(list.query).toEqual({ limit: '500' });
    list.answer(200, pageOf('40', ['a']));
    const stream = (await on.server.next()).stream();
    stream.line(event('MODIFIED', 'a', '41'));
    expect(await on.told(6)).toEqual([
      ...['expired', 'list expired', '+a@40', 'listed@40', 'watching', '+a@41'],
    ]);
  });

  test('F6: a server that lags for a moment is watched from the version, and nothing is listed', async () => {
    const on = await bench({ resumeFrom: '77' });
    (await on.server.next()).answer(504, TOO_LARGE, { 'retry-after': '1' });
    await on.told(1);
    await on.rest(1000);
    (await on.server.next()).answer(200, pageOf('78', []));
    expect((await on.server.next()).query['resourceVersion']).toBe('77');
  });

  test('F14, F15: an overdue bookmark is told after 15 s, the dead watch ends, and it goes on from the last version', async () => {
    const on = await bench();
    const stream = await watched(on);
    for (const version of ['20', '21']) {
      stream.line(bookmark(version));
      expect(await on.told(1)).toEqual([`bookmark@${version}`]);
      if (version === '20') on.clock.advance(60_000);
    }
    await on.clock.asleepFor(75_000);
    on.clock.advance(75_000);
    expect(await on.told(1)).toEqual(['overdue']);
    await on.clock.asleepFor(75_000);
    on.clock.advance(75_000);
    expect(await on.told(1)).toEqual(['failed timeout 800']);
    await on.rest(800);
    expect((await on.server.next()).query['resourceVersion']).toBe('21');
  });

  test('F14: a bookmark that comes late takes it back', async () => {
    const on = await bench();
    const stream = await watched(on);
    stream.line(bookmark('20'));
    await on.told(1);
    on.clock.advance(60_000);
    stream.line(bookmark('21'));
    await on.told(1);
    await on.clock.asleepFor(75_000);
    on.clock.advance(75_000);
    expect(await on.told(1)).toEqual(['overdue']);
    stream.line(bookmark('22'));
    expect(await on.told(1)).toEqual(['bookmark@22']);
    // The interval is 75 s now, so the next one is overdue after 90 s.
    await on.clock.asleepFor(90_000);
  });

  test.each([
    ['back by an hour', -3_600_000],
    ['forth by a day', 86_400_000],
  ])('F29: our clock set %s changes nothing of how long silence is trusted', async (_, ms) => {
    const on = await bench();
    const stream = await watched(on);
    for (const version of ['20', '21', '22']) {
      stream.line(bookmark(version));
      expect(await on.told(1)).toEqual([`bookmark@${version}`]);
      if (version === '20') on.clock.set(ms);
      if (version !== '22') on.clock.advance(60_000);
    }
    await on.clock.asleepFor(75_000);
    on.clock.advance(75_000);
    expect(await on.told(1)).toEqual(['overdue']);
  });

  test('F19: a 50 MB object in the watch is named and skipped, the others go on, and nothing is listed', async () => {
    const on = await bench();
    const stream = await watched(on);
    const [before, after] = JSON.stringify(event('MODIFIED', 'big', '11', 'TEXT')).split('TEXT');
    stream.write(before ?? '');
    const chunk = 'x'.repeat(1024 * 1024);
    for (let count = 0; count < 50; count++) await stream.pour(chunk);
    stream.write(`${after}\n`);
    stream.line(event('ADDED', 'c', '12'));
    const [oversized, next] = await on.told(2);
    expect(oversized).toMatch(/^oversized big 52428\d\d\d$/);
    expect(next).toBe('+c@12');
    stream.end();
    expect((await on.server.next()).query['resourceVersion']).toBe('12');
  });

  test('F19: a 50 MB object in a list is named in its place, and the page has all the others', async () => {
    const on = await bench();
    const list = (await on.server.next()).stream();
    const page = pageOf('10', ['a', 'big', 'b']);
    const items = page.items.map((item) => ({ ...item, spec: 'TEXT' }));
    const [head, before, after, tail] = JSON.stringify({ ...page, items }).split('TEXT');
    list.write(`${head}${before}`);
    const chunk = 'x'.repeat(1024 * 1024);
    for (let count = 0; count < 50; count++) await list.pour(chunk);
    list.write(`${after}${tail}`);
    list.end();
    expect(await on.told(5)).toEqual([
      ...['list first', '+a@10', expect.stringMatching(/^oversized big 52428\d\d\d$/)],
      ...['+b@10', 'listed@10'],
    ]);
  });

  test('F20: a burst of 10,000 lines in one breath lets the event loop turn again and again', async () => {
    // Each look at the clock is a millisecond later, so that eight lines or so are a bite.
    let now = 0;
    let turnings = 0;
    const turns = turnsOf(
      () => now++,
      () =>
        new Promise((resolve) => {
          turnings++;
          setImmediate(resolve);
        }),
    );
    const on = await bench({ turns });
    const stream = await watched(on);
    let immediates = 0;
    let isOver = false;
    const count = (): void => {
      immediates++;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const lines = Array.from({ length: 10_000 }, (_, at) => event('ADDED', `p${at}`, `${at + 11}`));
    stream.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const told = await on.told(10_000);
    isOver = true;
    expect(told.at(-1)).toBe('+p9999@10010');
    expect(turnings).toBeGreaterThan(1000);
    expect(immediates).toBeGreaterThan(1000);
  });

  test('F20: so does a page of 500 objects', async () => {
    let now = 0;
    let turnings = 0;
    const turns = turnsOf(
      () => now++,
      () =>
        new Promise((resolve) => {
          turnings++;
          setImmediate(resolve);
        }),
    );
    const on = await bench({ turns });
    const names = Array.from({ length: 500 }, (_, at) => `p${at}`);
    (await on.server.next()).answer(200, pageOf('10', names, 'more'));
    expect(await on.told(1)).toEqual(['listed 500']);
    expect(turnings).toBeGreaterThan(50);
  });

  test('F22, F23: what comes again or out of order is counted and dropped, pod by pod', async () => {
    const on = await bench();
    const stream = await watched(on);
    for (const [name, version] of [
      ['a', '15'],
      ['a', '15'],
      ['a', '12'],
      ['b', '13'],
      ['a', '16'],
    ] as const)
      stream.line(event('MODIFIED', name, version));
    expect(await on.told(5)).toEqual(['+a@15', 'replayed a', 'replayed a', '+b@13', '+a@16']);
    stream.end();
    expect((await on.server.next()).query['resourceVersion']).toBe('16');
  });

  test('F25: a pod that came again under its name between two lists is another object of the list', async () => {
    const on = await bench();
    const stream = await watched(on);
    stream.line(bookmark('20'));
    stream.line({ type: 'ERROR', object: status(410, 'too old') });
    const page = pageOf('30', ['a']);
    const [again] = page.items;
    (await on.server.next()).answer(200, {
      ...page,
      items: [{ metadata: { ...again?.metadata, uid: 'a-second' } }],
    });
    expect((await on.told(5)).slice(2)).toEqual(['list expired', '+a-second@30', 'listed@30']);
  });

  test('F8: a list that fails for ten minutes is tried until it does not', async () => {
    const on = await bench();
    for (let minutes = 0; minutes < 10; minutes++) {
      (await on.server.next()).answer(500, status(500, 'etcd is not there'));
      expect(await on.told(1)).toEqual(['failed server-error 800']);
      await on.rest(800);
      on.clock.advance(60_000);
    }
    (await on.server.next()).answer(200, pageOf('10', ['a']));
    expect(await on.told(3)).toEqual(['list first', '+a@10', 'listed@10']);
  });

  test.each<[string, (now: number) => string]>([
    ['seconds', () => '20'],
    ['a date', (now) => new Date(now + 20_000).toUTCString()],
  ])(
    'F9: a watch that is throttled waits as it was told, in %s, and goes on without a list',
    async (_, header) => {
      const on = await bench();
      const stream = await watched(on);
      stream.line(event('MODIFIED', 'a', '11'));
      stream.end();
      const asked = await on.server.next();
      asked.answer(429, 'Too many requests\n', { 'retry-after': header(on.clock.now()) });
      expect(await on.told(2)).toEqual(['+a@11', 'failed throttled 20000']);
      await on.rest(20_000);
      expect((await on.server.next()).query['resourceVersion']).toBe('11');
    },
  );

  test('F11: a forbidden scope waits, and another one goes on', async () => {
    const forbidden = await bench();
    const other = await bench();
    const stream = await watched(other);
    (await forbidden.server.next()).answer(403, status(403, 'pods is forbidden'));
    expect(await forbidden.told(1)).toEqual(['failed forbidden 800']);
    stream.line(event('ADDED', 'c', '12'));
    expect(await other.told(1)).toEqual(['+c@12']);
  });
});
