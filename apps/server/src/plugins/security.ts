/**
 * Host and Origin. A page of another site can make a browser on this machine speak to a server on loopback (DNS rebinding,
 * cross-site websockets); what it cannot do is name this server in Host and Origin.
 */
import type { IncomingMessage } from 'node:http';
import helmet from '@fastify/helmet';
import { problem } from '@podline/contract';
import type { FastifyInstance } from 'fastify';
import { isLoopback } from '../config.ts';

export interface Guard {
  /** Plain requests: an absent Origin is a browser's own navigation, or no browser. */
  allows(request: IncomingMessage): boolean;
  /** Browsers send Origin with every upgrade; without one, or with another site's, there is no upgrade. */
  allowsUpgrade(request: IncomingMessage): boolean;
}

/** `host` is what the server binds to: on loopback only loopback names are this server; elsewhere any name may be. */
export function guardFor(host: string): Guard {
  const isOurHost = (header: string | undefined): header is string => {
    const name = hostName(header);
    return name !== null && (!isLoopback(host) || isLoopback(name));
  };
  const isOurOrigin = (origin: string, header: string): boolean =>
    origin === `http://${header}` || origin === `https://${header}`;
  return {
    allows: ({ headers }) =>
      isOurHost(headers.host) &&
      (headers.origin === undefined || isOurOrigin(headers.origin, headers.host)),
    allowsUpgrade: ({ headers }) =>
      isOurHost(headers.host) &&
      headers.origin !== undefined &&
      isOurOrigin(headers.origin, headers.host),
  };
}

/** The name in a Host header, without the port and the brackets of IPv6; null when it is not one. */
function hostName(header: string | undefined): string | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+))(?::\d{1,5})?$/i.exec(header ?? '');
  return (match?.[1] ?? match?.[2])?.toLowerCase() ?? null;
}

export interface HttpLimits {
  /** TCP connections at once; past it a new one is dropped unanswered. The feed's pages are among them. */
  readonly connections: number;
  /** From a connection's first byte to the end of its headers, ms. */
  readonly headersMs: number;
  /** Characters of a request's address; the longest that Podline knows is a timeline's, of some 600. */
  readonly address: number;
}

const HTTP_LIMITS: HttpLimits = { connections: 2_500, headersMs: 10_000, address: 2_048 };

/** `scriptHashes`: CSP sources of the inline scripts of the built page. */
export async function security(
  app: FastifyInstance,
  guard: Guard,
  scriptHashes: readonly string[],
  limits: HttpLimits = HTTP_LIMITS,
): Promise<void> {
  app.server.maxConnections = limits.connections;
  app.server.headersTimeout = limits.headersMs;
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", ...scriptHashes],
        // Svelte's style directives and transitions set styles on elements.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // Podline speaks plain HTTP; whoever puts TLS before it says so there.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
  // After the headers: a refusal bears them too.
  app.addHook('onRequest', async (request, reply) => {
    if (request.url.length > limits.address)
      return reply.code(414).send(problem('BAD_REQUEST', 'The address is too long.'));
    if (guard.allows(request.raw)) return;
    return reply.code(403).send(problem('FOREIGN_HOST', request.headers.host ?? null));
  });
}
