/** Sees to it that of one object nothing is told twice, and nothing older after something newer. */
import { isNewer } from '@podline/domain';
import type { ReflectorEvent, Versioned } from './reflector-state.ts';

/** So many objects that are gone are remembered, lest a late word on one of them brings it back. */
const GONE_REMEMBERED = 10_000;

/**
 * Gives each event back, or `replayed` in its place. API servers have sent both (etcd-io/etcd #15271, #17247). A list is the
 * truth, whatever its versions: after a restored backup they are lower than what was seen before.
 */
export function versionGuard<T extends Versioned>(): (
  event: ReflectorEvent<T>,
) => ReflectorEvent<T> {
  let present = new Map<string, string>();
  let listing: Map<string, string> | null = null;
  const gone = new Map<string, string>();

  const remember = ({ uid, resourceVersion }: T): void => {
    gone.set(uid, resourceVersion);
    const [oldest] = gone.keys();
    if (gone.size > GONE_REMEMBERED && oldest !== undefined) gone.delete(oldest);
  };
  const isNews = (snapshot: T): boolean => {
    const told = present.get(snapshot.uid) ?? gone.get(snapshot.uid);
    return told === undefined || isNewer(snapshot.resourceVersion, told);
  };
  /** A deletion may carry the version of the last change, as it did in old API servers. */
  const isEnd = (snapshot: T): boolean =>
    !gone.has(snapshot.uid) &&
    (isNews(snapshot) || present.get(snapshot.uid) === snapshot.resourceVersion);

  return (event) => {
    switch (event.kind) {
      case 'list-began':
        listing = new Map();
        return event;
      case 'list-ended':
        present = listing ?? present;
        listing = null;
        gone.clear();
        return event;
      case 'applied': {
        const { uid, resourceVersion } = event.snapshot;
        if (listing === null && !isNews(event.snapshot)) return { kind: 'replayed', uid };
        (listing ?? present).set(uid, resourceVersion);
        return event;
      }
      case 'deleted':
        if (!isEnd(event.snapshot)) return { kind: 'replayed', uid: event.snapshot.uid };
        present.delete(event.snapshot.uid);
        remember(event.snapshot);
        return event;
      case 'bookmark':
      case 'unreadable':
      case 'oversized':
      case 'replayed':
      case 'listed':
      case 'watching':
      case 'overdue':
      case 'expired':
      case 'failed':
        return event;
    }
  };
}
