/** HTTP to one API server: one shared pool of connections, HTTP/1.1, every wait bounded, through a proxy where there is one. */
import { Socket } from 'node:net';
import { getCACertificates } from 'node:tls';
import {
  Agent,
  buildConnector,
  type Dispatcher,
  Pool,
  ProxyAgent,
  request,
  Socks5ProxyAgent,
} from 'undici';
import { fingerprintOf, type Route, type Tls } from './settings.ts';

/** All in milliseconds. */
export interface Limits {
  /** TCP and TLS together; as much again for the way through a proxy. */
  readonly connectMs: number;
  /** An API server sends the headers of a watch at once, those of a long list when it has read it. */
  readonly headersMs: number;
  /** Between two pieces of a body; a watch, which may be silent, has its own watchdog instead. */
  readonly bodyMs: number;
}

const LIMITS: Limits = { connectMs: 10_000, headersMs: 60_000, bodyMs: 60_000 };
/** client-go's delay before the first TCP keep-alive: below the idle limits of cloud load balancers (60 s). */
const TCP_KEEP_ALIVE_MS = 30_000;

export interface Exchange {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | null;
  readonly signal: AbortSignal;
  /** Without a limit between two pieces of the body. */
  readonly mayBeSilent: boolean;
}

export interface Transport {
  /** @throws what undici throws: the caller makes failures of it. */
  readonly send: (route: Route, exchange: Exchange) => Promise<Dispatcher.ResponseData>;
  /** Cuts every connection, those of open watches too. */
  readonly close: () => Promise<void>;
}

/**
 * A pool that lives as long as TLS material and proxy stay the same. When they change (a rotated client certificate),
 * new requests get a new pool, and the old one closes as its open watches end.
 */
export function openTransport(limits: Limits = LIMITS): Transport {
  let current: { readonly fingerprint: string; readonly pool: Dispatcher } | null = null;
  const retired = new Set<Dispatcher>();
  const sockets = socketKeeper();

  const retire = async (pool: Dispatcher): Promise<void> => {
    retired.add(pool);
    // Waits for open watches; a pool that was cut off meanwhile is no fault.
    await pool.close().catch(() => undefined);
    retired.delete(pool);
  };
  const poolFor = (route: Route): Dispatcher => {
    const fingerprint = fingerprintOf(route);
    if (current?.fingerprint === fingerprint) return current.pool;
    if (current !== null) void retire(current.pool);
    current = { fingerprint, pool: openPool(route, limits, sockets.kept) };
    return current.pool;
  };
  return {
    send: (route, exchange) =>
      request(exchange.url, {
        dispatcher: poolFor(route),
        method: exchange.method,
        headers: headersOf(exchange),
        body: exchange.body,
        signal: exchange.signal,
        // Told with each request too: undici's SOCKS5 pool knows no limits of its own.
        headersTimeout: limits.headersMs,
        bodyTimeout: exchange.mayBeSilent ? 0 : limits.bodyMs,
      }),
    close: async () => {
      const pools = [...retired, ...(current === null ? [] : [current.pool])];
      current = null;
      await Promise.all(pools.map((pool) => pool.destroy()));
      sockets.cut();
    },
  };
}

/** Knows every socket from its first moment: a pool that is destroyed forgets those that are still connecting. */
function socketKeeper() {
  const open = new Set<Socket>();
  return {
    kept:
      (connect: buildConnector.connector): buildConnector.connector =>
      (options, callback) => {
        // Declared as void, and the socket all the same.
        const socket: unknown = connect(options, callback);
        if (!(socket instanceof Socket)) return;
        open.add(socket);
        socket.once('close', () => open.delete(socket));
      },
    cut: (): void => {
      for (const socket of open) socket.destroy();
    },
  };
}

type Kept = (connect: buildConnector.connector) => buildConnector.connector;

const headersOf = ({ headers }: Exchange): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : [...value],
    ]),
  );

function openPool({ tls, proxy }: Route, limits: Limits, kept: Kept): Dispatcher {
  const own = {
    // One TCP connection for each watch: undici's HTTP/2 has no PING to notice a dead peer.
    allowH2: false,
    headersTimeout: limits.headersMs,
    bodyTimeout: limits.bodyMs,
  };
  const toServer = { ...connecting(limits), ...materialOf(tls) };
  if (proxy === null) return new Agent({ ...own, connect: kept(buildConnector(toServer)) });
  if (proxy.href.startsWith('socks5:'))
    return new Socks5ProxyAgent(proxy.href, {
      connectTimeout: limits.connectMs,
      connect: kept(buildConnector(connecting(limits))),
      requestTls: toServer,
    });
  const connect = kept(buildConnector({ ...connecting(limits), ...trustInProxy(tls) }));
  return new ProxyAgent({
    ...own,
    uri: proxy.href,
    requestTls: toServer,
    // The answer to CONNECT, for which undici would wait five minutes.
    clientFactory: (origin) => new Pool(origin, { connect, headersTimeout: limits.connectMs }),
    proxyTls: { ...connecting(limits), ...trustInProxy(tls) },
  });
}

const connecting = (limits: Limits) => ({
  timeout: limits.connectMs,
  allowH2: false,
  keepAlive: true,
  keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
});

const materialOf = (tls: Tls) => ({
  rejectUnauthorized: tls.verify,
  ...(tls.ca === null ? {} : { ca: tls.ca }),
  ...(tls.cert === null ? {} : { cert: tls.cert }),
  ...(tls.key === null ? {} : { key: tls.key }),
  ...(tls.serverName === null ? {} : { servername: tls.serverName }),
});

/**
 * A proxy's certificate may come from the authorities of this machine or from the cluster's, and must bear the proxy's name; the client
 * certificate is for the cluster alone.
 */
const trustInProxy = (tls: Tls) => ({
  rejectUnauthorized: tls.verify,
  ...(tls.ca === null ? {} : { ca: [...getCACertificates('default'), tls.ca] }),
});
