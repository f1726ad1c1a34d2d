/** The replayed cluster: its objects, their history, and how a line of the play changes them. */

import type { Clock } from './clock.ts';
import { type Coming, type LogOrigin, RecordedLines } from './coming.ts';
import { FleetObject } from './fleet-object.ts';
import { type ChangeType, History, type StoredObject, storedObject } from './history.ts';
import { KINDS, type Plural } from './kinds.ts';
import type { PlannedLine, Playback } from './playback.ts';
import { presetsOf } from './presets.ts';
import type { ApiObject, LineType } from './recording.ts';

interface ClusterSettings {
  readonly clock: Clock;
  /** `untouched`: as recorded. `now`: moved so that the recording happens now. */
  readonly times: 'untouched' | 'now';
  /** Whether rounds follow one another: then versions cannot be the recorded ones. */
  readonly loop: boolean;
  /** With a seed every round has identities of its own; with `null` the first keeps the recorded ones. */
  readonly seed: string | null;
  /** The uid of the namespace kube-system, by which a cluster is known. */
  readonly clusterUid: string;
  readonly kubernetesVersion: string;
  /** Changes of each kind kept for watchers that come back. */
  readonly windowSize: number;
  /** How long an Event is kept after its last update. */
  readonly eventTtlMs: number;
  /** The wall time (ms since 1970) at which a round is over. */
  readonly endOfRound: (round: number) => number;
  /** Told of each change before anybody else; whether no watch may ever tell of it. */
  readonly onChange: (
    plural: Plural,
    type: ChangeType,
    object: StoredObject,
    resourceVersion: number,
  ) => boolean;
}

export class Cluster {
  readonly histories: Readonly<Record<Plural, History>>;
  readonly #playback: Playback;
  readonly #settings: ClusterSettings;
  readonly #recorded: RecordedLines;
  /** When each Event was last written: position in the play. Same order as the history's own. */
  readonly #eventAges = new Map<string, number>();
  #keepsVersions: boolean;
  #version: number;

  constructor(playback: Playback, settings: ClusterSettings) {
    const { times, loop, clock, seed } = settings;
    this.#playback = playback;
    this.#settings = settings;
    this.#recorded = new RecordedLines(playback, seed, (startedAtMs, round) =>
      this.#shiftMs(startedAtMs, round),
    );
    const first = playback.firstResourceVersion;
    this.#keepsVersions = times === 'untouched' && !loop && first !== null;
    this.#version = this.#keepsVersions && first !== null ? first : clockVersion(clock);
    const history = (plural: Plural) =>
      new History(KINDS[plural], this.#version, settings.windowSize);
    this.histories = {
      pods: history('pods'),
      events: history('events'),
      nodes: history('nodes'),
      namespaces: history('namespaces'),
      services: history('services'),
      endpointslices: history('endpointslices'),
      jobs: history('jobs'),
    };
    this.#preset();
  }

  /** The newest version of all kinds. */
  version(): number {
    return this.#version;
  }

