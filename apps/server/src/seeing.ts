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

/** Uids of pods that are gone, kept so that a late word of one does not make it live again. */
const GONE_KEPT = 10_000;

/**
 * Sees the events of one scope, batch after batch, against what `live` knows. The same version again and an older one are
 * dropped and counted; a pod whose name another uid has taken is gone, though nobody saw it go.
 */
export function seeingOf(parts: SeeingParts): (events: readonly PodEvent[], at: Millis) => Seen {
  const { scope, live } = parts;
  const mirror = mirrorOf(uidsIn(live, scope));
  const gone = new Set<string>();

  return (events, at) => {
    const seen = new Batch(parts, gone, at);
    for (const event of events) {
      for (const seeing of mirror.reflect(event)) seen.take(seeing);
    }
    return seen;
  };
}

class Batch implements Seen {
  readonly pods = new Map<string, StoredPod>();
  readonly transitions: { readonly uid: string; readonly transition: Transition }[] = [];
  readonly #parts: SeeingParts;
  readonly #gone: Set<string>;
  readonly #at: Millis;
  /** `namespace/name` → uid, of pods that this batch touched and left alive. */
  readonly #names = new Map<string, string>();

  constructor(parts: SeeingParts, gone: Set<string>, at: Millis) {
    this.#parts = parts;
    this.#gone = gone;
    this.#at = at;
  }

  take(seeing: Seeing): void {
    if (seeing.kind === 'vanished') this.#vanished(seeing.uid);
    else if (seeing.kind === 'seen') this.#seen(seeing.snapshot);
    else this.#deleted(seeing.snapshot);
  }

  #known(uid: string): Known | null {
    const touched = this.pods.get(uid);
    if (touched !== undefined) return touched.deletedAt === null ? touched.known : null;
    return this.#parts.live.known(uid);
  }

  #seen(snapshot: PodSnapshot): void {
    const { rules } = this.#parts;
    const known = this.#known(snapshot.uid);
    if (this.#isOld(known, snapshot)) return;
    if (known === null) this.#endNamesake(snapshot);
    const observation = observe(known, snapshot, this.#at, rules);
    this.#put(observation.known, null, observation.transitions);
  }

  #deleted(snapshot: PodSnapshot): void {
    const { rules, tally } = this.#parts;
    const known = this.#known(snapshot.uid);
    if (known === null && this.#gone.has(snapshot.uid)) {
      tally.duplicates += 1;
      return;
    }
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

  #isOld(known: Known | null, snapshot: PodSnapshot): boolean {
    const { tally } = this.#parts;
    const isAgain =
      known === null ? this.#gone.has(snapshot.uid) : versionOf(known) === snapshot.resourceVersion;
    const isLate = known !== null && isOlder(snapshot.resourceVersion, versionOf(known));
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
    else this.#remember(uid);
  }

  #remember(uid: string): void {
    const gone = this.#gone;
    gone.add(uid);
    // A Set keeps the order of adding, so the first is the oldest.
    const [oldest] = gone;
    if (gone.size > GONE_KEPT && oldest !== undefined) gone.delete(oldest);
  }
}

const versionOf = (known: Known): string => known.snapshot.resourceVersion;

function* uidsIn(live: LivePods, scope: string): Iterable<string> {
  for (const uid of live.uids()) {
    if (sharesPods(scope, live.known(uid)?.snapshot.namespace ?? '')) yield uid;
  }
}
