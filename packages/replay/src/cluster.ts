/** The replayed cluster: its objects, their history, and how a recorded line changes them. */

import type { Clock } from './clock.ts';
import { type ChangeType, History, type StoredObject, storedObject } from './history.ts';
import { KINDS, type Plural } from './kinds.ts';
import { freshIds, identitiesIn, type Moving, movedEventName, movedText, uidOf } from './moving.ts';
import { keyOf, type PlannedLine, type Playback, type Source } from './playback.ts';
import type { ApiObject, JsonObject, LineType } from './recording.ts';

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
  /** Changes of each kind kept for watchers that come back. */
  readonly windowSize: number;
  /** How long an Event is kept after its last update. */
  readonly eventTtlMs: number;
  /** The wall time (ms since 1970) at which a round is over. */
  readonly endOfRound: (round: number) => number;
}

/** A pod's recording, and the last that it says of it. */
interface RecordedPod {
  readonly source: Source;
  readonly last: ApiObject;
}

const SYSTEM_NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

export class Cluster {
  readonly histories: Readonly<Record<Plural, History>>;
  readonly #playback: Playback;
  readonly #settings: ClusterSettings;
  readonly #identities: ReadonlySet<string>;
  readonly #pods = new Map<string, RecordedPod>();
  readonly #moving = new Map<string, Moving>();
  /** When each Event was last written: position in the play. Same order as the history's own. */
  readonly #eventAges = new Map<string, number>();
  readonly #keepsVersions: boolean;
  #version: number;

