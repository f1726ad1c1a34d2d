/** Evidence, each piece with its place: where a reader of the finding can look it up. */
import type { Millis } from '../time.ts';
import { type Transition, timeOf } from '../transition.ts';
import type { Circumstances } from './circumstances.ts';
import type { Course, EndedAttempt } from './course.ts';
import type { Evidence } from './finding.ts';
import { errorLineOf, type TellingLine } from './log-lines.ts';
import type { EvidenceEvent, LogTail } from './pod-case.ts';
import { clipped, quoted, ranFor, withStop } from './words.ts';

function byEvent({ at, uid, reason, message, count }: EvidenceEvent): Evidence {
  const often = count > 1 ? ` (${count} times)` : '';
  return {
    at,
    kind: 'event',
    text: clipped(`${reason}${often}: ${message ?? ''}`),
    ref: { event: uid },
  };
}

export const byEvents = (events: readonly EvidenceEvent[]): readonly Evidence[] =>
  events.slice(-1).map(byEvent);

export const bySpec = (text: string): Evidence => ({ at: null, kind: 'spec', text, ref: null });

export const byStatus = (text: string, at: Millis | null = null): Evidence => ({
  at,
  kind: 'status',
  text: clipped(text),
  ref: null,
});

export const byTransition = (transition: Transition, text: string): Evidence => ({
  at: timeOf(transition),
  kind: 'transition',
  text,
  ref: { transition: transition.key },
});

/** The newest waiting word of a container, with its message. */
export function byWait(c: Circumstances, container: string): readonly Evidence[] {
  const found = c.transitions.findLast(
    ({ container: its, change }) => its === container && change.kind === 'waiting',
  );
  if (found?.change.kind !== 'waiting') return [];
  const { reason, message } = found.change;
  const rest = message === null ? '' : `: ${clipped(message)}`;
  return [byTransition(found, `${container} waits with ${reason ?? 'no reason'}${rest}`)];
}

export function byCondition(c: Circumstances, type: string): readonly Evidence[] {
  const condition = c.pod.conditions.find((it) => it.type === type);
  if (condition === undefined) return [];
  const found = c.transitions.findLast(
    ({ change }) => change.kind === 'condition' && change.type === type,
  );
  const why = [condition.reason, condition.message].filter((it) => it !== null).join(': ');
  const text = clipped(`${type} is ${condition.status}${why === '' ? '' : `: ${why}`}`);
  const ref = found === undefined ? null : { transition: found.key };
  return [{ at: condition.at, kind: 'status', text, ref }];
}

/** How an attempt ended. */
export function byEnd(c: Circumstances, { lane }: Course, end: EndedAttempt): Evidence {
  const found = c.transitions.findLast(
    ({ container, change }) =>
      container === lane.name &&
      change.kind === 'ended' &&
      change.attempt === end.number &&
      change.containerId === end.containerId,
  );
  const reason = end.ending.reason === null ? '' : ` (${end.ending.reason})`;
  return {
    at: end.finishedAt,
    kind: 'transition',
    text: `attempt ${end.number} of ${lane.name} ended with exit code ${end.ending.exitCode}${reason}${ranFor(end)}`,
    ref: found === undefined ? null : { transition: found.key },
  };
}

/** What a container wrote last, newest attempt first. */
export const logsOf = ({ logs }: Circumstances, container: string): readonly LogTail[] =>
  logs.filter((log) => log.container === container).toSorted((a, b) => b.attempt - a.attempt);

/** The line that names the error, of an ended attempt: from its log, else from its termination message. */
export function errorOf(c: Circumstances, { lane }: Course, end: EndedAttempt): ErrorLine | null {
  const log = logsOf(c, lane.name).find((it) => it.attempt === end.number);
  const told = errorLineOf(log?.lines ?? []) ?? errorLineOf((end.ending.message ?? '').split('\n'));
  if (told === null) return null;
  const { line } = told;
  const ref = { container: lane.name, attempt: end.number };
  return { ...told, evidence: { at: end.finishedAt, kind: 'log', text: line, ref } };
}

export interface ErrorLine extends TellingLine {
  readonly evidence: Evidence;
}

/** `It said: …`, or what it wrote last where that names no error. */
export const saidWords = ({ line, isError }: TellingLine): string =>
  withStop(`${isError ? 'It said' : 'Its last line is'}: ${quoted(line.replaceAll('`', '′'))}`);

/** What a container that runs wrote last that tells something; null where its log is not known. */
export function lastLine(c: Circumstances, container: string): ErrorLine | null {
  const [log] = logsOf(c, container);
  const told = errorLineOf(log?.lines ?? []);
  if (log === undefined || told === null) return null;
  const ref = { container, attempt: log.attempt };
  return { ...told, evidence: { at: null, kind: 'log', text: told.line, ref } };
}

/** The evidence of a line that may be missing. */
export const byLine = (line: ErrorLine | null): readonly Evidence[] =>
  line === null ? [] : [line.evidence];
