/** One request to a webhook, bounded in time; its address is a secret and is never logged. */
import type { Answer } from './delivery.ts';

const ANSWER_MS = 10_000;

/** What posts a JSON body to that address. Follows no redirect: a secret address leads where it was meant to. */
export function posterTo(address: string): (body: string, signal: AbortSignal) => Promise<Answer> {
  const { url, authorization } = withoutUser(address);
  return async (body, signal) => {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...authorization },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
      });
      // It has answered: how its body ends changes nothing.
      await response.body?.cancel().catch(() => undefined);
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

/** `fetch` refuses an address with a user and a password in it; both go where they belong. */
function withoutUser(address: string) {
  const url = new URL(address);
  const { username, password } = url;
  if (username === '' && password === '') return { url, authorization: {} };
  url.username = '';
  url.password = '';
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { url, authorization: { authorization: `Basic ${Buffer.from(user).toString('base64')}` } };
}
