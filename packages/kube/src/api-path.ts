/** Paths of the API: names are checked and segments encoded, so that no name can lead a request elsewhere. */

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** A DNS-1123 label, as namespaces and containers are named: at most 63 of a-z, 0-9 and `-`. */
export const isLabel = (name: string): boolean => LABEL.test(name);

/** A DNS-1123 subdomain, as pods are named: labels joined by dots, at most 253 characters. */
export const isSubdomain = (name: string): boolean => name.length <= 253 && SUBDOMAIN.test(name);

/** What is listed and watched: how the API names an object of it, and where its group is. */
export const RESOURCES = {
  pods: { kind: 'Pod', group: '/api/v1' },
  events: { kind: 'Event', group: '/api/v1' },
  services: { kind: 'Service', group: '/api/v1' },
  endpointslices: { kind: 'EndpointSlice', group: '/apis/discovery.k8s.io/v1' },
  jobs: { kind: 'Job', group: '/apis/batch/v1' },
} as const;

export type Resource = keyof typeof RESOURCES;

/**
 * The collection of a resource, in one namespace or (null) in all.
 * @throws RangeError for a namespace that is no DNS-1123 label: the configuration lets none pass.
 */
export function collectionPath(resource: Resource, namespace: string | null): string {
  const { group } = RESOURCES[resource];
  if (namespace === null) return `${group}/${resource}`;
  if (!isLabel(namespace))
    throw new RangeError(`${JSON.stringify(namespace)} is no name of a namespace`);
  return `${group}/namespaces/${encodeURIComponent(namespace)}/${resource}`;
}
