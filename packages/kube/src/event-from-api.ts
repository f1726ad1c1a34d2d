/** A core/v1 Event, reduced to what a timeline can show of it. */
import type { Millis } from '@podline/domain';
import { kindOtherThan, record, text, time, type Unreadable, wholeNumber } from './api-json.ts';

/** Colour for a timeline, never its source: the kubelet drops Events after 25 per pod, and they expire within an hour. */
export interface ClusterEvent {
  readonly uid: string;
  readonly resourceVersion: string;
  /** When it happened last. */
  readonly at: Millis;
  /** `Normal` or `Warning`. */
  readonly type: string;
  readonly reason: string;
  readonly message: string | null;
  /** How often, at least 1; only the last time is known. */
  readonly count: number;
  /** Null when it is about something other than a pod. */
  readonly podUid: string | null;
  /** The container it is about, of whatever kind; null when it is about the whole pod. */
  readonly container: string | null;
}

/**
 * The event of a list, a watch or a recording. Total: takes anything and never throws.
 * Unreadable is what is of another kind, or has no uid, resourceVersion, reason or time.
 */
export function eventFromApi(object: unknown): ClusterEvent | Unreadable {
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
  const reason = text(event['reason']);
  if (reason === null) return unreadable('reason');
  const series = record(event['series']);
  // Old recorders write first- and lastTimestamp, new ones (the scheduler's) eventTime and series.
  const at =
    time(event['lastTimestamp']) ??
    time(series['lastObservedTime']) ??
    time(event['eventTime']) ??
    time(event['firstTimestamp']) ??
    time(metadata['creationTimestamp']);
  if (at === null) return unreadable('time');
  return {
    uid,
    resourceVersion,
    at,
    type: text(event['type']) ?? 'Normal',
    reason,
    message: text(event['message']),
    count: Math.max(1, wholeNumber(event['count']) ?? wholeNumber(series['count']) ?? 1),
    podUid: involved['kind'] === 'Pod' ? text(involved['uid']) : null,
    container: containerIn(text(involved['fieldPath'])),
  };
}

/** `spec.initContainers{name}` and its two siblings (`pkg/kubelet/container/ref.go`). */
function containerIn(fieldPath: string | null): string | null {
  const match = /^spec\.(?:initContainers|containers|ephemeralContainers)\{(.+)\}$/.exec(
    fieldPath ?? '',
  );
  return match?.[1] ?? null;
}
