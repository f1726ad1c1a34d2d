/** The postStart hook: it fails and the container is killed, or it does not end and holds up the rest. */

import { type Circumstances, eventsOf, lasted } from '../circumstances.ts';
import type { Course } from '../course.ts';
import { byEnd, byEvents, byWait } from '../evidence.ts';
import { howOften } from '../failure-words.ts';
import type { Finding } from '../finding.ts';
import { describePod, kubectl, logsOfContainer } from '../kubectl.ts';
import { courses, finding, heldUpWords, type Rule, severityOf } from '../rule.ts';
import { forSince } from '../words.ts';

export const postStartFailed: Rule = (c) =>
  courses(c).flatMap((course) =>
    course.lane.hasPostStart && isHookError(c, course) ? [hookFailed(c, course)] : [],
  );

/** The first time it is told before the end of the run is. */
function hookFailed(c: Circumstances, course: Course): Finding {
  const newest = course.ends.at(-1) ?? null;
  const { name } = course.lane;
  const often =
    newest === null
      ? '.'
      : `: ${howOften(course, course.ends)} so far. The container’s own exit code, ${newest.ending.exitCode}, says nothing.`;
  return finding(c, 'post-start-failed', {
    severity: newest === null ? 'warning' : severityOf(course, c, course.ends),
    container: name,
    since: course.ends[0]?.finishedAt ?? course.broken?.since ?? null,
    title: `The postStart hook of ${name} fails`,
    sentence: `The postStart hook of ${name} fails, so the kubelet kills the container right after it started${often}${heldUpWords(c, name)}`,
    evidence: [
      ...byEvents(eventsOf(c, name, 'FailedPostStartHook')),
      ...byWait(c, name),
      ...(newest === null ? [] : [byEnd(c, course, newest)]),
    ],
    next: [hookCommand(c, name), logsOfContainer(c.pod, name, true), describePod(c.pod)],
  });
}

/** Told by its reason while it waits, or by an event that is no older than the newest run. */
function isHookError(c: Circumstances, { lane, current, ends }: Course): boolean {
  if (current?.kind === 'back-off' && current.failedStart === 'PostStartHookError') return true;
  if (current?.kind === 'waiting' && current.reason === 'PostStartHookError') return true;
  const event = eventsOf(c, lane.name, 'FailedPostStartHook').at(-1);
  const end = ends.at(-1);
  return event !== undefined && end?.startedAt != null && event.at >= end.startedAt;
}

const hookCommand = (c: Circumstances, name: string): string =>
  kubectl(
    c.pod.namespace,
    'get',
    'pod',
    c.pod.name,
    '-o',
    `jsonpath={.spec..containers[?(@.name=="${name}")].lifecycle.postStart}`,
  );

/** While the hook runs, the API says that the container waits; only its Started event tells that it runs. */
export const postStartEndless: Rule = (c) =>
  courses(c).flatMap(({ lane, current }) => {
    const { name } = lane;
    if (!lane.hasPostStart || current?.kind !== 'waiting' || current.to !== null) return [];
    const started = eventsOf(c, name, 'Started').at(-1);
    if (started === undefined || started.at < current.from || c.pod.deletion !== null) return [];
    const waited = lasted(c, started.at);
    return [
      finding(c, 'post-start-endless', {
        severity: waited < c.patience['native-sidecar'] ? 'info' : 'critical',
        container: name,
        since: started.at,
        title: `The postStart hook of ${name} has not ended`,
        sentence: `${name} has run for ${forSince(started.at, c.now)}, but its postStart hook has not ended, so the kubelet does not count it as started; the API calls it ${current.reason ?? 'waiting'}.${heldUpWords(c, name)}`,
        evidence: [...byEvents([started]), ...byWait(c, name)],
        next: [hookCommand(c, name), logsOfContainer(c.pod, name), describePod(c.pod)],
      }),
    ];
  });
