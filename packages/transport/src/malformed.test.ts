import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { type BarePage, barePage, barePageIn, masked } from './bare.ts';
import { ScriptedLog } from './scripted.ts';
import { bystander, type Served, served } from './served.ts';

let running: Served;
afterEach(() => running.stop());

describe('F36: a message that no page of ours sends', () => {
  const pod = { kind: 'pod', namespace: 'shop', name: 'a', uid: null };
  const event = (...payload: unknown[]): string => `42${JSON.stringify(payload)}`;
  const deep = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const table: [string, string][] = [
    ['an unknown event', event('shout', 1)],
    ['an event of the prototype', event('__proto__', {})],
    ['a constructor', event('constructor', {})],
    ['an event that socket.io keeps for itself', event('disconnect', 'x')],
    ['an error', event('error', 'x')],
    ['no event', '42[]'],
    ['an event that is a number', '42[7]'],
    ['an object for an event', '42[{"toString":1}]'],
    ['prototype keys in the payload', '42["open",{"__proto__":{"id":1},"constructor":{}}]'],
    [
      'prototype keys beside a right payload',
      '42["open",{"id":1,"query":{"kind":"pods","__proto__":{"x":1}},"have":null,"isAdmin":1}]',
    ],
    ['a wrong type', event('open', { id: '1', query: pod, have: null })],
    [
      'a huge namespace',
      event('open', { id: 1, query: { ...pod, namespace: 'n'.repeat(9_000) }, have: null }),
    ],
    [
      'a namespace that climbs',
      event('open', { id: 1, query: { ...pod, namespace: '../..' }, have: null }),
    ],
    ['nesting 7,000 deep', `42["open",${deep(7_000)}]`],
    ['broken JSON', '42["open",{'],
    ['no JSON', '42open'],
    ['a binary event', '451-["open",{"_placeholder":true,"num":0}]'],
    ['a binary event with a thousand parts', '451000-["open"]'],
    ['a packet type that there is not', '49["open"]'],
    ['an engine.io packet type that there is not', '9'],
    ['an engine.io heartbeat in the wrong direction', '2'],
    ['an empty message', ''],
    ['a namespace of socket.io that there is not, huge', `40/${'x'.repeat(9_000)},`],
  ];
  /** Whether a page is sent away at once; if not, nothing may come of what it sent. */
  async function outcome(send: (page: BarePage) => void): Promise<void> {
    const log = new ScriptedLog();
    running = await served(log);
    const proceed = await bystander(running, log);
    const page = await barePageIn(running.port);
    const before = page.heard.all.length;
    send(page);
    // Ends the page at the latest, so that there is something to wait for.
    page.say('42["enough"]');
    await Promise.race([page.farewells.count(1), page.ended]);
    page.socket.destroy();
    await running.left.count(1);
    expect(page.heard.all.slice(before).filter((text) => text.startsWith('42'))).toEqual([]);
    expect(running.hub.connections).toBe(1);
    expect(running.hub.stats()).toMatchObject({ views: 1, cutHostile: 1 });
    await proceed();
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  }

  test.each(table)('%s: nothing comes of it but the page’s end', (_, text) =>
    outcome((page) => page.say(text)),
  );

  test('binary: nothing comes of it but the page’s end', () =>
    outcome((page) => page.frame(2, Buffer.from([4, 50, 91, 93]))));

  test('10 MB: nothing comes of it but the page’s end', () =>
    outcome((page) => page.say('x'.repeat(10_000_000))));

  const frames: [string, Buffer][] = [
    ['without a mask', Buffer.from([0x81, 1, 51])],
    ['with a reserved bit', Buffer.from([0xf1, 0x81, 0, 0, 0, 0, 51])],
    ['of an unknown opcode', Buffer.from([0x83, 0x81, 0, 0, 0, 0, 51])],
    ['that says it is 2^63 bytes long', Buffer.from([0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0])],
    ['of text that is no UTF-8', masked(1, Buffer.from([0xff, 0xfe]))],
    ['of a ping that is too long', masked(9, Buffer.alloc(126))],
    ['that continues nothing', masked(0, Buffer.from('x'))],
  ];
  test.each(frames)('a WebSocket frame %s: nothing comes of it but the page’s end', (_, bytes) =>
    outcome((page) => void page.socket.write(bytes)),
  );

  test('whatever is sent, the server goes on serving, and every page that said nonsense is gone', async () => {
    const log = new ScriptedLog();
    running = await served(log, { limits: { farewellMs: 0 } });
    const proceed = await bystander(running, log);
    const nonsense = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.json().map((json) => `42${json}`),
      fc.json().map((json) => `42["open",${json}]`),
      fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 9 }), fc.string()).map((parts) => parts.join('')),
      fc
        .anything({ withNullPrototype: true, key: fc.constantFrom('__proto__', 'id', 'query') })
        .map((thing) => `42["open",${JSON.stringify(thing) ?? 'null'}]`),
    );
    const frame = fc.oneof(
      { weight: 4, arbitrary: nonsense.map((text) => masked(1, Buffer.from(text))) },
      {
        weight: 1,
        arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => masked(2, Buffer.from(bytes))),
      },
      {
        weight: 1,
        arbitrary: fc
          .uint8Array({ minLength: 2, maxLength: 40 })
          .map((bytes) => Buffer.from(bytes)),
      },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(frame, { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        async (all, isIn) => {
          const page = isIn ? await barePageIn(running.port) : barePage(running.port);
          await page.answer;
          for (const bytes of all) page.socket.write(bytes);
          page.socket.end(masked(1, Buffer.from('42["enough"]')));
          page.socket.resume();
          await page.ended;
          await proceed();
          expect(running.hub.connections).toBe(1);
        },
      ),
      { numRuns: 150 },
    );
  });
});
