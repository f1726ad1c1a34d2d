/** What a batch of events means for the pods: which are new, changed or gone, and the transitions that says. */
import {
  isOlder,
  type Known,
  type Millis,
  mirrorOf,
  observe,
  observeGone,
  type PodEvent,
  type PodSnapshot,
  type RoleRule,
  type Seeing,
  type Transition,
} from '@podline/domain';
import type { StoredPod } from '@podline/store';
import type { LivePods } from './live-pods.ts';
import { sharesPods } from './resumption.ts';
import type { Tally } from './tally.ts';

export interface Seen {
  /** By uid; `deletedAt` set for pods that are gone. */
  readonly pods: ReadonlyMap<string, StoredPod>;
  readonly transitions: readonly { readonly uid: string; readonly transition: Transition }[];
}

export interface SeeingParts {
  /** '' for all namespaces. */
  readonly scope: string;
  readonly live: LivePods;
  readonly rules: readonly RoleRule[];
  readonly tally: Tally;
}

/**
 * Sees the events of one scope, batch after batch, against what `live` knows. The same version again is dropped and counted, and
 * so is an older one, save in a list: a list is the truth, also that of a cluster that was restored from a backup. A pod whose name
 * another uid has taken is gone, though nobody saw it go.
 */
export function seeingOf(parts: SeeingParts): (events: readonly PodEvent[], at: Millis) => Seen {
  const { scope, live } = parts;
  const mirror = mirrorOf(uidsIn(live, scope));
  let isListing = false;

  return (events, at) => {
    const seen = new Batch(parts, at);
    for (const event of events) {
      if (event.kind === 'list-began' || event.kind === 'list-ended')
        isListing = event.kind === 'list-began';
      for (const seeing of mirror.reflect(event)) seen.take(seeing, isListing);
    }
    return seen;
  };
}

class Batch implements Seen {
  readonly pods = new Map<string, StoredPod>();
  readonly transitions: { readonly uid: string; readonly transition: Transition }[] = [];
  readonly #parts: SeeingParts;
  readonly #at: Millis;
  /** `namespace/name` → uid, of pods that this batch touched and left alive. */
  readonly #names = new Map<string, string>();

  constructor(parts: SeeingParts, at: Millis) {
    this.#parts = parts;
    this.#at = at;
  }

  take(seeing: Seeing, isListed: boolean): void {
    if (seeing.kind === 'vanished') this.#vanished(seeing.uid);
    else if (seeing.kind === 'seen') this.#seen(seeing.snapshot, isListed);
    else this.#deleted(seeing.snapshot);
  }

  #known(uid: string): Known | null {
    const touched = this.pods.get(uid);
    if (touched !== undefined) return touched.deletedAt === null ? touched.known : null;
    return this.#parts.live.known(uid);
  }

  #seen(snapshot: PodSnapshot, isListed: boolean): void {
    const { rules } = this.#parts;
    const known = this.#known(snapshot.uid);
    if (known !== null && this.#isOld(known, snapshot, isListed)) return;
    if (known === null) this.#endNamesake(snapshot);
    const observation = observe(known, snapshot, this.#at, rules);
    this.#put(observation.known, null, observation.transitions);
  }

  #deleted(snapshot: PodSnapshot): void {
    const { rules, tally } = this.#parts;
    const known = this.#known(snapshot.uid);
    // What it says of the containers may be older than what is known; that it is gone is news all the same.
    const isLate = known !== null && isOlder(snapshot.resourceVersion, versionOf(known));
    if (isLate) tally.outOfOrder += 1;
    const last = isLate ? { known, transitions: [] } : observe(known, snapshot, this.#at, rules);
    const gone = observeGone(last.known, 'observed', this.#at);
    this.#put(last.known, this.#at, [...last.transitions, gone]);
  }

  #vanished(uid: string): void {
    const known = this.#known(uid);
    if (known === null) return;
    this.#put(known, this.#at, [observeGone(known, 'inferred', this.#at)]);
  }

  #isOld(known: Known, { resourceVersion }: PodSnapshot, isListed: boolean): boolean {
    const { tally } = this.#parts;
    const isAgain = resourceVersion === versionOf(known);
    const isLate = !isListed && isOlder(resourceVersion, versionOf(known));
    if (isAgain) tally.duplicates += 1;
    if (isLate) tally.outOfOrder += 1;
    return isAgain || isLate;
  }

  /** Two pods of one name cannot be there at once: the one we know went without our seeing it. */
  #endNamesake({ namespace, name, uid }: PodSnapshot): void {
    const other =
      this.#names.get(`${namespace}/${name}`) ?? this.#parts.live.uidNamed(namespace, name);
    if (other === null || other === uid || this.#known(other) === null) return;
    this.#parts.tally.replaced += 1;
    this.#vanished(other);
  }

  #put(known: Known, deletedAt: Millis | null, transitions: readonly Transition[]): void {
    const { uid, namespace, name, createdAt } = known.snapshot;
    this.pods.set(uid, { uid, namespace, name, createdAt, deletedAt, known });
    for (const transition of transitions) this.transitions.push({ uid, transition });
    if (deletedAt === null) this.#names.set(`${namespace}/${name}`, uid);
  }
}

const versionOf = (known: Known): string => known.snapshot.resourceVersion;

function* uidsIn(live: LivePods, scope: string): Iterable<string> {
  for (const uid of live.uids()) {
    if (sharesPods(scope, live.known(uid)?.snapshot.namespace ?? '')) yield uid;
  }
}
