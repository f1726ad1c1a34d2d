/** An EndpointSlice as the API writes it, reduced to which pods answer for which Service. No address is kept. */
import { isUnreadable, list, record, text, type Unreadable } from './api-json.ts';
import { identityOf, type ObjectIdentity } from './object-identity.ts';

export interface EndpointSlice extends ObjectIdentity {
  /** The Service's name; null where nothing ties it to one. */
  readonly service: string | null;
  /** Of a Service with two address families there is a slice for each, with the same pods. */
  readonly family: string;
  readonly endpoints: readonly Endpoint[];
  /** Names of the ports that its endpoints have; '' is the only one of a Service. */
  readonly ports: readonly string[];
}

export interface Endpoint {
  readonly isReady: boolean;
  /** The pod that it is; null for what is no pod. */
  readonly podUid: string | null;
}

/** As the API: a slice takes no more (`pkg/apis/discovery/validation`). */
const ENDPOINTS = 1000;
const PORTS = 20_000;

/** The slice of a list or a watch. Total: takes anything and never throws; unreadable is only what lacks its identity. */
export function endpointSliceFromApi(object: unknown): EndpointSlice | Unreadable {
  const slice = record(object);
  const metadata = record(slice['metadata']);
  const identity = identityOf('EndpointSlice', slice, metadata);
  if (isUnreadable(identity)) return identity;
  return {
    ...identity,
    service: text(record(metadata['labels'])['kubernetes.io/service-name']),
    family: text(slice['addressType']) ?? '',
    endpoints: list(slice['endpoints']).slice(0, ENDPOINTS).map(endpointOf),
    ports: list(slice['ports'])
      .slice(0, PORTS)
      .map((port) => text(record(port)['name']) ?? ''),
  };
}

function endpointOf(entry: unknown): Endpoint {
  const endpoint = record(entry);
  const target = record(endpoint['targetRef']);
  return {
    // The API's own rule: what says nothing is ready.
    isReady: record(endpoint['conditions'])['ready'] !== false,
    podUid: target['kind'] === 'Pod' ? text(target['uid']) : null,
  };
}
