/** The pods as last seen, and what a relist makes vanish. */
import type { PodSnapshot } from './pod-snapshot.ts';

/** What a reflector yields, in order. A relist is bracketed: `list-began`, each object as `applied`, `list-ended`. */
export type PodEvent =
  /** `expired`: history between the last known resourceVersion and this list is lost to us. */
  | { readonly kind: 'list-began'; readonly cause: 'first' | 'expired' }
  | { readonly kind: 'applied'; readonly snapshot: PodSnapshot }
  | { readonly kind: 'deleted'; readonly snapshot: PodSnapshot }
  /** What was not applied since `list-began` no longer exists. */
  | { readonly kind: 'list-ended'; readonly resourceVersion: string }
  /** It is there, and cannot be read: nothing is told of it, and it has not vanished; `isDeleted`: now it has. */
  | { readonly kind: 'unreadable'; readonly uid: string | null; readonly isDeleted?: true }
  /** The watch is at least this far, without an object. */
  | { readonly kind: 'bookmark'; readonly resourceVersion: string };

export type Seeing =
  | { readonly kind: 'seen'; readonly snapshot: PodSnapshot }
  /** A DELETED event: this is the pod's last state. */
  | { readonly kind: 'deleted'; readonly snapshot: PodSnapshot }
  /** A list no longer had it. */
  | { readonly kind: 'vanished'; readonly uid: string };

export interface Mirror {
  /** Applies one event and tells what it means for pods, in order. The one reader of a relist's brackets. */
  reflect(event: PodEvent): readonly Seeing[];
}

/**
 * A mirror that knows `uids` as live already (from the log, after a restart), so that the first list finds what went meanwhile.
 * It keeps uids only and mutates in place: a list of 150,000 pods must not copy itself per pod.
 */
export function mirrorOf(uids: Iterable<string>): Mirror {
  let present = new Set(uids);
  let listing: Set<string> | null = null;
  return {
    reflect(event) {
      switch (event.kind) {
        case 'list-began':
          listing = new Set();
          return [];
        case 'applied':
          present.add(event.snapshot.uid);
          listing?.add(event.snapshot.uid);
          return [{ kind: 'seen', snapshot: event.snapshot }];
        case 'deleted':
          present.delete(event.snapshot.uid);
          listing?.delete(event.snapshot.uid);
          return [{ kind: 'deleted', snapshot: event.snapshot }];
        case 'list-ended': {
          const listed = listing ?? present;
          const vanished = [...present].filter((uid) => !listed.has(uid));
          present = listed;
          listing = null;
          return vanished.map((uid) => ({ kind: 'vanished', uid }));
        }
        case 'unreadable':
          if (event.uid === null) return [];
          if (event.isDeleted !== true) {
            listing?.add(event.uid);
            return [];
          }
          listing?.delete(event.uid);
          return present.delete(event.uid) ? [{ kind: 'vanished', uid: event.uid }] : [];
        case 'bookmark':
          return [];
      }
    },
  };
}
