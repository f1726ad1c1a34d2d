/** It fails because of a container beside it: one that is not up yet, or one that has not written a file yet. */

import { type Circumstances, wantsOf } from '../circumstances.ts';
import type { Course, EndedAttempt } from '../course.ts';
import { byEnd, bySpec, type ErrorLine, errorOf } from '../evidence.ts';
import { howOften } from '../failure-words.ts';
import type { Finding } from '../finding.ts';
import { isHere } from '../hosts.ts';
import { describePod, logsOfContainer } from '../kubectl.ts';
import { logHintOf } from '../log-hints.ts';
import { courses, finding, type Rule, severityOf } from '../rule.ts';
import { quoted } from '../words.ts';

export const neighbours: Rule = (c) =>
  courses(c).flatMap((course) => {
    const newest = course.failures.at(-1);
    const error = newest === undefined ? null : errorOf(c, course, newest);
    if (newest === undefined || error === null || course.lane.role === 'init') return [];
    return races(c, course, newest, error) ?? unfilled(c, course, newest, error) ?? [];
  });

/** Nobody listens yet on a port of this pod that another container has. */
function races(
  c: Circumstances,
  course: Course,
  newest: EndedAttempt,
  error: ErrorLine,
): readonly Finding[] | null {
  const hint = logHintOf([error.line]);
  if (hint?.says !== 'refused' || hint.host === null || !isHere(hint.host)) return null;
  const owner = c.courses.find(
    ({ lane }) => lane !== course.lane && wantsOf(c, lane.name).ports?.includes(hint.port ?? 0),
  );
  // A native sidecar is up before any app: if it does not listen, it is not a race.
  if (owner === undefined || (owner.lane.role === 'native-sidecar' && owner.isRunning)) return null;
  const { name } = course.lane;
  return [
    finding(c, 'sidecar-races-app', {
      severity: severityOf(course, c),
      container: name,
      since: course.failures[0]?.finishedAt ?? null,
      title: `${name} starts before ${owner.lane.name} listens`,
      sentence: `${name} failed ${howOften(course, course.failures)}, because nobody listened on port ${hint.port} of the pod yet; that is ${owner.lane.name}’s port, and both start at the same time. As a native sidecar (an init container with restartPolicy Always and a startupProbe) ${owner.lane.name} would be up first.`,
      evidence: [
        error.evidence,
        byEnd(c, course, newest),
        bySpec(`${owner.lane.name} has the port ${hint.port}`),
      ],
      next: [
        logsOfContainer(c.pod, owner.lane.name),
        logsOfContainer(c.pod, name, true),
        describePod(c.pod),
      ],
    }),
  ];
}

/** A file is missing in a volume that another container, which starts at the same time, fills. */
function unfilled(
  c: Circumstances,
  course: Course,
  newest: EndedAttempt,
  error: ErrorLine,
): readonly Finding[] | null {
  const match =
    /(\/[\w./@+-]+)['"]?:? (?:no such file|not found|does not exist)|(?:[Nn]o such file or directory|cannot open|can't open|ENOENT)[^/]*(\/[\w./@+-]+)/i.exec(
      error.line,
    );
  const path = match?.[1] ?? match?.[2] ?? null;
  if (path === null) return null;
  const mount = wantsOf(c, course.lane.name).mounts?.find((it) => path.startsWith(`${it.path}/`));
  const shared = course.lane.sharedVolumes?.find(({ volume }) => volume === mount?.volume);
  const writers = c.courses.filter(
    ({ lane }) => shared?.with.includes(lane.name) && lane.kind === 'app',
  );
  const [writer] = writers;
  if (mount === undefined || writer === undefined) return null;
  const { name } = course.lane;
  return [
    finding(c, 'shared-volume-not-filled', {
      severity: severityOf(course, c),
      container: name,
      since: course.failures[0]?.finishedAt ?? null,
      title: `${name} misses a file in the volume ${mount.volume}`,
      sentence: `${name} failed ${howOften(course, course.failures)}, because ${quoted(path)} is not there. It lies in the volume ${quoted(mount.volume)}, which ${name} shares with ${writer.lane.name}; both start at the same time, so ${writer.lane.name} has not written it yet, or writes elsewhere.`,
      evidence: [
        error.evidence,
        byEnd(c, course, newest),
        bySpec(`${name} mounts ${mount.volume} at ${mount.path}`),
      ],
      next: [
        logsOfContainer(c.pod, writer.lane.name),
        logsOfContainer(c.pod, name, true),
        describePod(c.pod),
      ],
    }),
  ];
}
