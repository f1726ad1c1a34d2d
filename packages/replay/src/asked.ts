/** What a request asks for, as faults and the ground truth see it. */

import type { Asked } from './fault-book.ts';
import type { Route } from './routes.ts';

/** Whether a query asks for a watch; as apimachinery reads a boolean. */
export const asksToWatch = (query: URLSearchParams): boolean =>
  query.has('watch') && !['0', 'false'].includes(query.get('watch') ?? '');

/** Counts the pages of lists: a list without a token begins a round, the same token is the same page. */
export class PageCounter {
  readonly #pages = new Map<string, { readonly token: string | null; readonly page: number }>();

  pageOf({ pathname, searchParams }: URL): number {
    const token = searchParams.get('continue') || null;
    const last = this.#pages.get(pathname);
    const next = (last?.page ?? 1) + (last?.token === token ? 0 : 1);
    const page = token === null ? 1 : next;
    this.#pages.set(pathname, { token, page });
    return page;
  }
}

/** `null` route: nothing that the server knows. */
export function askedOf(route: Route | null, url: URL, pages: PageCounter): Asked {
  const plain = { resource: null, namespace: null, page: 1 };
  switch (route?.to) {
    case undefined:
    case 'health':
      return { ...plain, kind: 'other' };
    case 'version':
      return { ...plain, kind: 'version' };
    case 'review':
      return { ...plain, kind: 'review', resource: route.review };
    case 'collection': {
      const kind = asksToWatch(url.searchParams) ? 'watch' : 'list';
      const page = kind === 'list' ? pages.pageOf(url) : 1;
      return { kind, resource: route.kind.plural, namespace: route.namespace, page };
    }
    case 'object':
    case 'log': {
      const kind = route.to === 'log' ? 'log' : 'get';
      return { kind, resource: route.kind.plural, namespace: route.namespace, page: 1 };
    }
  }
}
