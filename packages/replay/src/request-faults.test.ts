/** Faults of requests, over real sockets: what the other end is answered. */

import { describe, expect, it } from 'vitest';
import type { Fault } from './faults.ts';
import { bodyOf, exchanges, get, getJson, open } from './test-client.ts';
import { rawAsk, shopPod, world } from './test-world.ts';

const PODS = '/api/v1/pods';

describe('an answer instead of the real one', () => {
  it.each([
    [400, 'BadRequest'],
    [401, 'Unauthorized'],
    [403, 'Forbidden'],
    [404, 'NotFound'],
    [410, 'Expired'],
    [500, 'InternalError'],
    [502, 'InternalError'],
    [503, 'ServiceUnavailable'],
    [504, 'Timeout'],
  ])('F8: a list is refused with %i and a Status that says so, once', async (code, reason) => {
    const { server } = await world();
    server.faults.inject({ on: 'list', resource: 'pods', do: { kind: 'status', code } });
    const { status, text } = await get(server, PODS);
    expect(status).toBe(code);
    expect(JSON.parse(text)).toMatchObject({ kind: 'Status', status: 'Failure', code, reason });
    expect((await get(server, PODS)).status).toBe(200);
  });

  it('F3: a watch is refused with 410 as a status', async () => {
    const { server } = await world();
    server.faults.inject({ on: 'watch', do: { kind: 'status', code: 410 } });
    const stream = await open(server, `${PODS}?watch=1`);
    expect(stream.status).toBe(410);
    expect(JSON.parse((await stream.next()) ?? '')).toMatchObject({ code: 410, reason: 'Expired' });
  });

  it('F9: 429 is the recorded text with a second to wait, or with any other wait, as a date too', async () => {
    const { server } = await world();
    const recorded = (await exchanges('too-many-requests-429')).filter(
      ({ response }) => response.status === 429,
    );
    const date = 'Sun, 22 Nov 2026 12:00:20 GMT';
    server.faults.inject({ do: { kind: 'status', code: 429 } });
    server.faults.inject({ do: { kind: 'status', code: 429, retryAfter: 20 } });
    server.faults.inject({ do: { kind: 'status', code: 429, retryAfter: date, body: 'Later.' } });
    const [plain, seconds, dated] = [
      await get(server, PODS),
      await get(server, PODS),
      await get(server, PODS),
    ];
    expect(plain.text).toBe(recorded[0]?.response.body);
    for (const header of ['content-type', 'retry-after', 'x-content-type-options'])
      expect(plain.headers.get(header)).toBe(recorded[0]?.response.headers[header]);
    expect(seconds.headers.get('retry-after')).toBe('20');
    expect(dated.headers.get('retry-after')).toBe(date);
    expect(dated.text).toBe('Later.');
  });

  it('F6: a list is told that its version is too large, with the cause', async () => {
    const { server } = await world();
    server.faults.inject({ do: { kind: 'too-large-version' } });
    const { status, text } = await get(server, PODS);
    expect(status).toBe(504);
    expect(JSON.parse(text).details.causes).toEqual([
      { reason: 'ResourceVersionTooLarge', message: 'Too large resource version' },
    ]);
  });

  it('F5: the page that is named is 410, in the recorded words; the pages before it are not', async () => {
    const { server } = await world();
    for (const name of ['a', 'b', 'c', 'd']) server.apply(shopPod(name));
    server.faults.inject({ on: 'list', do: { kind: 'expired-continue', page: 3 } });
    const page = async (token = '') => get(server, `${PODS}?limit=1&continue=${token}`);
    const tokenIn = (text: string): string => JSON.parse(text).metadata.continue;
    const first = await page();
    const second = await page(tokenIn(first.text));
    const third = await page(tokenIn(second.text));
    expect([first, second, third].map(({ status }) => status)).toEqual([200, 200, 410]);
    const [, , recorded] = await exchanges('list-expired-continue-410');
    expect(JSON.parse(third.text).message).toBe(bodyOf(recorded)['message']);
    expect((await page(tokenIn(second.text))).status).toBe(200);
  });

  it('F10: another token is demanded from the next request on, and what is open goes on', async () => {
    const { server } = await world();
    const stream = await open(server, `${PODS}?watch=1`);
    const before = { url: server.url, kubeconfig: server.kubeconfig };
    expect(server.rotateToken('fresh')).toBe('fresh');
    expect((await get(before, PODS)).status).toBe(401);
    expect((await get(server, PODS)).status).toBe(200);
    server.apply(shopPod('a'));
    expect((await stream.event()).object.metadata.name).toBe('a');
  });

  it('F11: only the scope that the fault names is refused', async () => {
    const { server } = await world();
    server.faults.inject({ namespace: 'shop', times: 'always', do: { kind: 'status', code: 403 } });
    expect((await get(server, '/api/v1/namespaces/shop/pods')).status).toBe(403);
    expect((await get(server, '/api/v1/namespaces/till/pods')).status).toBe(200);
  });

  it('probes of health meet no faults', async () => {
    const { server } = await world();
    server.faults.inject({ times: 'always', do: { kind: 'status', code: 500 } });
    expect((await get(server, '/livez')).status).toBe(200);
    expect((await get(server, '/version')).status).toBe(500);
  });
});

