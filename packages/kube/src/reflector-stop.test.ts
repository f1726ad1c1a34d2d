import { describe, expect, test } from 'vitest';
import { listGateOf } from './list-gate.ts';
import {
  type Bench,
  bench,
  bookmark,
  endMark,
  event,
  pageOf,
  watched,
} from './testing/reflector-bench.ts';

describe('a reflector that is told to stop', () => {
  test.each([
    ['while a list is awaited', async (on: Bench) => void (await on.server.next())],
    ['while a watch is silent', async (on: Bench) => void (await watched(on))],
    [
      'while it waits for its turn to list',
      async (on: Bench) => {
        const gate = listGateOf(on.cluster);
        (await on.server.next()).answer(503, 'no');
        await on.told(1);
        for (let count = 0; count < 4; count++) await gate.enter(on.signal);
        await on.rest(800);
      },
    ],
    [
      'after a bookmark was overdue',
      async (on: Bench) => {
        const stream = await watched(on);
        for (const version of ['20', '21']) {
          stream.line(bookmark(version));
          await on.told(1);
          if (version === '20') on.clock.advance(60_000);
        }
        await on.clock.asleepFor(75_000);
        on.clock.advance(75_000);
        await on.told(1);
      },
    ],
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

  test('while a list streams nothing of it is told, and its connection is let go', async () => {
    const on = await bench({ streams: true });
    const asked = await on.server.next();
    asked.stream().line(event('ADDED', 'a', '5'));
    await on.clock.asleepFor(10_000);
    on.abort();
    expect(await on.untilOver()).toEqual(['over']);
    await asked.left;
    expect(on.clock.sleepers()).toEqual([]);
  });

  test('of a streaming list in hand nothing more is told after the signal', async () => {
    const on = await bench({ streams: true, abortAt: '+a@5' });
    const stream = (await on.server.next()).stream();
    for (const name of ['a', 'b', 'c']) stream.line(event('ADDED', name, '5'));
    stream.line(endMark('9'));
    expect(await on.untilOver()).toEqual(['list first', '+a@5', 'over']);
  });
});
