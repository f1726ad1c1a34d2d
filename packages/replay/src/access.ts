/** Who may do what: the access reviews, and the refusals that go with them. Pure. */

import { forbidden, type Refusal } from './api-status.ts';
import { KINDS } from './kinds.ts';
import type { JsonObject } from './recording.ts';

/** One thing that somebody wants to do. */
export interface Access {
  readonly user: string;
  readonly verb: string;
  readonly group: string;
  /** With its subresource, as in `pods/log`; a path for what is no resource. */
  readonly resource: string;
  /** `null`: the whole cluster. */
  readonly namespace: string | null;
  /** `null`: any. */
  readonly name: string | null;
}

export type Allow = (access: Access) => boolean;

/** The refusal of an access; `null` when it is allowed. */
export const refusalOf = (allow: Allow, access: Access): Refusal | null =>
  allow(access) ? null : forbidden(access);

const REVIEWS = [
  'selfsubjectaccessreviews',
  'subjectaccessreviews',
  'selfsubjectrulesreviews',
] as const;
type Review = (typeof REVIEWS)[number];

export const isReview = (plural: string): plural is Review =>
  (REVIEWS as readonly string[]).includes(plural);

/** The review that was posted, answered. `user` is who asks. */
export function reviewed(review: Review, posted: JsonObject, user: string, allow: Allow) {
  const spec = (posted['spec'] ?? {}) as JsonObject;
  const answer =
    review === 'selfsubjectrulesreviews'
      ? rulesFor(user, textOf(spec['namespace']), allow)
      : { allowed: allow(accessIn(spec, review === 'subjectaccessreviews' ? null : user)) };
  const { kind, apiVersion } = posted;
  return { kind, apiVersion, metadata: { creationTimestamp: null }, spec, status: answer };
}

/** An empty text means "any" in a review. */
const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

function accessIn(spec: JsonObject, self: string | null): Access {
  const resource = (spec['resourceAttributes'] ?? {}) as JsonObject;
  const path = (spec['nonResourceAttributes'] ?? {}) as JsonObject;
  const names = [textOf(resource['resource']), textOf(resource['subresource'])];
  return {
    user: self ?? textOf(spec['user']) ?? '',
    verb: textOf(resource['verb']) ?? textOf(path['verb']) ?? '',
    group: textOf(resource['group']) ?? '',
    resource: textOf(path['path']) ?? names.filter((name) => name !== null).join('/'),
    namespace: textOf(resource['namespace']),
    name: textOf(resource['name']),
  };
}

/** What `user` may read in a namespace, of all that there is to read. */
function rulesFor(user: string, namespace: string | null, allow: Allow) {
  const may = (resource: string, verb: string, group = ''): boolean =>
    allow({ user, verb, group, resource, namespace, name: null });
  const resources = Object.values(KINDS).map(({ plural, group }) => ({
    verbs: ['get', 'list', 'watch'].filter((verb) => may(plural, verb, group)),
    apiGroups: [group],
    resources: [plural],
  }));
  const logs = { verbs: ['get'], apiGroups: [''], resources: ['pods/log'] };
  return {
    resourceRules: [...resources, ...(may('pods/log', 'get') ? [logs] : [])].filter(
      ({ verbs }) => verbs.length > 0,
    ),
    nonResourceRules: [],
    incomplete: false,
  };
}
