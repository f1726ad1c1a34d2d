/** Moves a recorded object to another time and gives it another identity, wherever either is written. Pure. */

import { createHash } from 'node:crypto';
import type { JsonObject, RecordedLine, Recording } from './recording.ts';

/** How one round of one cluster differs from what was recorded. */
export interface Moving {
  /** Added to every time: whole seconds, in milliseconds, so that the kubelet's stamps stay whole. */
  readonly shiftMs: number;
  /** The identity of a recorded uid, container id or Event suffix in this round. */
  readonly freshId: (recorded: string) => string;
}

const SECONDS = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d`;
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/**
 * A time that is a whole JSON string, a uid, or a container id. Times in the middle of a text stay:
 * messages quote what somebody once said; ids are moved there too, because they point at objects.
 */
export const MOVABLE: RegExp = new RegExp(
  String.raw`"(${SECONDS})((?:\.\d+)?Z")|\b(?:${UUID}|[0-9a-f]{64})\b`,
  'g',
);

/** `text` with times moved and ids made fresh; the same text when nothing in it moves. */
export function movedText(text: string, { shiftMs, freshId }: Moving): string {
  return text.replace(MOVABLE, (found, seconds?: string, rest?: string) =>
    seconds === undefined ? freshId(found) : `"${movedSeconds(seconds, shiftMs)}${rest ?? ''}`,
  );
}

/** A time without fraction or zone (`2026-11-22T08:52:33`), moved. */
const movedSeconds = (seconds: string, shiftMs: number): string =>
  new Date(Date.parse(`${seconds}Z`) + shiftMs).toISOString().slice(0, 19);

/** An Event's name: its object's, and a time in hexadecimal, which is its identity. */
export const EVENT_NAME = /^(.+\.)([0-9a-f]{14,20})$/;

/** The name of an Event in this round: its last part (a time in hexadecimal) is its identity. */
export function movedEventName(name: string, { freshId }: Moving): string {
  const [, object, suffix] = EVENT_NAME.exec(name) ?? [];
  return object === undefined || suffix === undefined ? name : `${object}${freshId(suffix)}`;
}

/** Everything in a recording that means one pod, one Event or one container, and nothing else. */
export function identitiesIn(recordings: readonly Recording[]): ReadonlySet<string> {
  const identities = new Set<string>();
  const add = ({ object, text }: RecordedLine): void => {
    const { uid, name } = object.metadata as JsonObject;
    if (typeof uid === 'string') identities.add(uid);
    for (const [, id] of text.matchAll(/"containerID":"[^"]*?([0-9a-f]{64})"/g))
      if (id !== undefined) identities.add(id);
    const suffix = typeof name === 'string' && object['kind'] === 'Event' && EVENT_NAME.exec(name);
    if (suffix && suffix[2] !== undefined) identities.add(suffix[2]);
  };
  for (const { pods, events } of recordings) for (const line of [...pods, ...events]) add(line);
  return identities;
}

/**
 * Fresh identities for one round: the same for the same `seed` and `round`, and of the same shape.
 * What is not in `identities` (owners, images) keeps its own: a Deployment outlives its pods.
 */
export function freshIds(
  identities: ReadonlySet<string>,
  seed: string,
  round: number,
): (recorded: string) => string {
  return (recorded) => (identities.has(recorded) ? digest(seed, round, recorded) : recorded);
}

function digest(seed: string, round: number, recorded: string): string {
  const hex = createHash('sha256').update(`${seed}|${round}|${recorded}`).digest('hex');
  return recorded.includes('-') ? uuidFrom(hex) : hex.slice(0, recorded.length);
}

/** 32 hexadecimal digits as a uid of the form that Kubernetes gives (a random one, version 4). */
const uuidFrom = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;

/** A uid that is always the same for the same words. */
export const uidOf = (words: string): string =>
  uuidFrom(createHash('sha256').update(words).digest('hex'));
