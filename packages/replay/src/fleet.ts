/** A fleet: one recording made into any number of pods, each with a name, uids, a node and times of its own. */

import type { Coming, LogOrigin } from './coming.ts';
import { Unplayable } from './errors.ts';
import { FleetObject, type Place } from './fleet-object.ts';
import { type Filling, filled, type LineTemplate, ownId, templateOf } from './fleet-template.ts';
import { identitiesIn } from './moving.ts';
import { keyOf } from './object-key.ts';
import { linesOfCluster, type RecordedPlan, type Source } from './planned.ts';
import type { ApiObject, JsonObject, Recording } from './recording.ts';
import { drawsFrom, hashOf } from './seeded.ts';

export interface FleetOptions {
  /** How many. A recording of several pods is repeated, pod after pod, until there are so many. */
  readonly pods: number;
  /** The same seed gives the same fleet. */
  readonly seed: string;
  /** Pods begin at random within so many milliseconds; 0: all at the same moment, a burst. */
  readonly spreadMs: number;
  /** Their names, or how many; one by default. */
  readonly namespaces?: number | readonly string[];
  /** Their names, or how many; by default pods are on the nodes that were recorded. */
  readonly nodes?: number | readonly string[];
  /** Whether the pods' Events are played as well; true by default. They are far more than the pods. */
  readonly events?: boolean;
  /** `fleet` by default; two fleets of one server must have two. Namespaces and nodes are named after it. */
  readonly name?: string;
}

/** A line of one pod of a fleet, in its place. */
export interface FleetPlan {
  readonly atMs: number;
  readonly fleet: Fleet;
  /** The pod's number, from 0. */
  readonly member: number;
  readonly step: number;
}

/** One recorded pod, as a template for many. */
interface Unit {
  readonly name: string;
  readonly last: ApiObject;
  readonly lines: readonly LineTemplate[];
  readonly times: readonly number[];
}

/**
 * `recording` as a fleet, to be given to a server among its recordings. Nothing is written out yet: a
 * pod is some numbers until it is listed, read or told to a watcher. Events about other things than the
 * recorded pods are left out.
 * @throws Unplayable when the recording holds no pod, or a number makes no sense.
 */
export const fleetOf = (recording: Recording, options: FleetOptions): Fleet =>
  new Fleet(recording, options);

export class Fleet {
  readonly name: string;
  readonly recording: Recording;
  readonly namespaces: readonly string[];
  readonly nodes: readonly string[];
  /** From the first pod's beginning to the last one's end. */
  readonly durationMs: number;
  readonly #source: Source;
  readonly #units: readonly Unit[];
  readonly #pods: number;
  readonly #hash: number;
  readonly #offsets: Float64Array;
  readonly #nodeOf: Uint32Array;
  /** Index of each pod's first line; one more at the end. */
  readonly #firstLine: Uint32Array;

