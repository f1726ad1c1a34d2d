/** Requests to one cluster with credentials that renew themselves. */
import type { Dispatcher } from 'undici';
import { unlessAborted, withDeadline } from './clock.ts';
import { type Access, type CredentialOptions, isSame, renewing } from './credentials.ts';
import {
  abortedFailure,
  failed,
  failureOfError,
  failureOfStatus,
  type KubeFailure,
  protocolFailure,
  type Result,
  success,
} from './errors.ts';
import { openTransport } from './transport.ts';

/** A Status is a few hundred bytes. */
const MAX_REFUSAL_BYTES = 64 * 1024;
const REFUSAL_MS = 10_000;

export interface RequestOptions {
  readonly method?: 'GET' | 'POST';
  /** A null is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | null>>;
  /** JSON. */
  readonly body?: string;
  readonly accept?: string;
  readonly signal: AbortSignal;
  /** For watches and followed logs: no limit between two pieces of the body. */
  readonly mayBeSilent?: boolean;
}

export interface KubeResponse {
  /** Method and URL, without credentials: what a failure while reading the body has tried. */
  readonly tried: string;
  /** Throws what the transport throws; `failureOfError` makes a failure of it. */
  readonly body: AsyncIterable<Uint8Array>;
}

export interface Connection {
  /** A 2xx answer, its body still to be read; every other outcome is a failure. Never rejects. */
  readonly request: (path: string, options: RequestOptions) => Promise<Result<KubeResponse>>;
  /** The same with the whole body, parsed, within `deadlineMs`. */
  readonly requestJson: (
    path: string,
    options: RequestOptions & { readonly deadlineMs: number },
  ) => Promise<Result<{ readonly tried: string; readonly json: unknown }>>;
  readonly close: () => Promise<void>;
}

/** Requests to the cluster of `options.settings`, with credentials that renew themselves (see `credentials.ts`). */
export function connect(options: CredentialOptions & { readonly userAgent: string }): Connection {
  const { clock } = options;
  const { server } = options.settings;
  const transport = openTransport();
  const credentials = renewing(options);

  const send = (access: Access, path: string, wanted: RequestOptions) =>
    transport.send(access.tls, {
      url: urlOf(server, path, wanted.query),
      method: wanted.method ?? 'GET',
      headers: {
        accept: wanted.accept ?? 'application/json',
        'user-agent': options.userAgent,
        ...(access.authorization === null ? {} : { authorization: access.authorization }),
        ...(wanted.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: wanted.body ?? null,
      signal: wanted.signal,
      mayBeSilent: wanted.mayBeSilent ?? false,
    });

  const exchange = async (
    path: string,
    wanted: RequestOptions,
  ): Promise<Result<Dispatcher.ResponseData>> => {
    const access = await unlessAborted(wanted.signal, credentials.access());
    if (!access.ok) return access;
    const answer = await send(access.value, path, wanted);
    if (answer.statusCode !== 401) return success(answer);
    const renewed = await unlessAborted(wanted.signal, credentials.renew());
    if (renewed.ok && isSame(access.value, renewed.value)) return success(answer);
    await refusalOf(answer, wanted.signal);
    return renewed.ok ? success(await send(renewed.value, path, wanted)) : renewed;
  };

  /** The text of an answer that is none; it has little time, for a watch's body may otherwise take for ever. */
  const refusalOf = (answer: Dispatcher.ResponseData, outer: AbortSignal): Promise<string> =>
    withDeadline(clock, REFUSAL_MS, outer, (signal) =>
      unlessAborted(signal, textOf(answer.body, MAX_REFUSAL_BYTES)),
    );

  const request = async (path: string, wanted: RequestOptions): Promise<Result<KubeResponse>> => {
    const tried = triedOf(server, path, wanted);
    try {
      const answer = await exchange(path, wanted);
      if (!answer.ok) return answer;
      const { statusCode: status, headers, body } = answer.value;
      if (status >= 200 && status < 300) return success({ tried, body });
      const retryAfter = headers['retry-after'];
      const failure = failureOfStatus({
        status,
        body: await refusalOf(answer.value, wanted.signal),
        retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
        tried,
        now: clock.now(),
      });
      return failed(failure);
    } catch (error) {
      return failed(failureUnder(wanted.signal, error, tried));
    }
  };

  const requestJson: Connection['requestJson'] = (path, wanted) =>
    withDeadline(clock, wanted.deadlineMs, wanted.signal, async (signal) => {
      const answer = await request(path, { ...wanted, signal });
      if (!answer.ok) return answer;
      const { tried, body } = answer.value;
      try {
        return success({ tried, json: JSON.parse(await textOf(body, Number.POSITIVE_INFINITY)) });
      } catch (error) {
        if (!(error instanceof SyntaxError)) return failed(failureUnder(signal, error, tried));
        return failed(protocolFailure(`The answer of ${server} is no JSON.`, tried, error));
      }
    });

  return { request, requestJson, close: transport.close };
}

/** A failure for a throw under `signal`: if that was aborted, its reason tells whether by a deadline or by us. */
export function failureUnder(signal: AbortSignal, error: unknown, tried: string): KubeFailure {
  if (!signal.aborted) return failureOfError(error, tried);
  const failure = failureOfError(signal.reason, tried);
  return failure.code === 'timeout' ? failure : abortedFailure(tried);
}

function urlOf(server: string, path: string, query: RequestOptions['query'] = {}): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null) given.set(name, String(value));
  }
  return given.size === 0 ? `${server}${path}` : `${server}${path}?${given.toString()}`;
}

/** As `urlOf`, for people: a continue token is a screenful that tells them nothing. */
function triedOf(server: string, path: string, wanted: RequestOptions): string {
  const query = { ...wanted.query };
  if (typeof query['continue'] === 'string') query['continue'] = '…';
  const url = urlOf(server, path, query).replace('continue=%E2%80%A6', 'continue=…');
  return `${wanted.method ?? 'GET'} ${url}`;
}

async function textOf(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes >= maxBytes) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
