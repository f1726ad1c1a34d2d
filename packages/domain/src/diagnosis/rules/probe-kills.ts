/** A liveness or start-up probe kills the container: a slow starter before it is up, or one that was. */

import type { ProbeSpec } from '../../pod-spec.ts';
import { type Circumstances, eventsOf, wantsOf } from '../circumstances.ts';
import type { Course, EndedAttempt } from '../course.ts';
import { byEnd, byEvents, bySpec } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { describePod, kubectl, logsOfContainer } from '../kubectl.ts';
import type { EvidenceEvent } from '../pod-case.ts';
import { budgetSeconds, probeAnswer, probeWords } from '../probe-words.ts';
import { courses, finding, heldUpWords, type Rule, severityOf } from '../rule.ts';
import { endingWords, quoted, times } from '../words.ts';

export const probeKills: Rule = (c) =>
  courses(c).flatMap((course) => {
    const kill = course.ends.length === 0 ? null : (toldKill(c, course) ?? likelyKill(c, course));
    return kill === null ? [] : [killsFinding(c, course, kill)];
  });

interface Kill {
  readonly isStartup: boolean;
  /** Null: no event tells of the kill itself. */
  readonly count: number | null;
  readonly event: EvidenceEvent;
}

function toldKill(c: Circumstances, course: Course): Kill | null {
  const kills = eventsOf(c, course.lane.name, 'Killing').filter(({ message }) =>
    /failed (?:liveness|startup) probe/.test(message ?? ''),
  );
  const event = kills.at(-1);
  if (event === undefined || isOver(course, event)) return null;
  // A kubelet that was restarted begins to count again, with an event of its own.
  const count = kills
    .filter(({ message }) => message === event.message)
    .reduce((sum, kill) => sum + kill.count, 0);
  return { isStartup: /startup probe/.test(event.message ?? ''), count, event };
}

/** The grace period that is usual, and a probe's usual period. */
const AFTER_PROBE_MS = 45_000;
/** The API server's default for failureThreshold. */
const USUAL_THRESHOLD = 3;

/** A probe that keeps failing uses up the events that the kubelet may write of a pod: of the kill there may be none. */
function likelyKill(c: Circumstances, { ends, lane, failures }: Course): Kill | null {
  const end = ends.at(-1);
  if (end?.startedAt == null || end.finishedAt == null || end !== failures.at(-1)) return null;
  const [from, to] = [end.startedAt, end.finishedAt];
  const { exitCode, reason } = end.ending;
  if ((exitCode !== 137 && exitCode !== 143) || reason === 'OOMKilled') return null;
  const event = eventsOf(c, lane.name, 'Unhealthy').findLast(({ message, at }) => {
    const isBefore = at >= from && at <= to && to - at <= AFTER_PROBE_MS;
    return isBefore && /^(?:Liveness|Startup)/.test(message ?? '');
  });
  if (event === undefined) return null;
  const isStartup = event.message?.startsWith('Startup') === true;
  const wants = wantsOf(c, lane.name);
  const probe = isStartup ? wants.startupProbe : wants.livenessProbe;
  const isEnough = event.count >= (probe?.failureThreshold ?? USUAL_THRESHOLD);
  return isEnough ? { isStartup, count: null, event } : null;
}

/** Its newest end came well after the kill: it ends by something else now. */
function isOver({ ends }: Course, kill: EvidenceEvent): boolean {
  const end = ends.at(-1);
  return end?.startedAt != null && end.startedAt > kill.at;
}

function killsFinding(c: Circumstances, course: Course, kill: Kill): Finding {
  const { lane, ends } = course;
  const { name } = lane;
  const { isStartup, count, event } = kill;
  const which = isStartup ? 'start-up' : 'liveness';
  const wants = wantsOf(c, name);
  const probe = isStartup ? wants.startupProbe : wants.livenessProbe;
  const isSlow = isStartup || lane.ready.length === 0;
  const failed = eventsOf(c, name, 'Unhealthy').filter(({ message }) =>
    message?.startsWith(isStartup ? 'Startup' : 'Liveness'),
  );
  return finding(c, isSlow ? 'probe-kills-slow-starter' : 'probe-kills', {
    severity: severityOf(course, c, ends),
    container: name,
    since: ends[0]?.finishedAt ?? null,
    title: `The ${which} probe kills ${name}${isSlow ? ' before it is up' : ''}`,
    sentence: `The kubelet ${count === null ? `kills ${name}, by all that is told,` : `has killed ${name} ${times(count)}`} because its ${which} probe failed${askedWords(probe)}${saidOf(failed)}.${endWords(ends)}${isSlow ? slowWords(probe, isStartup) : ''}${heldUpWords(c, name)}`,
    evidence: [
      ...(count === null ? [] : byEvents([event])),
      ...byEvents(failed),
      ...ends.slice(-1).map((end) => byEnd(c, course, end)),
      ...(probe === undefined ? [] : [bySpec(`${which} probe of ${name}: ${probeWords(probe)}`)]),
    ],
    next: [
      logsOfContainer(c.pod, name, true),
      kubectl(c.pod.namespace, 'top', 'pod', c.pod.name, '--containers'),
      describePod(c.pod),
    ],
  });
}

function saidOf(failed: readonly EvidenceEvent[]): string {
  const said = probeAnswer(failed.at(-1)?.message);
  return said === '' ? '' : `: ${said.replace(/\.$/, '')}`;
}

const endWords = (ends: readonly EndedAttempt[]): string =>
  ends
    .slice(-1)
    .map(({ ending }) => ` It then ended with ${endingWords(ending)}.`)
    .join('');

const askedWords = (probe: ProbeSpec | undefined): string =>
  probe === undefined
    ? ''
    : ` ${probe.failureThreshold} times in a row (${quoted(probe.asks)}, every ${probe.periodSeconds}s)`;

function slowWords(probe: ProbeSpec | undefined, isStartup: boolean): string {
  if (probe === undefined) return '';
  const mend = isStartup
    ? 'A higher failureThreshold gives it more.'
    : 'A startupProbe would give it time to start.';
  return ` It has ${budgetSeconds(probe)}s to start, and needs longer. ${mend}`;
}
