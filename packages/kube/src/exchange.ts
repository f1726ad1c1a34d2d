/** One request and its answer; a 401 has the credentials renewed and the request sent once more. */
import type { Dispatcher } from 'undici';
import { boundedText } from './bounded-text.ts';
import { type Clock, unlessAborted, withDeadline } from './clock.ts';
import { type Access, type CredentialOptions, isSame, renewing } from './credentials.ts';
import { type Result, success } from './errors.ts';
import { openTransport } from './transport.ts';

/** A Status is a few hundred bytes. */
const MAX_REFUSAL_BYTES = 64 * 1024;
const REFUSAL_MS = 10_000;

export interface Wanted {
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  /** JSON. */
  readonly body?: string;
  readonly accept?: string;
  readonly signal: AbortSignal;
  /** For watches and followed logs: no limit between two pieces of the body. */
  readonly mayBeSilent?: boolean;
}

export interface Exchanger {
  /** Tells `used` what goes out, before it does. @throws what the transport throws, or the signal's reason. */
  readonly exchange: (
    wanted: Wanted,
    used: (access: Access) => void,
  ) => Promise<Result<Dispatcher.ResponseData>>;
  /** Cuts everything under way: requests, watches, a log-in program. */
  readonly close: () => Promise<void>;
}

/** Requests to the cluster of `options.settings`, as `options.userAgent`. */
export function exchanger(options: CredentialOptions & { readonly userAgent: string }): Exchanger {
  const transport = openTransport();
  const credentials = renewing(options);

  // undici forgets about a signal until it is connected; who is told to stop does not wait for that.
  const send = (access: Access, wanted: Wanted) =>
    unlessAborted(wanted.signal, sent(access, wanted));

  const sent = (access: Access, wanted: Wanted) =>
    transport.send(access.route, {
      url: wanted.url,
      method: wanted.method ?? 'GET',
      headers: {
        accept: wanted.accept ?? 'application/json',
        // Compression would save a far-off laptop some seconds of its first list, and cost the API server time at each.
        'accept-encoding': 'identity',
        'user-agent': options.userAgent,
        ...access.headers,
        ...(wanted.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: wanted.body ?? null,
      signal: wanted.signal,
      mayBeSilent: wanted.mayBeSilent ?? false,
    });

  return {
    exchange: async (wanted, used) => {
      const { signal } = wanted;
      const access = await unlessAborted(signal, credentials.access());
      if (!access.ok) return access;
      used(access.value);
      const answer = await send(access.value, wanted);
      if (answer.statusCode !== 401) return success(answer);
      const renewed = await unlessAborted(signal, credentials.renew(access.value));
      if (renewed.ok && isSame(access.value, renewed.value)) return success(answer);
      await refusalOf(answer, options.clock, signal);
      if (!renewed.ok) return renewed;
      used(renewed.value);
      return success(await send(renewed.value, wanted));
    },
    close: async () => {
      credentials.close();
      await transport.close();
    },
  };
}

/** The text of an answer that is none; it has little time, for a watch's body may otherwise take for ever. */
export const refusalOf = (
  answer: Dispatcher.ResponseData,
  clock: Clock,
  outer: AbortSignal,
): Promise<string> =>
  withDeadline(clock, REFUSAL_MS, outer, async (signal) => {
    const body = await unlessAborted(signal, boundedText(answer.body, MAX_REFUSAL_BYTES));
    return body.text;
  });
