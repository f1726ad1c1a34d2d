/** For tests: a hub on a real port, pages with and without our client, and lists that one can wait on. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import type { ClientToServer, ServerToClient } from '@podline/contract';
import { io, type Socket } from 'socket.io-client';
import { createHub, type Hub, type HubParts } from './hub.ts';
import { CLUSTER, everyone, podRow, type ScriptedLog } from './scripted.ts';

/** What was heard, in order. */
export class Heard<T> {
  readonly all: T[] = [];
  #waiting: (() => void)[] = [];

  push(item: T): void {
    this.all.push(item);
    for (const look of this.#waiting.splice(0)) look();
  }

  /** Resolves as soon as what was heard so far is as asked for. */
  async until(isEnough: (all: readonly T[]) => boolean): Promise<void> {
    while (!isEnough(this.all))
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
  }

  async count(atLeast: number): Promise<void> {
    await this.until((all) => all.length >= atLeast);
  }
}

export interface Served {
  readonly url: string;
  readonly port: number;
  readonly hub: Hub;
  /** Sentences of the log. */
  readonly warnings: Heard<string>;
  /** The server's ends of the connections, in the order they came. */
  readonly lines: readonly TcpSocket[];
  /** Of these, those that are gone, in the order they went. */
  readonly left: Heard<TcpSocket>;
  /** A page that has heard of the cluster, which is the first thing it hears. */
  visit(headers?: Record<string, string>): Promise<RawPage>;
  /** Ends the visits too. */
  stop(): Promise<void>;
}

/** A hub that lets everybody in, unless told otherwise. Port 0 takes a free one. */
export async function served(
  source: ScriptedLog,
  parts: Partial<HubParts> = {},
  port = 0,
): Promise<Served> {
  const httpServer = createServer((_, response) => response.end('not the feed'));
  const warnings = new Heard<string>();
  const lines: TcpSocket[] = [];
  const left = new Heard<TcpSocket>();
  httpServer.on('connection', (line) => {
    lines.push(line);
    line.once('close', () => left.push(line));
  });
  const hub = createHub({
    httpServer,
    source,
    viewerOf: async () => everyone,
    isAllowed: () => true,
    clusterStatus: () => CLUSTER,
    log: { warn: (_, message) => warnings.push(message) },
    ...parts,
  });
  httpServer.listen(port, '127.0.0.1');
  await once(httpServer, 'listening');
  const address = httpServer.address() as AddressInfo;
  const url = `http://127.0.0.1:${address.port}`;
  const visits: RawPage[] = [];
  return {
    url,
    port: address.port,
    hub,
    warnings,
    lines,
    left,
    async visit(headers) {
      const page = rawPage(url, headers);
      visits.push(page);
      await page.heard.count(1);
      return page;
    },
    async stop() {
      for (const page of visits) page.socket.disconnect();
      await hub.close();
      await new Promise((resolve) => httpServer.close(resolve));
    },
  };
}

/** As a check of Origin would be: pages of `http://podline.test` may come in. */
export const ofOurOrigin = (request: IncomingMessage): boolean =>
  request.headers.origin === 'http://podline.test';

type Message = {
  [E in keyof ServerToClient]: [E, ...Parameters<ServerToClient[E]>];
}[keyof ServerToClient];

/** A page without our client: it says what it likes, and stops reading when told. */
export interface RawPage {
  readonly socket: Socket<ServerToClient, ClientToServer>;
  readonly heard: Heard<Message>;
  /** Of what was heard, the payloads of one event. */
  payloads<E extends Message[0]>(event: E): Parameters<ServerToClient[E]>[0][];
  /** `disconnect` and `connect_error`, with their reasons. */
  readonly ended: Heard<string>;
  /** Sends anything. */
  say(event: string, ...payloads: unknown[]): void;
  stopReading(): void;
  readOn(): void;
}

export function rawPage(url: string, headers: Record<string, string> = {}): RawPage {
  const socket: Socket<ServerToClient, ClientToServer> = io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: headers,
  });
  const heard = new Heard<Message>();
  const ended = new Heard<string>();
  socket.onAny((...message) => heard.push(message as unknown as Message));
  socket.on('disconnect', (reason) => ended.push(reason));
  socket.on('connect_error', (error) => ended.push(error.message));
  // socket.io hides the WebSocket of `ws` under it, and only that one can be made to stop reading.
  const line = () =>
    (socket.io.engine.transport as unknown as { ws: { pause(): void; resume(): void } }).ws;
  return {
    socket,
    heard,
    payloads: (event) =>
      heard.all.flatMap(([heardEvent, payload]) =>
        heardEvent === event ? [payload as Parameters<ServerToClient[typeof event]>[0]] : [],
      ),
    ended,
    say: (event, ...payloads) => (socket as Socket).emit(event, ...payloads),
    stopReading: () => line().pause(),
    readOn: () => line().resume(),
  };
}

/** Another page, which must not notice what is going on. Gives what lets it be told something, and waits until it is. */
export async function bystander(running: Served, log: ScriptedLog): Promise<() => Promise<void>> {
  const page = await running.visit();
  page.say('open', { id: 1, query: { kind: 'pods' }, have: null });
  await page.heard.until(() => page.payloads('snapshot').length === 1);
  return async () => {
    const before = page.payloads('delta').length;
    running.hub.publish(log.record({ rows: [podRow('bystander')], of: ['bystander'] }));
    await page.heard.until(() => page.payloads('delta').length > before);
    if (page.ended.all.length > 0) throw new Error(`It was ended: ${page.ended.all.join(', ')}`);
  };
}
