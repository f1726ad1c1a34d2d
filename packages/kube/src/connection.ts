/** Requests to one cluster, every outcome a value. */
import type { Dispatcher } from 'undici';
import { boundedText } from './bounded-text.ts';
import { withDeadline } from './clock.ts';
import type { Access, CredentialOptions } from './credentials.ts';
import {
  abortedFailure,
  failed,
  failureOfError,
  failureOfStatus,
  type KubeFailure,
  protocolFailure,
  type Result,
  rejectedUnsent,
  success,
} from './errors.ts';
import { exchanger, refusalOf, type Wanted } from './exchange.ts';
import { triedOf, urlOf } from './request-url.ts';
import { withoutSecrets } from './secrets.ts';

/** Far above any single object (etcd takes 1.5 MiB). */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

export interface RequestOptions extends Omit<Wanted, 'url'> {
  /** A null is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | null>>;
}

interface JsonOptions extends RequestOptions {
  readonly deadlineMs: number;
  /** A longer answer is `oversized`, with its `head`; default 16 MiB. */
  readonly maxBytes?: number;
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
    options: JsonOptions,
  ) => Promise<Result<{ readonly tried: string; readonly json: unknown }>>;
  /** Cuts everything under way: requests, watches, a log-in program. Later requests are `aborted`. */
  readonly close: () => Promise<void>;
}

/** Requests to the cluster of `options.settings`, with credentials that renew themselves (see `credentials.ts`). */
export function connect(options: CredentialOptions & { readonly userAgent: string }): Connection {
  const { clock } = options;
  const { server } = options.settings;
  const { exchange, close } = exchanger(options);
  let isClosed = false;

  /** Whatever fails once we are closed fails because of that. */
  const unlessClosed = <T>(outcome: Result<T>, tried: string): Result<T> =>
    isClosed && !outcome.ok ? failed(abortedFailure(tried)) : outcome;

  const request = async (path: string, wanted: RequestOptions): Promise<Result<KubeResponse>> => {
    const { query, ...rest } = wanted;
    const url = urlOf(server, path, query);
    if (url === null)
      return failed(rejectedUnsent(`${JSON.stringify(path)} is no path of the API.`));
    const tried = triedOf(server, path, wanted);
    if (isClosed) return failed(abortedFailure(tried));
    return unlessClosed(await attempt({ ...rest, url }, tried), tried);
  };

  const attempt = async (wanted: Wanted, tried: string): Promise<Result<KubeResponse>> => {
    let access: Access | null = null;
    try {
      const exchanged = await exchange(wanted, (used) => {
        access = used;
      });
      if (!exchanged.ok) return exchanged;
      const answer = exchanged.value;
      if (answer.statusCode >= 200 && answer.statusCode < 300) return opened(tried, answer);
      const body = await refusalOf(answer, clock, wanted.signal);
      return failed(cleaned(refused(tried, answer, body), access));
    } catch (error) {
      return failed(cleaned(failureUnder(wanted.signal, error, tried, viaOf(access)), access));
    }
  };

  const refused = (tried: string, answer: Dispatcher.ResponseData, body: string): KubeFailure => {
    const retryAfter = answer.headers['retry-after'];
    return failureOfStatus({
      status: answer.statusCode,
      body,
      retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
      tried,
      now: clock.now(),
    });
  };

  const requestJson: Connection['requestJson'] = (path, { deadlineMs, maxBytes, ...wanted }) =>
    withDeadline(clock, deadlineMs, wanted.signal, async (signal) => {
      const answer = await request(path, { ...wanted, signal });
      if (!answer.ok) return answer;
      const { tried, body } = answer.value;
      try {
        return jsonOf(tried, await boundedText(body, maxBytes ?? MAX_ANSWER_BYTES));
      } catch (error) {
        return unlessClosed(failed(failureUnder(signal, error, tried)), tried);
      }
    });

  return {
    request,
    requestJson,
    close: async () => {
      isClosed = true;
      await close();
    },
  };
}

function opened(tried: string, answer: Dispatcher.ResponseData): Result<KubeResponse> {
  const { headers, body } = answer;
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return success({ tried, body });
  body.on('error', () => undefined).destroy();
  return failed(
    protocolFailure(
      `The answer is compressed (${String(encoding)}), which nobody asked for.`,
      tried,
    ),
  );
}

function jsonOf(
  tried: string,
  body: { readonly text: string; readonly isWhole: boolean },
): Result<{ readonly tried: string; readonly json: unknown }> {
  if (!body.isWhole)
    return failed({
      code: 'oversized',
      tried,
      sentence: 'The answer is longer than it may be, and was not read to its end.',
      cause: null,
      head: body.text,
    });
  try {
    return success({ tried, json: JSON.parse(body.text) });
  } catch {
    // Without the error: it quotes what it could not read.
    return failed(protocolFailure('The answer is no JSON.', tried));
  }
}

/** A server, or a proxy before it, may send back what it was sent. */
const cleaned = (failure: KubeFailure, access: Access | null): KubeFailure => ({
  ...failure,
  sentence: withoutSecrets(failure.sentence, access?.secrets ?? []),
});

const viaOf = (access: Access | null): string | null => access?.route.proxy?.shown ?? null;

/** A failure for a throw under `signal`: if that was aborted, its reason tells whether by a deadline or by us. */
export function failureUnder(
  signal: AbortSignal,
  error: unknown,
  tried: string,
  via: string | null = null,
): KubeFailure {
  if (!signal.aborted) return failureOfError(error, tried, via);
  const failure = failureOfError(signal.reason, tried, via);
  return failure.code === 'timeout' ? failure : abortedFailure(tried);
}
