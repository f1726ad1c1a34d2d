/** What can go wrong with a cluster, as values: what was tried, a sentence for a person, and the cause. */

import { type Millis, maskSecrets } from '@podline/domain';
import { errors as undiciErrors } from 'undici';
import { list, record, text, wholeNumber } from './api-json.ts';
import { DeadlineExceeded } from './clock.ts';
import { oneLine } from './secrets.ts';

interface Told {
  /** Method and URL, without credentials; or the file that was read. Null where nothing was tried. */
  readonly tried: string | null;
  /** For a person: names the address, file or field it is about; never a credential. */
  readonly sentence: string;
  readonly cause: unknown;
}

export type KubeFailure =
  /** No answer: refused, reset, no such host, TLS not agreed. */
  | (Told & { readonly code: 'unreachable' })
  /** An answer began or was awaited, and did not come in time. */
  | (Told & { readonly code: 'timeout' })
  /** 401. */
  | (Told & { readonly code: 'unauthorized' })
  /** 403. */
  | (Told & { readonly code: 'forbidden' })
  /** 404. */
  | (Told & { readonly code: 'not-found' })
  /** 410: a resourceVersion or continue token is too old; what happened since is lost. */
  | (Told & { readonly code: 'expired' })
  /** 429. */
  | (Told & { readonly code: 'throttled'; readonly retryAfterMs: number | null })
  /** 5xx. */
  | (Told & {
      readonly code: 'server-error';
      readonly status: number;
      readonly retryAfterMs: number | null;
      /** The server has not come as far as the resourceVersion that it was asked for. */
      readonly isBehind?: true;
    })
  /** Any other status: the request itself is wrong. */
  | (Told & { readonly code: 'rejected'; readonly status: number })
  /** The kubeconfig, or what it points to, cannot be used as it is. */
  | (Told & { readonly code: 'misconfigured' })
  /** The log-in program that the kubeconfig names (an exec plugin) does not give what it should. */
  | (Told & { readonly code: 'login-failed' })
  /** The server said what no API server says: broken JSON, a stream cut within a line. */
  | (Told & { readonly code: 'protocol' })
  /**
   * A line of a watch, or an answer, is longer than the limit. `head`: of an answer, how it begins, as text (at most 64 KiB, the last
   * character perhaps cut): the server's own words, so for no log.
   */
  | (Told & { readonly code: 'oversized'; readonly head?: string })
  /** We were asked to stop. */
  | (Told & { readonly code: 'aborted' });

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: KubeFailure };

export const success = <T>(value: T): Result<T> => ({ ok: true, value });
export const failed = (failure: KubeFailure): Result<never> => ({ ok: false, failure });

/** A failure of the configuration: `sentence` names file and field. */
export const misconfigured = (
  sentence: string,
  tried: string | null = null,
  cause: unknown = null,
): KubeFailure => ({ code: 'misconfigured', tried, sentence, cause });

/** A request that is wrong before it is sent. */
export const rejectedUnsent = (sentence: string): KubeFailure => ({
  code: 'rejected',
  status: 400,
  tried: null,
  sentence,
  cause: null,
});

/** A failure of the log-in program; without a cause, for that would hold its arguments. */
export const loginFailed = (sentence: string, command: string): KubeFailure => ({
  code: 'login-failed',
  tried: command,
  sentence,
  cause: null,
});

/** A failure of what the server said. */
export const protocolFailure = (
  sentence: string,
  tried: string | null,
  cause: unknown = null,
): KubeFailure => ({
  code: 'protocol',
  tried,
  sentence,
  cause,
});

/** The failure that an HTTP status of 300 and above means; `body` is a Status object, or plain text (429). */
export function failureOfStatus(answer: {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | null;
  readonly tried: string;
  readonly now: Millis;
}): KubeFailure {
  const said = statusObject(answer.body);
  return statusFailure({
    code: answer.status,
    message: quotable(text(said['message']) ?? answer.body),
    retryAfterMs: retryAfterMs(answer.retryAfter, answer.now) ?? detailsRetryAfterMs(said),
    isBehind: isBehind(said),
    tried: answer.tried,
  });
}

/** The failure in the object of an ERROR event within a watch. */
export function failureOfErrorEvent(object: unknown, tried: string): KubeFailure {
  const said = record(object);
  return statusFailure({
    code: wholeNumber(said['code']) ?? 500,
    message: quotable(text(said['message']) ?? ''),
    retryAfterMs: detailsRetryAfterMs(said),
    isBehind: isBehind(said),
    tried,
  });
}

/** Of what the server says; a proxy may answer with a page. */
const MAX_QUOTED = 500;

/** Null when nothing is said. A webhook of the cluster, or a proxy, may say anything: masked before it is cut. */
function quotable(words: string): string | null {
  const { text: masked } = maskSecrets(words.slice(0, 16 * MAX_QUOTED));
  return text(oneLine(masked, MAX_QUOTED));
}

interface Said {
  readonly code: number;
  readonly message: string | null;
  readonly retryAfterMs: number | null;
  readonly isBehind: boolean;
  readonly tried: string;
}

