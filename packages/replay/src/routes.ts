/** Which request means what: paths of the API to verbs and resources. Pure. */

import { isReview } from './access.ts';
import { KINDS, type Kind, type Plural } from './kinds.ts';

export type Route =
  | { readonly to: 'health' }
  | { readonly to: 'version' }
  | { readonly to: 'review'; readonly review: Parameters<typeof isReview>[0] }
  | { readonly to: 'collection'; readonly kind: Kind; readonly namespace: string | null }
  | {
      readonly to: 'object' | 'log';
      readonly kind: Kind;
      readonly namespace: string | null;
      readonly name: string;
    };

const REVIEW_GROUP = '/apis/authorization.k8s.io/v1/';

/** The route of a path; `null` when there is nothing there. */
export function routeFor(path: string): Route | null {
  if (['/livez', '/readyz', '/healthz'].includes(path)) return { to: 'health' };
  if (path === '/version' || path === '/version/') return { to: 'version' };
  if (path.startsWith(REVIEW_GROUP)) {
    const review = path.slice(REVIEW_GROUP.length);
    return isReview(review) ? { to: 'review', review } : null;
  }
  const [, group = '', below] = /^\/(?:api|apis\/([^/]+))\/v1\/(.+)$/s.exec(path) ?? [];
  const segments = below === undefined ? null : decoded(below.split('/'));
  const route = segments === null ? null : resourceRoute(segments);
  return route?.kind.group === group ? route : null;
}

function decoded(segments: readonly string[]): string[] | null {
  try {
    const plain = segments.map(decodeURIComponent);
    return plain.includes('') ? null : plain;
  } catch {
    // Not percent-encoded as it should be: such a path leads nowhere.
    return null;
  }
}

const kindOf = (plural: string | undefined): Kind | null =>
  plural !== undefined && Object.hasOwn(KINDS, plural) ? KINDS[plural as Plural] : null;

type ResourceRoute = Extract<Route, { readonly kind: Kind }>;

function resourceRoute(segments: readonly string[]): ResourceRoute | null {
  const [first, namespace, ...below] = segments;
  if (first === 'namespaces' && namespace !== undefined && below.length > 0)
    return namespacedRoute(namespace, below);
  const kind = kindOf(first);
  if (kind === null || below.length > 0) return null;
  if (namespace === undefined) return { to: 'collection', kind, namespace: null };
  return kind.namespaced ? null : { to: 'object', kind, namespace: null, name: namespace };
}

function namespacedRoute(
  namespace: string,
  [plural, name, sub, more]: readonly string[],
): ResourceRoute | null {
  const kind = kindOf(plural);
  if (kind === null || !kind.namespaced || more !== undefined) return null;
  if (name === undefined) return { to: 'collection', kind, namespace } as const;
  if (sub === undefined) return { to: 'object', kind, namespace, name } as const;
  return sub === 'log' && kind.plural === 'pods'
    ? ({ to: 'log', kind, namespace, name } as const)
    : null;
}