  constructor(playback: Playback, settings: ClusterSettings) {
    const { times, loop, clock } = settings;
    this.#playback = playback;
    this.#settings = settings;
    this.#identities = identitiesIn(playback.sources.map(({ recording }) => recording));
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
    };
    for (const { plural, line, source } of playback.lines)
      if (plural === 'pods')
        this.#pods.set(keyOf(line.object.metadata), { source, last: line.object });
    this.#presetNamespaces();
    this.#presetNodes();
  }

  /** The newest version of all kinds. */
  version(): number {
    return this.#version;
  }

  /** Forgets all history: older versions are answered as expired from now on. */
  compact(): void {
    for (const history of Object.values(this.histories)) history.compact(this.#version);
  }

  /** Where a pod that is served comes from; `undefined` for one that is in no recording. */
  recordedPod({ key }: StoredObject): RecordedPod | undefined {
    return this.#pods.get(key);
  }

  /** Does what a recorded line says, in a round of the play. */
  perform({ plural, source, line, atMs }: PlannedLine, round: number): void {
    const history = this.histories[plural];
    const moving = this.movingFor(source, round);
    const { metadata } = this.#identified(plural, line.object, moving);
    const recorded = Number(metadata.resourceVersion);
    const before = history.get(keyOf(metadata));
    const isSame = before?.uid === moving.freshId(String(metadata['uid']));
    const type = changeType(line.type, before !== undefined, isSame);
    if (type === null) return;
    // The same pod of the round before goes in the moment its counterpart comes.
    if (type === 'ADDED' && before !== undefined) this.#remove(history, before, recorded);
    const version = this.#nextVersion(recorded);
    history.change(type, this.#objectAt(plural, source, line.text, round, version), version);
    const position = round * this.#playback.durationMs + atMs;
    if (plural === 'events') this.#keepEvent(keyOf(metadata), position);
  }

  /** How times and identities of one recording are moved in a round. */
  movingFor({ startedAtMs }: Source, round: number): Moving {
    const name = `${startedAtMs}|${round}`;
    const known = this.#moving.get(name);
    if (known !== undefined) return known;
    const { times, seed, endOfRound } = this.#settings;
    const lag = endOfRound(round) - this.#playback.durationMs - startedAtMs;
    const freshId =
      seed === null && round === 0
        ? (recorded: string) => recorded
        : freshIds(this.#identities, seed ?? '', round);
    const moving = { shiftMs: times === 'now' ? Math.floor(lag / 1000) * 1000 : 0, freshId };
    this.#moving.set(name, moving);
    return moving;
  }

  #identified(plural: Plural, object: ApiObject, moving: Moving): ApiObject {
    if (plural !== 'events') return object;
    const name = movedEventName(String(object.metadata['name']), moving);
    return { ...object, metadata: { ...object.metadata, name } };
  }

  #objectAt(
    plural: Plural,
    source: Source,
    text: string,
    round: number,
    version: number,
  ): StoredObject {
    const moving = this.movingFor(source, round);
    const moved = movedText(text, moving);
    const object = this.#identified(plural, JSON.parse(moved) as ApiObject, moving);
    if (moved === text && this.#keepsVersions)
      return storedObject(KINDS[plural], object, text, round);
    const metadata = { ...object.metadata, resourceVersion: String(version) };
    const renumbered = { ...object, metadata };
    return storedObject(KINDS[plural], renumbered, JSON.stringify(renumbered), round);
  }

  #remove(history: History, object: StoredObject, recorded: number): void {
    const version = this.#nextVersion(recorded);
    const last = JSON.parse(object.text) as ApiObject;
    const metadata = { ...last.metadata, resourceVersion: String(version) };
    history.change('DELETED', { ...object, text: JSON.stringify({ ...last, metadata }) }, version);
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
      if (event !== undefined) this.#remove(this.histories.events, event, this.#version);
    }
  }

  /** Rises with the clock even across restarts: a thousand changes a millisecond would be needed to overtake it. */
  #nextVersion(recorded: number): number {
    this.#version = this.#keepsVersions
      ? Math.max(recorded, this.#version)
      : Math.max(this.#version + 1, clockVersion(this.#settings.clock));
    return this.#version;
  }

  #preset(plural: Plural, name: string, uid: string, rest: JsonObject): void {
    const metadata = {
      name,
      uid,
      resourceVersion: String(this.#version),
      creationTimestamp: this.#createdAt(),
      ...(plural === 'namespaces' ? { labels: { 'kubernetes.io/metadata.name': name } } : {}),
    };
    const object = { kind: KINDS[plural].kind, apiVersion: 'v1', metadata, ...rest };
    this.histories[plural].preset(storedObject(KINDS[plural], object, JSON.stringify(object), 0));
  }

  /** The cluster was there before the recording began. */
  #createdAt(): string {
    const source = this.#playback.sources[0];
    const startedAtMs =
      this.#settings.times === 'now' ? this.#settings.clock.now() : (source?.startedAtMs ?? 0);
    return `${new Date(startedAtMs - this.#playback.durationMs).toISOString().slice(0, 19)}Z`;
  }

  #presetNamespaces(): void {
    const seen = [...this.#pods.keys()].map((key) => key.slice(0, key.indexOf('/')));
    const { clusterUid } = this.#settings;
    for (const name of new Set([...SYSTEM_NAMESPACES, ...seen]))
      this.#preset(
        'namespaces',
        name,
        name === 'kube-system' ? clusterUid : uidOf(`${clusterUid}/namespace/${name}`),
        { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } },
      );
  }

  #presetNodes(): void {
    const { clusterUid } = this.#settings;
    const kubeletVersion = this.#playback.sources[0]?.recording.meta.kubernetesVersion ?? '';
    for (const name of nodeNamesIn(this.#playback))
      this.#preset('nodes', name, uidOf(`${clusterUid}/node/${name}`), {
        spec: {},
        status: {
          conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
          nodeInfo: { kubeletVersion, operatingSystem: 'linux', architecture: 'amd64' },
        },
      });
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

function nodeNamesIn({ lines }: Playback): ReadonlySet<string> {
  const names = lines.map(
    ({ line }) => (line.object['spec'] as JsonObject | undefined)?.['nodeName'],
  );
  return new Set(names.filter((name) => typeof name === 'string'));
}