function statusFailure({ code, message, retryAfterMs: wait, isBehind, tried }: Said): KubeFailure {
  const told = (sentence: string): Told => ({
    tried,
    sentence: message === null ? `${sentence}.` : `${sentence}: ${message}`,
    cause: null,
  });
  switch (code) {
    case 401:
      return { code: 'unauthorized', ...told('The API server rejects the credentials (401)') };
    case 403:
      return { code: 'forbidden', ...told('The API server forbids this (403)') };
    case 404:
      return { code: 'not-found', ...told('The API server does not know this (404)') };
    case 410:
      return { code: 'expired', ...told('The API server no longer keeps this version (410)') };
    case 429:
      return {
        code: 'throttled',
        retryAfterMs: wait,
        ...told('The API server asks to slow down (429)'),
      };
  }
  if (code >= 500)
    return {
      code: 'server-error',
      status: code,
      retryAfterMs: wait,
      ...(isBehind ? { isBehind } : {}),
      ...told(`The API server failed (${code})`),
    };
  return { code: 'rejected', status: code, ...told(`The API server refused this (${code})`) };
}

function statusObject(body: string): Readonly<Record<string, unknown>> {
  try {
    return record(JSON.parse(body));
  } catch {
    // A 429 and whatever a proxy answers are plain text: the caller then quotes the text.
    return {};
  }
}

/** A 504 with this cause (apimachinery `NewTimeoutError` in the cacher's `waitUntilFreshAndBlock`). */
const isBehind = (said: Readonly<Record<string, unknown>>): boolean =>
  list(record(said['details'])['causes']).some(
    (cause) => record(cause)['reason'] === 'ResourceVersionTooLarge',
  );

function detailsRetryAfterMs(said: Readonly<Record<string, unknown>>): number | null {
  const seconds = wholeNumber(record(said['details'])['retryAfterSeconds']);
  return seconds === null || seconds <= 0 ? null : seconds * 1000;
}

/** Both forms of Retry-After: seconds, or an HTTP date; null when it is neither. */
function retryAfterMs(header: string | null, now: Millis): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  // Date.parse takes nearly anything for a date, "-5" too; an HTTP date ends so.
  const at = header.trim().endsWith('GMT') ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/** The failure that a thrown error of the transport means; `via` names the proxy, where there is one. */
export function failureOfError(
  error: unknown,
  tried: string,
  via: string | null = null,
): KubeFailure {
  const told = (sentence: string): Told => ({ tried, sentence, cause: error });
  const host = hostOf(tried);
  const through = via === null ? '' : ` through the proxy ${via}`;
  if (error instanceof DeadlineExceeded)
    return {
      code: 'timeout',
      ...told(`${host} said nothing for ${Math.round(error.afterMs / 1000)} s${through}.`),
    };
  const code = codeOf(error);
  if (code.endsWith('_TIMEOUT') || code === 'ETIMEDOUT')
    return { code: 'timeout', ...told(`${host} did not answer in time${through} (${code}).`) };
  if (via !== null && wantsLogin(error))
    return {
      code: 'misconfigured',
      ...told(`The proxy ${via} wants user and password (407); write them into its URL.`),
    };
  if (error instanceof undiciErrors.InvalidArgumentError)
    return {
      code: 'misconfigured',
      ...told(`The request could not be sent to ${host}: ${error.message}`),
    };
  return {
    code: 'unreachable',
    ...told(`${host} does not answer${through}: ${reasonOf(error)}.`),
  };
}

/** undici tells the proxy's status in its message alone. */
const wantsLogin = (error: unknown): boolean =>
  error instanceof Error && /^Proxy (response|Authentication Required) \(407\)/.test(error.message);

/** The failure of having been told to stop. */
export const abortedFailure = (tried: string): KubeFailure => ({
  code: 'aborted',
  tried,
  sentence: 'Stopped.',
  cause: null,
});

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection is refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was reset',
  UND_ERR_SOCKET: 'the connection was cut',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name cannot be looked up at present',
  EHOSTUNREACH: 'there is no route to that host',
  ENETUNREACH: 'there is no route to that network',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not signed by the CA of the kubeconfig',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not signed by the CA of the kubeconfig',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not signed by the CA of the kubeconfig',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not signed by the CA of the kubeconfig',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  const words = WORDS[code];
  const refused = error instanceof Error ? /^Proxy response \((\d+)\)/.exec(error.message) : null;
  if (refused !== null) return `it refuses to connect (${refused[1]})`;
  if (words !== undefined) return `${words} (${code})`;
  return error instanceof Error && error.message !== '' ? error.message : 'no reason was given';
}

/** undici wraps: an AggregateError for a name with several addresses, `cause` for a socket error. */
function codeOf(error: unknown): string {
  const own = text(record(error)['code']);
  if (own !== null && own !== 'UND_ERR_SOCKET') return own;
  const nested =
    error instanceof AggregateError
      ? error.errors[0]
      : error instanceof Error
        ? error.cause
        : undefined;
  const deeper = nested === undefined || nested === null ? '' : codeOf(nested);
  return deeper === '' ? (own ?? '') : deeper;
}

const hostOf = (tried: string): string => /https?:\/\/[^/\s]+/.exec(tried)?.[0] ?? 'The API server';