describe('an answer that is late or does not come', () => {
  it('F21: a page of a list comes as late as it is told to', async () => {
    const { server, clock } = await world();
    const id = server.faults.inject({ on: 'list', do: { kind: 'delay', ms: 4000 } });
    let isThere = false;
    const answer = get(server, PODS).then(({ status }) => {
      isThere = true;
      return status;
    });
    await server.faults.done(id);
    await get(server, '/version');
    clock.advance(3999);
    await get(server, '/version');
    expect(isThere).toBe(false);
    clock.advance(1);
    expect(await answer).toBe(200);
  });

  it.each<[string, Fault['do'], boolean]>([
    ['headers', { kind: 'hang', at: 'headers' }, false],
    ['a first byte of the body', { kind: 'hang', at: 'body' }, true],
  ])(
    'F15: a request hangs before %s, and the server serves others',
    async (_, deed, hasHeaders) => {
      const { server } = await world();
      const id = server.faults.inject({ on: 'watch', do: deed });
      const heard: string[] = [];
      const opening = open(server, `${PODS}?watch=1`).then((stream) => {
        heard.push('headers');
        return stream.next();
      });
      // Ends with the server, unheard.
      opening.catch(() => heard.push('end'));
      await server.faults.done(id);
      server.apply(shopPod('a'));
      expect((await getJson(server, PODS)).items).toHaveLength(1);
      expect(heard).toEqual(hasHeaders ? ['headers'] : []);
      expect(server.truth.requests[0]).toMatchObject({
        kind: 'watch',
        endedAt: null,
        ending: 'cut',
      });
    },
  );
});

describe('the end of a watch', () => {
  it('F1: comes cleanly after as long as it is told, and what changed before is there', async () => {
    const { server, clock } = await world();
    server.faults.inject({ on: 'watch', times: 'always', do: { kind: 'end', afterMs: 1000 } });
    const stream = await open(server, `${PODS}?watch=1`);
    server.apply(shopPod('a'));
    expect((await stream.event()).type).toBe('ADDED');
    clock.advance(1000);
    expect(await stream.rest()).toEqual([]);
    expect(server.truth.requests[0]).toMatchObject({ status: 200, ending: 'whole' });
  });

  it('F2: comes at once, before any event', async () => {
    const { server } = await world();
    server.apply(shopPod('a'));
    server.faults.inject({ on: 'watch', times: 2, do: { kind: 'end', afterMs: 0 } });
    for (const lines of [[], [], ['ADDED']]) {
      const stream = await open(server, `${PODS}?watch=1`);
      const got = lines.length === 0 ? await stream.rest() : [(await stream.event()).type];
      expect(got).toEqual(lines);
    }
  });
});

describe('the bytes of a body', () => {
  it('F17: come one at a time, each alone on the wire, and are the same bytes', async () => {
    const { server } = await world();
    server.apply(shopPod('näme-is-not-checked'));
    const whole = await get(server, PODS);
    const id = server.faults.inject({ on: 'list', times: 'always', do: { kind: 'trickle' } });
    expect((await get(server, PODS)).text).toBe(whole.text);
    const heard = await rawAsk(server, PODS);
    expect(heard.text).toContain('\r\n1\r\n{\r\n1\r\n"\r\n');
    expect(heard.pieces).toBeGreaterThan(100);
    server.faults.clear(id);
    server.faults.inject({ on: 'list', do: { kind: 'trickle', bytes: 100 } });
    expect((await rawAsk(server, PODS)).text).toContain('\r\n64\r\n{"kind":"PodList"');
  });

  it('F17: begin with a byte order mark and have CRLF at the ends of lines', async () => {
    const { server } = await world();
    server.faults.inject({ on: 'watch', do: { kind: 'bom' } });
    server.faults.inject({ on: 'watch', do: { kind: 'crlf' } });
    const asking = rawAsk(server, `${PODS}?watch=1`);
    await server.truth.until(({ requests }) => requests[0]?.status === 200);
    server.apply(shopPod('a'));
    server.apply(shopPod('b'));
    server.faults.strike({ kind: 'end' });
    const { text } = await asking;
    expect(text.match(/\uFEFF\{"type"/g)).toHaveLength(1);
    expect(text.match(/\}\}\r\n\r\n/g)).toHaveLength(2);
  });
});
