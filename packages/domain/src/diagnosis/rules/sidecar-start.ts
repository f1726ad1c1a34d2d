/** A native sidecar that runs and has not started up: its start-up probe does not pass, and everything behind it waits. */
import type { Course } from '../course.ts';
import { byEvents, bySpec, logsOf } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { describePod, execIn, logsOfContainer } from '../kubectl.ts';
import { errorLineOf } from '../log-lines.ts';
import { type Circumstances, eventsOf, lasted, wantsOf } from '../pod-case.ts';
import { courses, finding, heldUpWords, type Rule } from '../rule.ts';
import { clipped, forSince, quoted, withStop } from '../words.ts';
import { budgetSeconds } from './probe-kills.ts';

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
  const newest = failed.at(-1);
  const said = newest?.message?.replace(/^Startup probe failed:\s*/, '') ?? '';
  const count = failed.reduce((sum, event) => sum + event.count, 0);
  const log = logsOf(c, name)[0];
  const line = errorLineOf(log?.lines ?? []);
  const budget =
    probe === undefined
      ? ''
      : ` It may take ${budgetSeconds(probe)}s (${quoted(probe.asks)}, every ${probe.periodSeconds}s, ${probe.failureThreshold} failures) before it is killed.`;
  return finding(c, 'sidecar-not-started', {
    severity: lasted(c, from) < c.patience['native-sidecar'] ? 'info' : 'critical',
    container: name,
    since: from,
    title: `The start-up probe of ${name} has not passed`,
    sentence:
      [
        `The native sidecar ${name} has run for ${forSince(from, c.now)}, but its start-up probe has not passed${count === 0 ? '' : ` (${count} failures told)`}${said === '' ? '' : `: ${clipped(said, 160)}`}.`,
        ...(line === null ? [] : [withStop(`It said last: ${quoted(line.replaceAll('`', '′'))}`)]),
      ].join(' ') + `${budget}${heldUpWords(c, name)}`,
    evidence: [
      ...byEvents(failed),
      ...(line === null || log === undefined
        ? []
        : [
            {
              at: null,
              kind: 'log',
              text: line,
              ref: { container: name, attempt: log.attempt },
            } as const,
          ]),
      ...(probe === undefined
        ? []
        : [
            bySpec(
              `start-up probe of ${name}: ${probe.asks}, every ${probe.periodSeconds}s, ${probe.failureThreshold} failures`,
            ),
          ]),
    ],
    next: [logsOfContainer(c.pod, name), execIn(c.pod, name, 'sh'), describePod(c.pod)],
  });
}
