import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asBrowser, type ChaosProxy, startChaosProxy } from './chaos-proxy.ts';

let server: Server;
let proxy: ChaosProxy;
let served: Socket[];

beforeEach(async () => {
  served = [];
  server = createServer((socket) => {
    served.push(socket);
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await startChaosProxy((server.address() as AddressInfo).port);
});

afterEach(async () => {
  for (const socket of served) socket.destroy();
  await proxy.close();
  server.close();
});

/** A client through the proxy, and the server's end of the same connection. */
async function pair(): Promise<{ client: Socket; far: Socket; errors: string[] }> {
  const arrived = once(server, 'connection');
  const client = connect(proxy.port, '127.0.0.1');
  const errors: string[] = [];
  client.on('error', (error: NodeJS.ErrnoException) => errors.push(error.code ?? ''));
  const [[far]] = (await Promise.all([arrived, once(client, 'connect')])) as [[Socket], unknown];
  return { client, far, errors };
}

/** Not `once`, which rejects when an error comes first. */
const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => socket.once('close', () => resolve()));

/** Reads until `bytes` came; the chunks as they came. */
function read(socket: Socket, bytes: number): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const chunks: string[] = [];
    let got = 0;
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk.toString());
      got += chunk.length;
      if (got >= bytes) resolve(chunks);
    });
  });
}

test('untouched, bytes pass both ways and an end passes on', async () => {
  const { client, far } = await pair();
  client.write('to the server');
  expect((await read(far, 13)).join('')).toBe('to the server');
  far.end('and back');
  expect((await read(client, 8)).join('')).toBe('and back');
  await once(client, 'end');
  expect(proxy.counts()).toMatchObject({ total: 1, refused: 0 });
});

test('a stopped direction holds what comes and loses none of it; the other goes on', async () => {
  const { client, far } = await pair();
  proxy.harm('down', { kind: 'stop' });
  far.write('held');
  client.write('passes');
  expect((await read(far, 6)).join('')).toBe('passes');
  const held = read(client, 8);
  proxy.harm('down', { kind: 'none' });
  far.write('more');
  expect((await held).join('')).toBe('heldmore');
});

test('a trickle cuts chunks to so many bytes', async () => {
  const { client, far } = await pair();
  proxy.harm('down', { kind: 'trickle', bytes: 1 });
  const reading = read(client, 6);
  far.write('ab¢de');
  const chunks = await reading;
  expect(chunks.length).toBeGreaterThan(1);
  expect(Buffer.byteLength(chunks.join(''))).toBeGreaterThanOrEqual(6);
});

test('a delay keeps the order', async () => {
  const { client, far } = await pair();
  proxy.harm('down', { kind: 'delay', ms: 5 });
  const reading = read(client, 3);
  for (const part of ['1', '2', '3']) far.write(part);
  expect((await reading).join('')).toBe('123');
});

test('a cut after n bytes lets exactly those through', async () => {
  const { client, far } = await pair();
  proxy.cutAfter('down', 5, 'fin');
  const reading = read(client, 5);
  const ended = once(client, 'end');
  far.write('half a line');
  expect((await reading).join('')).toBe('half ');
  await ended;
});

test('an RST is one', async () => {
  const { client, errors } = await pair();
  const gone = closed(client);
  proxy.cut('rst');
  await gone;
  expect(errors).toEqual(['ECONNRESET']);
  expect(proxy.counts().open).toBe(0);
});

test('a cut in good order is an end without an error', async () => {
  const { client, errors } = await pair();
  client.resume();
  const gone = closed(client);
  proxy.cut('fin');
  await gone;
  expect(errors).toEqual([]);
});

test('a client that goes takes the connection behind with it', async () => {
  const { client, far } = await pair();
  const gone = closed(far);
  client.destroy();
  await gone;
});

test('refused connections are counted and reset', async () => {
  proxy.refuse(true);
  const client = connect(proxy.port, '127.0.0.1');
  client.on('error', () => {});
  await closed(client);
  expect(proxy.counts()).toEqual({ total: 0, open: 0, refused: 1 });
  proxy.refuse(false);
  await pair();
  expect(proxy.counts().total).toBe(1);
});

test('as a browser, the first request says which page asks', () => {
  const request = 'GET /x HTTP/1.1\r\nHost: 127.0.0.1:80\r\nUpgrade: websocket\r\n\r\n';
  expect(asBrowser(Buffer.from(request)).toString()).toBe(
    'GET /x HTTP/1.1\r\nHost: 127.0.0.1:80\r\nOrigin: http://127.0.0.1:80\r\nUpgrade: websocket\r\n\r\n',
  );
});
