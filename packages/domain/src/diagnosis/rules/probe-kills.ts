/** A liveness or start-up probe kills the container: a slow starter before it is up, or one that was. */

import type { ProbeSpec } from '../../pod-spec.ts';
import type { Course } from '../course.ts';
import { byEnd, byEvents, bySpec } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { describePod, kubectl, logsOfContainer } from '../kubectl.ts';
import { type Circumstances, type EvidenceEvent, eventsOf, wantsOf } from '../pod-case.ts';
import { courses, finding, heldUpWords, type Rule, severityOf } from '../rule.ts';
import { clipped, endingWords, quoted, times } from '../words.ts';

export const probeKills: Rule = (c) =>
  courses(c).flatMap((course) => {
    const kills = eventsOf(c, course.lane.name, 'Killing').filter(({ message }) =>
      /failed (?:liveness|startup) probe/.test(message ?? ''),
    );
    const newest = kills.at(-1);
    return newest === undefined || course.ends.length === 0 || isOver(course, newest)
      ? []
      : [killsFinding(c, course, newest)];
  });

/** Its newest end came well after the kill: it ends by something else now. */
function isOver({ ends }: Course, kill: EvidenceEvent): boolean {
  const end = ends.at(-1);
  return end?.startedAt != null && end.startedAt > kill.at;
}

function killsFinding(c: Circumstances, course: Course, kill: EvidenceEvent): Finding {
  const { lane, ends } = course;
  const { name } = lane;
  const isStartup = /startup probe/.test(kill.message ?? '');
  const which = isStartup ? 'start-up' : 'liveness';
  const wants = wantsOf(c, name);
  const probe = isStartup ? wants.startupProbe : wants.livenessProbe;
  const wasUp = isStartup ? lane.startedUpAt !== null : lane.ready.length > 0;
  const isSlow = !wasUp || isStartup;
  const failed = eventsOf(c, name, 'Unhealthy').filter(({ message }) =>
    message?.startsWith(isStartup ? 'Startup' : 'Liveness'),
  );
  const said = failed.at(-1)?.message?.replace(/^\w+ probe failed:\s*/, '') ?? '';
  const newest = ends.at(-1);
  const after = newest === undefined ? '' : ` It then ended with ${endingWords(newest.ending)}.`;
  return finding(c, isSlow ? 'probe-kills-slow-starter' : 'probe-kills', {
    severity: severityOf(course, c, ends),
    container: name,
    since: ends[0]?.finishedAt ?? null,
    title: isSlow
      ? `The ${which} probe kills ${name} before it is up`
      : `The ${which} probe kills ${name}`,
    sentence: `The kubelet has killed ${name} ${times(Math.max(kill.count, 1))} because its ${which} probe failed${askedWords(probe)}${said === '' ? '' : `: ${clipped(said, 160)}`}.${after}${isSlow ? slowWords(probe, isStartup) : ''}${heldUpWords(c, name)}`,
    evidence: [
      ...byEvents([kill]),
      ...byEvents(failed),
      ...(newest === undefined ? [] : [byEnd(c, course, newest)]),
      ...(probe === undefined
        ? []
        : [
            bySpec(
              `${which} probe of ${name}: ${probe.asks}, after ${probe.initialDelaySeconds}s, every ${probe.periodSeconds}s, ${probe.failureThreshold} failures`,
            ),
          ]),
    ],
    next: [
      logsOfContainer(c.pod, name, true),
      kubectl(c.pod.namespace, 'top', 'pod', c.pod.name, '--containers'),
      describePod(c.pod),
    ],
  });
}

const askedWords = (probe: ProbeSpec | undefined): string =>
  probe === undefined
    ? ''
    : ` ${probe.failureThreshold} times in a row (${quoted(probe.asks)}, every ${probe.periodSeconds}s)`;

/** How long a start may take before the kill. */
export const budgetSeconds = ({
  initialDelaySeconds,
  periodSeconds,
  failureThreshold,
}: ProbeSpec): number => initialDelaySeconds + periodSeconds * failureThreshold;

function slowWords(probe: ProbeSpec | undefined, isStartup: boolean): string {
  if (probe === undefined) return '';
  const mend = isStartup
    ? 'A higher failureThreshold gives it more.'
    : 'A startupProbe would give it time to start.';
  return ` It has ${budgetSeconds(probe)}s to start, and needs longer. ${mend}`;
}
