/** A native sidecar that runs and has not started up: its start-up probe does not pass, and everything behind it waits. */
import type { ProbeSpec } from '../../pod-spec.ts';
import { type Circumstances, eventsOf, lasted, wantsOf } from '../circumstances.ts';
import type { Course } from '../course.ts';
import { byEvents, byLine, bySpec, lastLine, saidWords } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { describePod, execIn, logsOfContainer } from '../kubectl.ts';
import type { EvidenceEvent } from '../pod-case.ts';
import { budgetSeconds, probeAnswer, probeWords } from '../probe-words.ts';
import { courses, finding, heldUpWords, type Rule } from '../rule.ts';
import { forSince } from '../words.ts';

export const sidecarStart: Rule = (c) =>
  c.pod.deletion !== null || c.isOver
    ? []
    : courses(c).flatMap((course) => {
        const { lane, status, isRunning } = course;
        const isBlocked = lane.role === 'native-sidecar' && isRunning && status?.started === false;
        const from = lane.attempts.at(-1)?.startedAt ?? null;
        return isBlocked && lane.hasStartupProbe && from !== null
          ? [notStarted(c, course, from)]
          : [];
      });

function notStarted(c: Circumstances, course: Course, from: Circumstances['now']): Finding {
  const { name } = course.lane;
  const probe = wantsOf(c, name).startupProbe;
  const failed = eventsOf(c, name, 'Unhealthy').filter(({ message }) =>
    message?.startsWith('Startup'),
  );
  const line = lastLine(c, name);
  return finding(c, 'sidecar-not-started', {
    severity: lasted(c, from) < c.patience['native-sidecar'] ? 'info' : 'critical',
    container: name,
    since: from,
    title: `The start-up probe of ${name} has not passed`,
    sentence: [
      `The native sidecar ${name} has run for ${forSince(from, c.now)}, but its start-up probe has not passed${failureWords(failed)}.`,
      ...(line === null ? [] : [saidWords(line)]),
      ...(probe === undefined ? [] : [budgetWords(probe)]),
      heldUpWords(c, name).trim(),
    ]
      .filter((part) => part !== '')
      .join(' '),
    evidence: [
      ...byEvents(failed),
      ...byLine(line),
      ...(probe === undefined ? [] : [bySpec(`start-up probe of ${name}: ${probeWords(probe)}`)]),
    ],
    next: [logsOfContainer(c.pod, name), execIn(c.pod, name, 'sh'), describePod(c.pod)],
  });
}

/** ` (302 failures told): HTTP probe failed with statuscode: 503`. Events are dropped after 25 in a burst: more may have failed. */
function failureWords(failed: readonly EvidenceEvent[]): string {
  const count = failed.reduce((sum, event) => sum + event.count, 0);
  const said = probeAnswer(failed.at(-1)?.message).replace(/\.$/, '');
  const told = count === 0 ? '' : ` (${count} failure${count === 1 ? '' : 's'} told)`;
  return `${told}${said === '' ? '' : `: ${said}`}`;
}

const budgetWords = (probe: ProbeSpec): string =>
  `It may take ${budgetSeconds(probe)}s before it is killed (${probeWords(probe)}).`;
