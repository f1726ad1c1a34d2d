/** A Service as the API writes it, reduced to what tells whether somebody who asks for it is answered. */
import type { Millis } from '@podline/domain';
import {
  flag,
  isUnreadable,
  list,
  record,
  text,
  time,
  type Unreadable,
  wholeNumber,
} from './api-json.ts';
import { identityOf, type ObjectIdentity } from './object-identity.ts';

export interface ClusterService extends ObjectIdentity {
  /** Null where the API gives none. */
  readonly createdAt: Millis | null;
  /** The name that an ExternalName Service stands for; null for all others. */
  readonly externalName: string | null;
  /** Its name resolves to its endpoints one by one, and to nothing without any. */
  readonly isHeadless: boolean;
  /** Endpoints that are not ready are published too. */
  readonly publishesNotReady: boolean;
  /** Labels of the pods behind it; null: somebody else writes its endpoints. */
  readonly selector: Readonly<Record<string, string>> | null;
  readonly ports: readonly ServicePort[];
}

export interface ServicePort {
  /** '' for the only one of a Service, as EndpointSlices write it too. */
  readonly name: string;
  readonly port: number;
}

/** The API takes far fewer; a bound all the same. */
const PORTS = 200;

/** The Service of a list or a watch. Total: takes anything and never throws; unreadable is only what lacks its identity. */
export function serviceFromApi(object: unknown): ClusterService | Unreadable {
  const service = record(object);
  const metadata = record(service['metadata']);
  const spec = record(service['spec']);
  const identity = identityOf('Service', service, metadata);
  if (isUnreadable(identity)) return identity;
  const isExternal = spec['type'] === 'ExternalName';
  return {
    ...identity,
    createdAt: time(metadata['creationTimestamp']),
    externalName: isExternal ? (text(spec['externalName']) ?? '') : null,
    isHeadless: spec['clusterIP'] === 'None',
    publishesNotReady: flag(spec['publishNotReadyAddresses']) ?? false,
    selector: selectorOf(record(spec['selector'])),
    ports: list(spec['ports']).slice(0, PORTS).flatMap(portOf),
  };
}

function selectorOf(selector: Readonly<Record<string, unknown>>): ClusterService['selector'] {
  const entries = Object.entries(selector).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

function portOf(entry: unknown): readonly ServicePort[] {
  const { name, port } = record(entry);
  const number = wholeNumber(port);
  return number === null ? [] : [{ name: text(name) ?? '', port: number }];
}
