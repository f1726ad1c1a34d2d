/** It ends well and is started again each time: it is not made to be restarted, or should be an init container or a Job. */

import type { Circumstances } from '../circumstances.ts';
import type { Course, EndedAttempt } from '../course.ts';
import { byEnd } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { describePod, logsOfContainer } from '../kubectl.ts';
import { courses, finding, heldUpWords, isBesideRunningApps, type Rule } from '../rule.ts';
import { quoted, times } from '../words.ts';

export const endsWithZero: Rule = (c) =>
  courses(c).flatMap((course) => {
    const { ends, failures, broken, lane } = course;
    const newest = ends.at(-1);
    const isLoop = ends.length > 1 && failures.length === 0 && broken !== null;
    // Beside a running app one such end already leaves its work undone.
    const isDown =
      lane.role === 'native-sidecar' &&
      ends.length > 0 &&
      failures.length === 0 &&
      broken === null &&
      !course.isRunning;
    if (newest === undefined || lane.role === 'init' || !(isLoop || (isDown && ends.length > 1)))
      return [];
    return c.isOver ? [] : [zeroFinding(c, course, newest)];
  });

function zeroFinding(c: Circumstances, course: Course, newest: EndedAttempt): Finding {
  const { name, role } = course.lane;
  const isSidecar = role === 'native-sidecar';
  const advice = isSidecar
    ? 'A native sidecar must keep running; one that does its work and ends is an ordinary init container.'
    : `Work that ends belongs into a Job, or into a pod with restartPolicy ${quoted('OnFailure')}.`;
  return finding(c, 'ends-with-zero', {
    severity: isBesideRunningApps(course, c) ? 'warning' : 'critical',
    container: name,
    since: course.ends[0]?.finishedAt ?? null,
    title: `${name} ends with 0 again and again`,
    sentence: `${name} ended ${times(course.ends.length)} with exit code 0 and is started again each time, because ${isSidecar ? 'a native sidecar always is' : 'the pod’s restartPolicy is Always'}. ${advice}${heldUpWords(c, name)}`,
    evidence: [byEnd(c, course, newest)],
    next: [logsOfContainer(c.pod, name, true), describePod(c.pod)],
  });
}
