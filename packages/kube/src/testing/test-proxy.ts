/** Proxies on loopback: they take every host for this machine, and write down what they were asked and what passed through. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';
import { PROXY_CERT, PROXY_KEY } from './certificates.ts';

export interface TestProxy {
  /** `host:port` of the proxy, without a scheme. */
  readonly host: string;
  /** Where clients wanted to go, in order, e.g. `CONNECT api.podline.test:6443` or `GET http://…`. */
  readonly asked: readonly string[];
  /** Proxy-Authorization of each, or `user:password`. */
  readonly logins: readonly (string | null)[];
  /** What clients sent through it, as it could read it. */
  readonly overheard: () => string;
  /** Resolves when a client asks next. */
  readonly next: () => Promise<void>;
}

interface Notes {
  readonly asked: string[];
  readonly logins: (string | null)[];
  readonly heard: Buffer[];
  ring: () => void;
}

/** What it answers to CONNECT: a status; `silence` answers nothing. */
type Manner = number | 'silence';

/** A CONNECT proxy, itself over TLS where `isTls`. */
export async function httpProxy(
  options: { readonly isTls?: boolean; readonly manner?: Manner } = {},
): Promise<TestProxy> {
  const { isTls = false, manner = 200 } = options;
  const notes = newNotes();
  const server = isTls ? createTlsServer({ cert: PROXY_CERT, key: PROXY_KEY }) : createServer();
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    note(notes, `CONNECT ${request.url}`, request.headers['proxy-authorization'] ?? null);
    if (manner === 'silence') return;
    if (manner !== 200) return void socket.end(`HTTP/1.1 ${manner} No\r\n\r\n`);
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    join(socket, portOf(request.url ?? ''), notes);
  });
  server.on('request', (request, response) => {
    note(notes, `${request.method} ${request.url}`, request.headers['proxy-authorization'] ?? null);
    response.setHeader('content-type', 'application/json').end('{"by":"the proxy"}');
  });
  return listening(server, notes);
}

/** A SOCKS5 proxy; with `login` (`user:password`) it lets nobody else in. */
export async function socksProxy(login: string | null = null): Promise<TestProxy> {
  const notes = newNotes();
  const server = createTcpServer((socket) => {
    void greet(socket, login, notes).catch(() => socket.destroy());
  });
  return listening(server, notes);
}

/** RFC 1928 and 1929, as far as a client that knows them goes. */
async function greet(socket: Socket, login: string | null, notes: Notes): Promise<void> {
  const greeting = await chunk(socket);
  const wantsLogin = login !== null && greeting.includes(2, 2);
  if (login !== null && !wantsLogin) return void socket.end(Buffer.from([5, 0xff]));
  socket.write(Buffer.from([5, wantsLogin ? 2 : 0]));
  let given: string | null = null;
  if (wantsLogin) {
    const sent = await chunk(socket);
    const userEnd = 2 + (sent[1] ?? 0);
    given = `${sent.toString('utf8', 2, userEnd)}:${sent.toString('utf8', userEnd + 1)}`;
    if (given !== login) return void socket.end(Buffer.from([1, 1]));
    socket.write(Buffer.from([1, 0]));
  }
  const wish = await chunk(socket);
  const port = wish.readUInt16BE(wish.length - 2);
  const host =
    wish[3] === 3 ? wish.toString('utf8', 5, wish.length - 2) : [...wish.subarray(4, 8)].join('.');
  note(notes, `CONNECT ${host}:${port}`, given);
  socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
  join(socket, port, notes);
}

async function chunk(socket: Socket): Promise<Buffer> {
  const [bytes] = await once(socket, 'data');
  return bytes;
}

const portOf = (target: string): number => Number(target.split(':').at(-1));

function join(client: Duplex, port: number, notes: Notes): void {
  const server = connect(port, '127.0.0.1');
  client.on('data', (bytes: Buffer) => notes.heard.push(bytes));
  client.pipe(server).pipe(client);
  // Either end may leave as it likes; the test looks at what its client makes of it.
  client.on('error', () => server.destroy()).on('close', () => server.destroy());
  server.on('error', () => client.destroy()).on('close', () => client.destroy());
}

const newNotes = (): Notes => ({ asked: [], logins: [], heard: [], ring: () => undefined });

function note(notes: Notes, asked: string, login: string | null): void {
  notes.asked.push(asked);
  notes.logins.push(login);
  notes.ring();
}

async function listening(server: Server, notes: Notes): Promise<TestProxy> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: notes.asked,
    logins: notes.logins,
    overheard: () => Buffer.concat(notes.heard).toString('latin1'),
    next: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      notes.ring = resolve;
      return promise;
    },
  };
}
