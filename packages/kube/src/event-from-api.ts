/** A core/v1 Event, reduced to what a timeline can show of it. */
import { earlier, type Millis } from '@podline/domain';
import { kindOtherThan, record, text, time, type Unreadable, wholeNumber } from './api-json.ts';

/** Colour for a timeline, never its source: the kubelet drops Events after 25 per pod, and they expire within an hour. */
export interface ClusterEvent {
  readonly uid: string;
  readonly resourceVersion: string;
  /** When it happened last. */
  readonly at: Millis;
  /** When it happened first, as far as is told; never after `at`. */
  readonly firstAt: Millis;
  /** `Normal` or `Warning`. */
  readonly type: string;
  readonly reason: string;
  /** At most 1 KiB; what was longer says so at its end. */
  readonly message: string | null;
  /** How often, at least 1; only the first and the last time are known. */
  readonly count: number;
  /** Null when it is about something other than a pod. */
  readonly podUid: string | null;
  /** The container it is about, of whatever kind; null when it is about the whole pod. */
  readonly container: string | null;
  /** Who says so, e.g. `kubelet`; null when it does not say. */
  readonly component: string | null;
}

/** What the API itself lets a message have in events.k8s.io/v1 (`pkg/apis/core/validation/events.go`); in core/v1 there is no limit. */
const MESSAGE_BYTES = 1024;
/** Of a longer one no more is looked into: whoever may create Events may write megabytes into them. */
const LOOKED_AT = 16 * MESSAGE_BYTES;
/** Above all reasons, types and components that Kubernetes writes; the limit of events.k8s.io/v1. */
const WORD_BYTES = 128;

/**
 * The event of a list, a watch or a recording. Total: takes anything and never throws.
 * Unreadable is what is of another kind, or has no uid, resourceVersion, reason or time.
 * `masked` takes the secrets out of what it says, before that is cut: a cut would leave the half of one, which no rule knows.
 */
export function eventFromApi(
  object: unknown,
  masked: (text: string) => string = unmasked,
): ClusterEvent | Unreadable {
  const event = record(object);
  const metadata = record(event['metadata']);
  const involved = record(event['involvedObject']);
  const uid = text(metadata['uid']);
  const unreadable = (what: string): Unreadable => ({
    unreadable: `The event ${text(metadata['name']) ?? '?'} has no ${what}.`,
    uid,
  });
  const other = kindOtherThan('Event', event);
  if (other !== null) return { unreadable: other, uid };
  if (uid === null) return unreadable('metadata.uid');
  const resourceVersion = text(metadata['resourceVersion']);
  if (resourceVersion === null) return unreadable('metadata.resourceVersion');
  const said = (key: string, bytes: number) => boundedBy(masked, text(event[key]), bytes);
  const reason = said('reason', WORD_BYTES);
  if (reason === null) return unreadable('reason');
  const series = record(event['series']);
  const at = lastTimeOf(event);
  if (at === null) return unreadable('time');
  return {
    uid,
    resourceVersion,
    at,
    firstAt: earlier(at, time(event['firstTimestamp']) ?? time(event['eventTime']) ?? at),
    type: bounded(text(event['type']), WORD_BYTES) ?? 'Normal',
    reason,
    message: said('message', MESSAGE_BYTES),
    count: Math.max(1, wholeNumber(event['count']) ?? wholeNumber(series['count']) ?? 1),
    podUid: involved['kind'] === 'Pod' ? text(involved['uid']) : null,
    container: containerIn(text(involved['fieldPath'])),
    component: bounded(componentOf(event), WORD_BYTES),
  };
}

const unmasked = (text: string): string => text;

/** Old recorders write first- and lastTimestamp, new ones (the scheduler's) eventTime and series. */
const lastTimeOf = (event: Readonly<Record<string, unknown>>): Millis | null =>
  time(event['lastTimestamp']) ??
  time(record(event['series'])['lastObservedTime']) ??
  time(event['eventTime']) ??
  time(event['firstTimestamp']) ??
  time(record(event['metadata'])['creationTimestamp']);

const componentOf = (event: Readonly<Record<string, unknown>>): string | null =>
  text(event['reportingComponent']) ?? text(record(event['source'])['component']);

/** `spec.initContainers{name}` and its two siblings (`pkg/kubelet/container/ref.go`); names are DNS labels. */
function containerIn(fieldPath: string | null): string | null {
  const match = /^spec\.(?:initContainers|containers|ephemeralContainers)\{(.{1,63})\}$/.exec(
    fieldPath ?? '',
  );
  return match?.[1] ?? null;
}

/**
 * Whoever may create Events may write anything into them: no more than `bytes` of it without its secrets, and nothing that a column
 * of text cannot hold.
 */
function boundedBy(
  masked: (text: string) => string,
  words: string | null,
  bytes: number,
): string | null {
  if (words === null) return null;
  const all = Buffer.byteLength(words);
  const isCut = all > LOOKED_AT;
  const clean = masked(
    (isCut ? shortened(words, LOOKED_AT) : words).toWellFormed().replaceAll('\0', '\u{FFFD}'),
  );
  if (!isCut && Buffer.byteLength(clean) <= bytes) return clean;
  const rest = ` … (cut: it has ${all} bytes)`;
  return shortened(clean, bytes - Buffer.byteLength(rest)) + rest;
}

const bounded = (words: string | null, bytes: number): string | null =>
  boundedBy(unmasked, words, bytes);

/** At most so many bytes of it. A character that the cut would halve goes whole: `stream` keeps its first bytes for later, and there is none. */
const shortened = (words: string, bytes: number): string =>
  new TextDecoder().decode(Buffer.from(words).subarray(0, bytes), { stream: true });
