/** The URL of a request: what is sent, and what people are shown. */

type Query = Readonly<Record<string, string | number | boolean | null>>;

/** Segments of letters, digits, `.`, `_` and `-`; none is `.` or `..`. No path of the API that we ask for needs more. */
const PLAIN = /^(\/(?!\.{1,2}(\/|$))[\w.-]+)+$/;

/**
 * The URL of `path` at `server`; a null of the query is left out. Null for a path that some URL parser on the way could take for
 * another one: dot segments, `?`, `#`, `%`, an empty segment. A name that got so far has passed its own check; this is the door
 * behind it.
 */
export const urlOf = (server: string, path: string, query: Query = {}): string | null =>
  PLAIN.test(path) ? server + path + queryOf(query) : null;

/** As `urlOf`, for people: a continue token is a screenful that tells them nothing. */
export function triedOf(
  server: string,
  path: string,
  wanted: { readonly method?: string; readonly query?: Query },
): string {
  const query = { ...wanted.query };
  if (typeof query['continue'] === 'string') query['continue'] = '…';
  const asked = queryOf(query).replace('continue=%E2%80%A6', 'continue=…');
  return `${wanted.method ?? 'GET'} ${server}${path}${asked}`;
}

function queryOf(query: Query): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null) given.set(name, String(value));
  }
  return given.size === 0 ? '' : `?${given.toString()}`;
}
