/** JSON from outside, read without trust: each reader takes anything, gives `null` or empty for what it is not, and never throws. */
import { type Millis, parseRfc3339 } from '@podline/domain';

export type JsonRecord = Readonly<Record<string, unknown>>;

const NOTHING: JsonRecord = {};

/** The value as an object; an empty one when it is none. */
export const record = (value: unknown): JsonRecord =>
  // A cast is right here: every field of the result is `unknown` again.
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonRecord)
    : NOTHING;

/** The value as a list; an empty one when it is none. */
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A text that says something; Go writes an absent text as `""`, so that is `null` too. */
export const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

export const wholeNumber = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : null;

export const flag = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);

/** A point in time; `null` when it is none. */
export const time = (value: unknown): Millis | null =>
  typeof value === 'string' ? parseRfc3339(value) : null;

/** What to say of an object of another kind; null when it is of this one, or names none, as the items of a list. */
export function kindOtherThan(kind: string, object: JsonRecord): string | null {
  const own = text(object['kind']);
  if (own === null || own === kind) return null;
  return `An object of kind ${JSON.stringify(own)} came among those of kind ${kind}.`;
}

/** What a decoder gives for an object that lacks what makes it one. */
export interface Unreadable {
  /** What is missing, as a sentence. */
  readonly unreadable: string;
  /** The object's uid, where at least that could be read: to log each one once. */
  readonly uid: string | null;
}

/** What is known of an object that is too large to be read. */
export interface Oversized {
  /** Null when not even its beginning tells which it is. */
  readonly oversized: ObjectName | null;
  readonly bytes: number;
}

/** Which object it is. */
export interface ObjectName {
  /** '' where it belongs to no namespace. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export const isUnreadable = (value: object): value is Unreadable => 'unreadable' in value;

export const isOversized = (value: object): value is Oversized => 'oversized' in value;