  constructor(recording: Recording, options: FleetOptions) {
    const { pods, seed, spreadMs, name = 'fleet' } = options;
    this.name = name;
    this.recording = recording;
    this.namespaces = namesFor(options.namespaces ?? 1, name);
    this.nodes =
      options.nodes === undefined ? nodesOf(recording) : namesFor(options.nodes, `${name}-node`);
    this.#source = { recording, startedAtMs: recording.recordedAtMs, offsetMs: 0 };
    this.#units = unitsOf(this.#source, options.nodes !== undefined, options.events ?? true);
    if (this.#units.length === 0)
      throw new Unplayable(`The recording ${recording.name} holds no pod to make a fleet of.`);
    if (!Number.isInteger(pods) || pods < 1 || !(spreadMs >= 0) || this.namespaces.length === 0)
      throw new Unplayable(
        'A fleet needs at least one pod, one namespace, and a spread of 0 or more.',
      );
    this.#pods = pods;
    this.#hash = hashOf(seed);
    this.durationMs = spreadMs + recording.meta.durationMs;
    this.#offsets = new Float64Array(pods);
    this.#nodeOf = new Uint32Array(pods);
    this.#firstLine = new Uint32Array(pods + 1);
    const draw = drawsFrom(seed);
    for (let member = 0; member < pods; member += 1) {
      this.#offsets[member] = Math.floor(draw() * spreadMs);
      this.#nodeOf[member] = Math.floor(draw() * this.nodes.length);
      this.#firstLine[member + 1] =
        (this.#firstLine[member] ?? 0) + this.#unitOf(member).lines.length;
    }
  }

  get startedAtMs(): number {
    return this.recording.recordedAtMs;
  }

  /** Its lines, pod after pod. */
  get lines(): { readonly length: number; at(index: number): FleetPlan } {
    return {
      length: this.#firstLine[this.#pods] ?? 0,
      at: (index) => {
        const member = this.#memberAt(index);
        const step = index - (this.#firstLine[member] ?? 0);
        return { atMs: this.#atMs(member, step), fleet: this, member, step };
      },
    };
  }

  /** When each of its lines comes, in the same order. */
  *times(): Generator<number> {
    for (let member = 0; member < this.#pods; member += 1) {
      const offset = this.#offsets[member] ?? 0;
      for (const time of this.#unitOf(member).times) yield offset + time;
    }
  }

  /** What a line brings, in a round whose times are `shiftMs` later than recorded. */
  coming({ member, step }: FleetPlan, round: number, shiftMs: number): Coming {
    const template = this.#unitOf(member).lines[step] as LineTemplate;
    const filling = this.fillingFor({ member, round, shiftMs, version: 0 });
    const key = `${filling.namespace}/${filled(template.name, filling)}`;
    return {
      plural: template.plural,
      type: template.type,
      key,
      uid: filled(template.uid, filling),
      recordedVersion: 0,
      objectAt: (version) =>
        new FleetObject(this, template, key, { member, round, shiftMs, version }),
    };
  }

  #unitOf(member: number): Unit {
    return this.#units[member % this.#units.length] as Unit;
  }

  #atMs(member: number, step: number): number {
    return (this.#offsets[member] ?? 0) + (this.#unitOf(member).times[step] ?? 0);
  }

  /** The pod whose line it is: by halves. */
  #memberAt(index: number): number {
    let low = 0;
    let high = this.#pods;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#firstLine[middle] ?? 0) <= index) low = middle;
      else high = middle;
    }
    return low;
  }

  /** What is written into the blanks of one of its objects. */
  fillingFor({ member, round, shiftMs, version }: Place): Filling {
    const copy = Math.floor(member / this.#units.length);
    const offset = this.#offsets[member] ?? 0;
    return {
      name: `${this.#unitOf(member).name}-${copy}`,
      namespace: this.namespaces[copy % this.namespaces.length] ?? '',
      node: this.nodes[this.#nodeOf[member] ?? 0] ?? '',
      resourceVersion: String(version),
      // Whole seconds, so that the kubelet's stamps stay whole; rounded down, so that none is of the future.
      shiftMs: shiftMs + Math.floor(offset / 1000) * 1000,
      // Every pod of every round its own digits: multiplying by an odd number never meets itself.
      own: (Math.imul(round * this.#pods + member + 1, 0x9e3779b1) ^ this.#hash) >>> 0,
    };
  }

  /** Where the logs of one of its pods come from. */
  logOrigin(place: Place): LogOrigin {
    const { name, last } = this.#unitOf(place.member);
    const { shiftMs, own } = this.fillingFor(place);
    return {
      source: this.#source,
      podName: name,
      last,
      moving: { shiftMs, freshId: (recorded) => ownId(recorded, own) },
      offsetMs: this.#offsets[place.member] ?? 0,
    };
  }
}

function namesFor(names: number | readonly string[], prefix: string): readonly string[] {
  if (typeof names !== 'number') return names;
  return Array.from({ length: names }, (_, index) => `${prefix}-${index + 1}`);
}

function nodesOf({ pods }: Recording): readonly string[] {
  return [...new Set(pods.flatMap(({ object }) => nodeNameIn(object) ?? []))];
}

function nodeNameIn(object: ApiObject): string | null {
  const name = (object['spec'] as JsonObject | undefined)?.['nodeName'];
  return typeof name === 'string' ? name : null;
}

function unitsOf(source: Source, renamesNodes: boolean, withEvents: boolean): readonly Unit[] {
  const plans = linesOfCluster([source]).filter(({ plural }) => withEvents || plural === 'pods');
  const byPod = Map.groupBy(plans, podKeyOf);
  const identities = identitiesIn([source.recording]);
  return [...byPod].flatMap(([key, lines]) => {
    const pods = lines.filter(({ plural }) => plural === 'pods').map(({ line }) => line.object);
    const last = pods.at(-1);
    if (key === null || last === undefined) return [];
    const [namespace = '', name = ''] = key.split('/');
    const node = renamesNodes ? (pods.map(nodeNameIn).find((of) => of !== null) ?? null) : null;
    const of = { namespace, name, node };
    const templates = lines.map(({ plural, line }) => templateOf(plural, line, of, identities));
    return [{ name, last, lines: templates, times: lines.map(({ atMs }) => atMs) }];
  });
}

/** The pod that a line is about; `null` when it is about something else. */
function podKeyOf({ plural, line: { object } }: RecordedPlan): string | null {
  if (plural === 'pods') return keyOf(object.metadata);
  const involved = object['involvedObject'] as JsonObject | undefined;
  return involved?.['kind'] === 'Pod' ? keyOf(involved) : null;
}