  /** Forgets all history: older versions are answered as expired from now on. */
  compact(): void {
    for (const history of Object.values(this.histories)) history.compact(this.#version);
  }

  /** Where the logs of a pod that is served come from; `undefined` for one that is in no recording. */
  logOrigin(pod: StoredObject): LogOrigin | undefined {
    return pod instanceof FleetObject ? pod.logOrigin() : this.#recorded.logOrigin(pod);
  }

  /** Does what a line of the play says, in a round of it. */
  perform(planned: PlannedLine, round: number): void {
    const coming =
      'fleet' in planned
        ? planned.fleet.coming(planned, round, this.#shiftMs(planned.fleet.startedAtMs, round))
        : this.#recorded.coming(planned, round);
    const position = round * this.#playback.durationMs + planned.atMs;
    if (this.#come(coming) && coming.plural === 'events') this.#keepEvent(coming.key, position);
  }

  /**
   * Writes an object by hand: `text` is made for the version it gets. One of that name with another uid
   * goes first. From then on versions are the server's own, whatever was recorded.
   */
  put(plural: Plural, key: string, uid: string, objectAt: Coming['objectAt']): StoredObject {
    this.#keepsVersions = false;
    const before = this.histories[plural].get(key);
    if (before !== undefined && before.uid !== uid) this.remove(before, plural);
    const version = this.#nextVersion(0);
    const object = objectAt(version, false);
    this.#change(plural, before?.uid === uid ? 'MODIFIED' : 'ADDED', object, version);
    return object;
  }

  /** Deletes an object that is there, by hand. */
  remove(object: StoredObject, plural: Plural): void {
    this.#keepsVersions = false;
    this.#remove(plural, object, 0);
  }

  #come(coming: Coming): boolean {
    const { plural, key, uid, recordedVersion } = coming;
    const before = this.histories[plural].get(key);
    const type = changeType(coming.type, before !== undefined, before?.uid === uid);
    if (type === null) return false;
    // The same pod of the round before goes in the moment its counterpart comes.
    if (type === 'ADDED' && before !== undefined) this.#remove(plural, before, recordedVersion);
    const version = this.#nextVersion(recordedVersion);
    this.#change(plural, type, coming.objectAt(version, this.#keepsVersions), version);
    return true;
  }

  #change(plural: Plural, type: ChangeType, object: StoredObject, version: number): void {
    const lost = this.#settings.onChange(plural, type, object, version);
    this.histories[plural].change(type, object, version, lost);
  }

  /** From recorded times to those of a round: whole seconds, in milliseconds. */
  #shiftMs(startedAtMs: number, round: number): number {
    const { times, endOfRound } = this.#settings;
    if (times === 'untouched') return 0;
    const lag = endOfRound(round) - this.#playback.durationMs - startedAtMs;
    return Math.floor(lag / 1000) * 1000;
  }

  #remove(plural: Plural, object: StoredObject, recorded: number): void {
    const version = this.#nextVersion(recorded);
    const last = JSON.parse(object.text) as ApiObject;
    const gone = { ...last, metadata: { ...last.metadata, resourceVersion: String(version) } };
    const text = JSON.stringify(gone);
    this.#change(plural, 'DELETED', storedObject(KINDS[plural], gone, text, object.round), version);
  }

  #keepEvent(key: string, position: number): void {
    this.#eventAges.delete(key);
    this.#eventAges.set(key, position);
    // Dropping one needs a version of its own, which a recording as recorded has not got.
    if (this.#keepsVersions) return;
    for (const [old, at] of this.#eventAges) {
      if (at > position - this.#settings.eventTtlMs) return;
      this.#eventAges.delete(old);
      const event = this.histories.events.get(old);
      if (event !== undefined) this.#remove('events', event, this.#version);
    }
  }

  /** Rises with the clock even across restarts: a thousand changes a millisecond would be needed to overtake it. */
  #nextVersion(recorded: number): number {
    this.#version = this.#keepsVersions
      ? Math.max(recorded, this.#version)
      : Math.max(this.#version + 1, clockVersion(this.#settings.clock));
    return this.#version;
  }

  #preset(): void {
    const { clusterUid, kubernetesVersion } = this.#settings;
    const { namespaces, nodes } = this.#playback;
    const presets = presetsOf({
      clusterUid,
      namespaces,
      nodes,
      kubernetesVersion,
      resourceVersion: String(this.#version),
      creationTimestamp: this.#createdAt(),
    });
    for (const { plural, object } of presets)
      this.histories[plural].preset(storedObject(KINDS[plural], object, JSON.stringify(object), 0));
  }

  /** The cluster was there before the recording began. */
  #createdAt(): string {
    const { times, clock } = this.#settings;
    const recordedMs = times === 'now' ? null : this.#playback.startedAtMs;
    const startedAtMs = recordedMs ?? clock.now();
    return `${new Date(startedAtMs - this.#playback.durationMs).toISOString().slice(0, 19)}Z`;
  }
}

/** A version taken from the clock: microseconds, exact in a double until the year 2255. */
const clockVersion = (clock: Clock): number => Math.trunc(clock.now()) * 1000;

/** What a recorded line means for a cluster that has an object of that name, and whether it is the same one. */
function changeType(recorded: LineType, exists: boolean, isSame: boolean): ChangeType | null {
  switch (recorded) {
    case 'ADDED':
      // A recorder that had to list anew says of what it knew that it was added.
      return isSame ? 'MODIFIED' : 'ADDED';
    case 'MODIFIED':
      // Of an object that was there before the recording began.
      return exists ? 'MODIFIED' : 'ADDED';
    case 'DELETED':
      return exists ? 'DELETED' : null;
    case 'BOOKMARK':
    case 'ERROR':
      return null;
  }
}
