/** One request to a webhook, bounded in time; its address is a secret and is never logged. */
import type { Answer } from './delivery.ts';

const ANSWER_MS = 10_000;

/** What posts a JSON body to that address. Follows no redirect: a secret address leads where it was meant to. */
export function posterTo(url: string): (body: string, signal: AbortSignal) => Promise<Answer> {
  return async (body, signal) => {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
      });
      await response.body?.cancel();
      const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
      return {
        status: response.status,
        retryAfterMs: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null,
      };
    } catch {
      return { status: null, retryAfterMs: null };
    }
  };
}
