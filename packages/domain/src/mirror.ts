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
  /** The watch is at least this far, without an object. */
  | { readonly kind: 'bookmark'; readonly resourceVersion: string };
