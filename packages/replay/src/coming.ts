/** What a planned line brings, with the times and identities of its round. */

import { type StoredObject, storedObject } from './history.ts';
import { KINDS, type Plural } from './kinds.ts';
import { freshIds, identitiesIn, type Moving, movedEventName, movedText } from './moving.ts';
import { keyOf } from './object-key.ts';
import type { RecordedPlan, Source } from './planned.ts';
import type { ApiObject, LineType } from './recording.ts';

/** An object that is about to come, change or go. */
export interface Coming {
  readonly plural: Plural;
  readonly type: LineType;
  readonly key: string;
  readonly uid: string;
  /** The version that it had when it was recorded. */
  readonly recordedVersion: number;
  /** Itself; `null` keeps the recorded text byte for byte, where nothing in it moves. */
  objectAt(version: number, keepsVersions: boolean): StoredObject;
}

/** Where a pod's logs come from, and how they are moved. */
export interface LogOrigin {
  readonly source: Source;
  /** The pod's name in the recording. */
  readonly podName: string;
  /** The last that the recording says of it. */
  readonly last: ApiObject;
  readonly moving: Moving;
  /** From the beginning of a round to the beginning of the pod's own recording. */
  readonly offsetMs: number;
}

export class RecordedLines {
  readonly #identities: ReadonlySet<string>;
  readonly #seed: string | null;
  /** From recorded times to those of a round: whole seconds, in milliseconds. */
  readonly #shiftMs: (startedAtMs: number, round: number) => number;
  readonly #moving = new Map<string, Moving>();
  readonly #pods = new Map<string, { readonly source: Source; readonly last: ApiObject }>();

  /** With a `seed` every round has identities of its own; with `null` the first keeps the recorded ones. */
  constructor(
    {
      sources,
      recorded,
    }: { readonly sources: readonly Source[]; readonly recorded: readonly RecordedPlan[] },
    seed: string | null,
    shiftMs: (startedAtMs: number, round: number) => number,
  ) {
    this.#identities = identitiesIn(sources.map(({ recording }) => recording));
    this.#seed = seed;
    this.#shiftMs = shiftMs;
    for (const { plural, line, source } of recorded)
      if (plural === 'pods')
        this.#pods.set(keyOf(line.object.metadata), { source, last: line.object });
  }

  coming({ plural, source, line }: RecordedPlan, round: number): Coming {
    const moving = this.#movingFor(source, round);
    const { metadata } = identified(plural, line.object, moving);
    return {
      plural,
      type: line.type,
      key: keyOf(metadata),
      uid: moving.freshId(String(metadata['uid'])),
      recordedVersion: Number(metadata.resourceVersion),
      objectAt: (version, keepsVersions) => {
        const moved = movedText(line.text, moving);
        const object = identified(plural, JSON.parse(moved) as ApiObject, moving);
        if (moved === line.text && keepsVersions)
          return storedObject(KINDS[plural], object, line.text, round);
        const renumbered = {
          ...object,
          metadata: { ...object.metadata, resourceVersion: String(version) },
        };
        return storedObject(KINDS[plural], renumbered, JSON.stringify(renumbered), round);
      },
    };
  }

  /** `undefined` for a pod that is in no recording. */
  logOrigin({ key, name, round }: StoredObject): LogOrigin | undefined {
    const recorded = this.#pods.get(key);
    if (recorded === undefined) return undefined;
    const moving = this.#movingFor(recorded.source, round);
    return { ...recorded, podName: name, moving, offsetMs: 0 };
  }

  #movingFor({ startedAtMs }: Source, round: number): Moving {
    const name = `${startedAtMs}|${round}`;
    const known = this.#moving.get(name);
    if (known !== undefined) return known;
    const freshId =
      this.#seed === null && round === 0
        ? (recorded: string) => recorded
        : freshIds(this.#identities, this.#seed ?? '', round);
    const moving = { shiftMs: this.#shiftMs(startedAtMs, round), freshId };
    this.#moving.set(name, moving);
    return moving;
  }
}

function identified(plural: Plural, object: ApiObject, moving: Moving): ApiObject {
  if (plural !== 'events') return object;
  const name = movedEventName(String(object.metadata['name']), moving);
  return { ...object, metadata: { ...object.metadata, name } };
}
