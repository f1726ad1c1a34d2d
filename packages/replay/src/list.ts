/** A list: one consistent snapshot, whole or in pages. Pure: the history and the options say it all. */

import { badRequest, continueExpired, listExpired, type Refusal } from './api-status.ts';
import { type Format, itemTextIn, listHead } from './formats.ts';
import type { History, StoredObject } from './history.ts';
import type { ListOptions } from './list-options.ts';
import { isRefusal } from './list-options.ts';

/** Where a list goes on. `resourceVersion` -1: at whatever is current then, consistent or not. */
interface Continue {
  readonly resourceVersion: number;
  /** Keys from here on: `namespace/name`, or what follows it (`\0`). */
  readonly start: string;
}

/** A list as it goes out, and what is in it. */
export interface ListBody {
  readonly text: string;
  readonly resourceVersion: string;
  readonly items: readonly StoredObject[];
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
  format: Format,
): ListBody | Refusal {
  const from = pageStart(options, current, namespace);
  if (isRefusal(from)) return from;
  const inconsistent = from.resourceVersion === -1;
  const version = inconsistent ? current : from.resourceVersion;
  const objects = history.at(version);
  if (objects === null)
    return from.start === ''
      ? listExpired()
      : continueExpired(tokenFor({ resourceVersion: -1, start: from.start }, namespace));
  const listed = page(objects, { ...from, resourceVersion: version }, options, namespace);
  const texts = listed.items.map((object) => itemTextIn(object, format)).join(',');
  const metadata = JSON.stringify(listed.metadata);
  return {
    text: `${listHead(history.kind, format)}"metadata":${metadata},"items":[${texts}]}\n`,
    resourceVersion: listed.metadata.resourceVersion,
    items: listed.items,
  };
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
  objects: readonly StoredObject[],
  { resourceVersion, start }: Continue,
  { limit, matches, selective, resourceVersion: asked, continueToken }: ListOptions,
  namespace: string | null,
) {
  // Version 0 is answered from the watch cache, which does not page.
  const size = limit === null || (asked === 0 && continueToken === null) ? objects.length : limit;
  const { items, remaining } = cut(objects, firstFrom(objects, start), size, matches);
  const last = items.at(-1);
  const metadata = {
    resourceVersion: String(resourceVersion),
    ...(remaining > 0 && last !== undefined
      ? { continue: tokenFor({ resourceVersion, start: `${last.key}\0` }, namespace) }
      : {}),
    ...(remaining > 0 && !selective ? { remainingItemCount: remaining } : {}),
  };
  return { items, metadata };
}

/** The first `size` that match, and how many are left. In place: copying a long list for each of its pages costs more than they do. */
function cut(
  objects: readonly StoredObject[],
  first: number,
  size: number,
  matches: ListOptions['matches'],
) {
  const items: StoredObject[] = [];
  let remaining = 0;
  for (let index = first; index < objects.length; index += 1) {
    const object = objects[index];
    if (object === undefined || !matches(object)) continue;
    if (items.length < size) items.push(object);
    else remaining += 1;
  }
  return { items, remaining };
}

/** Index of the first object whose key is not before `start`: they are sorted, so by halves. */
function firstFrom(objects: readonly StoredObject[], start: string): number {
  let low = 0;
  let high = objects.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((objects[middle]?.key ?? '') < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The token that continues a list. Tokens name keys below what was listed: `/name` within a namespace, `namespace/name` in the cluster. */
export function tokenFor({ resourceVersion, start }: Continue, namespace: string | null): string {
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
