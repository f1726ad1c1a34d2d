/** A list: one consistent snapshot, whole or in pages. Pure: the history and the options say it all. */

import { badRequest, continueExpired, listExpired, type Refusal } from './api-status.ts';
import { type History, itemText, type StoredObject } from './history.ts';
import type { ListOptions } from './list-options.ts';
import { isRefusal } from './list-options.ts';

/** Where a list goes on. `resourceVersion` -1: at whatever is current then, consistent or not. */
interface Continue {
  readonly resourceVersion: number;
  /** Keys from here on: `namespace/name`, or what follows it (`\0`). */
  readonly start: string;
}

/**
 * The body of a list, or its refusal. `current` is the API server's newest version; asking for a later
 * one is refused before this.
 */
export function listBody(
  history: History,
  options: ListOptions,
  current: number,
  namespace: string | null,
): string | Refusal {
  const from = pageStart(options, current, namespace);
  if (isRefusal(from)) return from;
  const inconsistent = from.resourceVersion === -1;
  const version = inconsistent ? current : from.resourceVersion;
  const objects = history.at(version);
  if (objects === null)
    return from.start === ''
      ? listExpired()
      : continueExpired(tokenFor({ resourceVersion: -1, start: from.start }, namespace));
  return page(history, objects, { ...from, resourceVersion: version }, options, namespace);
}

/** From which version and key a list begins, by its continue token or its resourceVersion. */
function pageStart(
  { continueToken, resourceVersion, match, limit }: ListOptions,
  current: number,
  namespace: string | null,
): Continue | Refusal {
  if (continueToken !== null) {
    if (resourceVersion !== null && resourceVersion !== 0)
      return badRequest('specifying resource version is not allowed when using continue');
    return continueFrom(continueToken, namespace);
  }
  // A version with a limit and no match is an exact one: the older reading, which is still served.
  const exact = match === 'Exact' || (match === null && limit !== null);
  const version = exact && resourceVersion ? resourceVersion : current;
  return { resourceVersion: version, start: '' };
}

function page(
  { kind }: History,
  objects: readonly StoredObject[],
  { resourceVersion, start }: Continue,
  { limit, matches, selective, resourceVersion: asked, continueToken }: ListOptions,
  namespace: string | null,
): string {
  const rest = objects.filter((object) => object.key >= start && matches(object));
  // Version 0 is answered from the watch cache, which does not page.
  const size = limit === null || (asked === 0 && continueToken === null) ? rest.length : limit;
  const items = rest.slice(0, size);
  const remaining = rest.length - items.length;
  const last = items.at(-1);
  const metadata = {
    resourceVersion: String(resourceVersion),
    ...(remaining > 0 && last !== undefined
      ? { continue: tokenFor({ resourceVersion, start: `${last.key}\0` }, namespace) }
      : {}),
    ...(remaining > 0 && !selective ? { remainingItemCount: remaining } : {}),
  };
  return `{"kind":"${kind.kind}List","apiVersion":"v1","metadata":${JSON.stringify(metadata)},"items":[${items.map(itemText).join(',')}]}\n`;
}

/** Tokens name keys below what was listed: `/name` within a namespace, `namespace/name` in the cluster. */
function tokenFor({ resourceVersion, start }: Continue, namespace: string | null): string {
  const below = namespace === null ? start : start.slice(namespace.length + 1);
  // An inconsistent token has no leading slash; so the recorded server wrote them.
  const key = resourceVersion === -1 ? below : `/${below}`;
  const token = { v: 'meta.k8s.io/v1', rv: resourceVersion, start: key };
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function continueFrom(token: string, namespace: string | null): Continue | Refusal {
  const bytes = Buffer.from(token, 'base64url');
  try {
    const { v, rv, start } = JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
    if (v !== 'meta.k8s.io/v1' || !Number.isSafeInteger(rv) || typeof start !== 'string')
      return badRequest('invalid continue token: continue key is not valid: incorrect encoded');
    const below = start.replace(/^\//, '');
    return {
      resourceVersion: Number(rv),
      start: namespace === null ? below : `${namespace}/${below}`,
    };
  } catch {
    // Not JSON: the only way this fails, and the answer names the byte it fails at.
    return badRequest(
      `invalid continue token: continue key is not valid: invalid character ${quoted(bytes[0])} looking for beginning of value`,
    );
  }
}

const quoted = (byte = 0): string =>
  byte >= 0x20 && byte < 0x7f
    ? `'${String.fromCharCode(byte)}'`
    : `'\\u${byte.toString(16).padStart(4, '0')}'`;
