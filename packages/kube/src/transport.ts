/** HTTP to one API server: one shared pool of connections, HTTP/1.1, every wait bounded. */
import { Agent, type Dispatcher, request } from 'undici';
import { fingerprintOf, type Tls } from './settings.ts';

/** TCP and TLS together. */
const CONNECT_TIMEOUT_MS = 10_000;
/** An API server sends the headers of a watch at once, those of a long list when it has read it. */
const HEADERS_TIMEOUT_MS = 60_000;
/** Between two pieces of a body; a watch, which may be silent, has its own watchdog instead. */
const BODY_TIMEOUT_MS = 60_000;
/** client-go's delay before the first TCP keep-alive: below the idle limits of cloud load balancers (60 s). */
const TCP_KEEP_ALIVE_MS = 30_000;

export interface Exchange {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly signal: AbortSignal;
  /** Without a limit between two pieces of the body. */
  readonly mayBeSilent: boolean;
}

export interface Transport {
  /** @throws what undici throws: the caller makes failures of it. */
  readonly send: (tls: Tls, exchange: Exchange) => Promise<Dispatcher.ResponseData>;
  readonly close: () => Promise<void>;
}

/**
 * A pool that lives as long as the TLS material stays the same. When that changes (a rotated client certificate),
 * new requests get a new pool, and the old one closes as its open watches end.
 */
export function openTransport(): Transport {
  let current: { readonly fingerprint: string; readonly agent: Agent } | null = null;

  const agentFor = (tls: Tls): Agent => {
    const fingerprint = fingerprintOf(tls);
    if (current?.fingerprint === fingerprint) return current.agent;
    // Closing waits for open watches; that it once ends is all we need, and a pool already closed is no fault.
    current?.agent.close().catch(() => undefined);
    current = { fingerprint, agent: new Agent(agentOptions(tls)) };
    return current.agent;
  };
  return {
    send: (tls, exchange) =>
      request(exchange.url, {
        dispatcher: agentFor(tls),
        method: exchange.method,
        headers: { ...exchange.headers },
        body: exchange.body,
        signal: exchange.signal,
        ...(exchange.mayBeSilent ? { bodyTimeout: 0 } : {}),
      }),
    close: async () => {
      const agent = current?.agent;
      current = null;
      await agent?.destroy();
    },
  };
}

const agentOptions = (tls: Tls): Agent.Options => ({
  // One TCP connection for each watch: undici's HTTP/2 has no PING to notice a dead peer.
  allowH2: false,
  headersTimeout: HEADERS_TIMEOUT_MS,
  bodyTimeout: BODY_TIMEOUT_MS,
  connect: {
    timeout: CONNECT_TIMEOUT_MS,
    allowH2: false,
    keepAlive: true,
    keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
    rejectUnauthorized: tls.verify,
    ...(tls.ca === null ? {} : { ca: tls.ca }),
    ...(tls.cert === null ? {} : { cert: tls.cert }),
    ...(tls.key === null ? {} : { key: tls.key }),
    ...(tls.serverName === null ? {} : { servername: tls.serverName }),
  },
});
