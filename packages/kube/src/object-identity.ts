/** What every object in a namespace must say of itself to be one. */
import { kindOtherThan, type record, text, type Unreadable } from './api-json.ts';

/** Which object it is, and at which of its states. */
export interface ObjectIdentity {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly namespace: string;
  readonly name: string;
}

/** Total. Unreadable is an object of another kind, or without uid, namespace, name or resourceVersion. */
export function identityOf(
  kind: string,
  object: ReturnType<typeof record>,
  metadata: ReturnType<typeof record>,
): ObjectIdentity | Unreadable {
  const uid = text(metadata['uid']);
  const namespace = text(metadata['namespace']);
  const name = text(metadata['name']);
  const resourceVersion = text(metadata['resourceVersion']);
  const other = kindOtherThan(kind, object);
  if (other !== null) return { unreadable: other, uid };
  if (uid === null || namespace === null || name === null || resourceVersion === null) {
    const missing = Object.entries({ uid, namespace, name, resourceVersion }).find(
      ([, value]) => value === null,
    );
    const unreadable = `The ${kind} ${namespace ?? '?'}/${name ?? '?'} has no metadata.${missing?.[0]}.`;
    return { unreadable, uid };
  }
  return { uid, resourceVersion, namespace, name };
}
