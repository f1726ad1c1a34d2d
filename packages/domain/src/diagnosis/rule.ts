/** What a rule is, and what the rules have in common. */
import type { Millis } from '../time.ts';
import type { Circumstances } from './circumstances.ts';
import { FINDING_CODES, type FindingCode } from './codes.ts';
import type { Course, EndedAttempt } from './course.ts';
import type { Evidence, Finding, Severity } from './finding.ts';
import { describePod } from './kubectl.ts';
import { listed } from './words.ts';

/** The findings of one idea, at most one a container; empty where it does not apply. Total and pure. */
export type Rule = (c: Circumstances) => readonly Finding[];

export interface Told {
  readonly severity: Severity;
  readonly container?: string | null;
  readonly since?: Millis | null;
  readonly subject?: string | null;
  readonly title: string;
  readonly sentence: string;
  readonly evidence: readonly Evidence[];
  readonly next?: readonly string[];
}

/** A finding with what its code brings along. */
export const finding = (c: Circumstances, code: FindingCode, told: Told): Finding => ({
  code,
  severity: told.severity,
  container: told.container ?? null,
  since: told.since ?? null,
  subject: told.subject ?? null,
  title: told.title,
  sentence: told.sentence,
  evidence: told.evidence,
  next: told.next ?? [describePod(c.pod)],
  docs: FINDING_CODES[code].docs,
});

/** The containers whose failures matter: a debug container's do not. */
export const courses = (c: Circumstances): readonly Course[] =>
  c.courses.filter(({ lane }) => lane.role !== 'ephemeral');

/** Ends further back than the kubelet's own memory (it resets its back-off after 10 minutes) are history. */
const RECENT_MS = 600_000;

/** How much a container's bad ends (its failures, unless others are told) weigh where it stands now. */
export function severityOf(
  course: Course,
  c: Circumstances,
  bad: readonly EndedAttempt[] = course.failures.length > 0 ? course.failures : course.overcome,
): Severity {
  if (c.pod.phase === 'Succeeded') return 'info';
  if (isBehind(course, bad)) {
    const newest = bad.at(-1)?.finishedAt ?? null;
    const isRecent = newest !== null && c.now - newest < RECENT_MS;
    const isDone = course.lane.role === 'init';
    return bad.length > 1 && isRecent && !isDone && c.pod.deletion === null ? 'warning' : 'info';
  }
  if (isBesideRunningApps(course, c)) return 'warning';
  return bad.length > 1 || isForGood(course, c) ? 'critical' : 'warning';
}

/** A newer run has taken their place; one of an init that was stopped before it completed has not. */
export function isBehind(
  { broken, lane, overcome, failures }: Course,
  bad: readonly EndedAttempt[],
): boolean {
  const newest = lane.attempts.at(-1);
  const isUndone = lane.role === 'init' && failures.length > 0 && newest?.ending != null;
  return broken === null && bad.at(-1) !== newest && !(isUndone && overcome.length === 0);
}

/** A native sidecar that fails while the app serves. */
export const isBesideRunningApps = ({ lane }: Course, c: Circumstances): boolean =>
  lane.role === 'native-sidecar' &&
  c.courses.some((it) => it.lane.kind === 'app' && (it.isRunning || it.lane.attempts.length > 0));

/** It is not started again. A rule on exit codes may restart an init of a pod that says Never, as long as the pod has not failed. */
function isForGood({ lane, current }: Course, c: Circumstances): boolean {
  if (c.pod.phase === 'Failed') return true;
  return lane.kind === 'app' && current?.kind === 'failed';
}

/** `Everything after it waits: b and web.`; empty where nothing does. */
export function heldUpWords(c: Circumstances, container: string): string {
  const lane = c.timeline.lanes.findIndex(({ name }) => name === container);
  const behind = c.timeline.lanes
    .slice(lane + 1)
    .filter(({ role, attempts }) => role !== 'ephemeral' && attempts.length === 0);
  const isGate = c.timeline.lanes[lane]?.kind === 'init';
  if (!isGate || behind.length === 0 || c.isOver) return '';
  return ` ${listed(behind.map(({ name }) => name))} wait${behind.length === 1 ? 's' : ''} for it.`;
}
