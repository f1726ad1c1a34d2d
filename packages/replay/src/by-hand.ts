/** Objects written by hand into a server's cluster: a world without a recording, or a change to a recorded one. */

import type { Clock } from './clock.ts';
import type { Cluster } from './cluster.ts';
import { Unplayable } from './errors.ts';
import { type StoredObject, storedObject } from './history.ts';
import { apiVersionOf, KINDS, type Plural } from './kinds.ts';
import { uidOf } from './moving.ts';
import type { ApiObject, JsonObject } from './recording.ts';

/** One object of the cluster. */
export interface ObjectRef {
  /** Default `pods`. */
  readonly kind?: Plural;
  /** Of what has one; default `default`. */
  readonly namespace?: string;
  readonly name: string;
}

/** What the server made of an object. */
export interface Written {
  readonly uid: string;
  readonly resourceVersion: string;
}

export interface ByHand {
  /**
   * Creates an object or replaces it: a Pod unless its `kind` says otherwise. The server gives what is not
   * there: uid, creationTimestamp, and always the resourceVersion. With another uid than the present
   * one's it is another object: the present one is deleted first.
   */
  apply(object: JsonObject): Written;
  /** Replaces an object by what `change` makes of a copy of it. @throws Unplayable when there is none. */
  mutate(ref: ObjectRef, change: (object: JsonObject) => JsonObject): Written;
  /** @throws Unplayable when there is none. */
  delete(ref: ObjectRef): void;
  /** Deletes an object and creates it again, with a fresh uid: the same name, another pod. */
  recreate(ref: ObjectRef): Written;
}

export function byHand(cluster: Cluster, clock: Clock, seed: string): ByHand {
  let made = 0;
  const freshUid = (): string => {
    made += 1;
    return uidOf(`${seed}|by hand|${made}`);
  };
  const now = (): string => `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;

  const write = (plural: Plural, object: JsonObject): Written => {
    const { kind, namespaced } = KINDS[plural];
    const given = (object['metadata'] ?? {}) as JsonObject;
    const { name, namespace = 'default', uid, creationTimestamp, ...others } = given;
    if (typeof name !== 'string') throw new Unplayable('An object needs a `metadata.name`.');
    const key = namespaced ? `${String(namespace)}/${name}` : `/${name}`;
    const before = cluster.histories[plural].get(key);
    const identity = {
      uid: typeof uid === 'string' ? uid : (before?.uid ?? freshUid()),
      created: creationTimestamp ?? createdAt(before) ?? now(),
    };
    const { uid: id, resourceVersion } = cluster.put(plural, key, identity.uid, (version) => {
      // In Go's order: whoever reads the text finds the name first.
      const metadata = {
        name,
        ...(namespaced ? { namespace } : {}),
        uid: identity.uid,
        ...others,
        resourceVersion: String(version),
        creationTimestamp: identity.created,
      };
      const { kind: _kind, apiVersion: _apiVersion, metadata: _metadata, ...rest } = object;
      const whole = { kind, apiVersion: apiVersionOf(KINDS[plural]), metadata, ...rest };
      return storedObject(KINDS[plural], whole, JSON.stringify(whole), before?.round ?? 0);
    });
    return { uid: id, resourceVersion };
  };

  const found = ({ kind = 'pods', namespace = 'default', name }: ObjectRef): StoredObject => {
    const key = KINDS[kind].namespaced ? `${namespace}/${name}` : `/${name}`;
    const object = cluster.histories[kind].get(key);
    if (object === undefined) throw new Unplayable(`There is no object ${key} among the ${kind}.`);
    return object;
  };

  const parsed = (ref: ObjectRef): JsonObject => JSON.parse(found(ref).text) as JsonObject;

  return {
    apply: (object) => write(pluralOf(object['kind'] ?? 'Pod'), object),
    mutate: (ref, change) => write(ref.kind ?? 'pods', change(parsed(ref))),
    delete: (ref) => cluster.remove(found(ref), ref.kind ?? 'pods'),
    recreate: (ref) => {
      const { metadata, ...rest } = parsed(ref) as ApiObject;
      const again = { ...metadata, uid: freshUid(), creationTimestamp: now() };
      return write(ref.kind ?? 'pods', { ...rest, metadata: again });
    },
  };
}

function pluralOf(kind: unknown): Plural {
  const found = Object.values(KINDS).find((known) => known.kind === kind);
  if (found !== undefined) return found.plural;
  const known = Object.values(KINDS).map((each) => each.kind);
  throw new Unplayable(
    `The kinds that can be written are ${known.join(', ')}, not ${String(kind)}.`,
  );
}

const createdAt = (before: StoredObject | undefined): unknown =>
  before === undefined
    ? undefined
    : (JSON.parse(before.text) as ApiObject).metadata['creationTimestamp'];
