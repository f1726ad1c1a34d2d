/** A server without any wits: the test takes each request and says what to answer, byte by byte. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Whether no request came over the same connection before. */
  readonly isFirstOnConnection: boolean;
  /** The subject of the client's certificate, with TLS. */
  readonly clientName: string | null;
  /** Answers whole; an object becomes JSON. */
  readonly answer: (
    status: number,
    body: object | string,
    headers?: Readonly<Record<string, string>>,
  ) => void;
  /** Answers 200 and keeps the body open. */
  readonly stream: () => Stream;
  /** The same with another status. */
  readonly begin: (status: number) => Stream;
  /** Resolves when the client has left. */
  readonly left: Promise<void>;
}

export interface Stream {
  readonly write: (bytes: string | Uint8Array) => void;
  /** The same; resolves when the client has taken so much that more may follow. */
  readonly pour: (bytes: string | Uint8Array) => Promise<void>;
  /** One line of JSON. */
  readonly line: (value: object) => void;
  readonly end: () => void;
  /** Cuts the connection. */
  readonly cut: () => void;
}

export interface ScriptedServer {
  readonly url: string;
  readonly port: number;
  /** The next request that nobody has taken yet. */
  readonly next: () => Promise<Asked>;
  /** Stops listening and cuts every connection; `start` listens at the same port again. */
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
}

const seen = new WeakSet<object>();

export async function scriptedServer(tls: ServerOptions | null = null): Promise<ScriptedServer> {
  const asked: Asked[] = [];
  let takers: ((request: Asked) => void)[] = [];
  const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const one = await readRequest(request, response);
    const [taker, ...others] = takers;
    takers = others;
    if (taker === undefined) asked.push(one);
    else taker(one);
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    void listener(request, response);
  };
  const open = () => (tls === null ? createServer(onRequest) : createTlsServer(tls, onRequest));

  let server = open();
  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  return {
    url: `${tls === null ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    next: () => {
      const first = asked.shift();
      if (first !== undefined) return Promise.resolve(first);
      const { promise, resolve } = Promise.withResolvers<Asked>();
      takers = [...takers, resolve];
      return promise;
    },
    stop: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
    start: async () => {
      server = open();
      await listen(port);
    },
  };
}

async function readRequest(request: IncomingMessage, response: ServerResponse): Promise<Asked> {
  const isFirstOnConnection = !seen.has(request.socket);
  seen.add(request.socket);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const url = new URL(request.url ?? '/', 'http://server');
  const write = (bytes: string | Uint8Array): void => {
    response.write(bytes);
  };
  const begin = (status: number): Stream => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.flushHeaders();
    return {
      write,
      pour: async (bytes) => {
        if (!response.write(bytes)) await once(response, 'drain');
      },
      line: (value) => write(`${JSON.stringify(value)}\n`),
      end: () => response.end(),
      cut: () => request.socket.destroy(),
    };
  };
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
    isFirstOnConnection,
    clientName: clientNameOf(request),
    answer: (status, body, headers = {}) => {
      const isText = typeof body === 'string';
      response.writeHead(status, {
        'content-type': isText ? 'text/plain' : 'application/json',
        ...headers,
      });
      response.end(isText ? body : JSON.stringify(body));
    },
    stream: () => begin(200),
    begin,
    left: once(response, 'close').then(() => undefined),
  };
}

function clientNameOf(request: IncomingMessage): string | null {
  const { socket } = request;
  if (!('getPeerCertificate' in socket) || typeof socket.getPeerCertificate !== 'function')
    return null;
  return socket.getPeerCertificate().subject?.CN ?? null;
}
