/** Killed for memory: the container itself, or a child of it while it ended with 0. */

import { type Circumstances, wantsOf } from '../circumstances.ts';
import type { Course, EndedAttempt } from '../course.ts';
import { byEnd, byLine, bySpec, errorOf } from '../evidence.ts';
import { everWords, howOften, runWords } from '../failure-words.ts';
import type { Finding } from '../finding.ts';
import { describePod, kubectl, logsOfContainer } from '../kubectl.ts';
import { courses, finding, heldUpWords, type Rule, severityOf } from '../rule.ts';
import { isStartOutOfMemory } from '../start-words.ts';
import { quoted } from '../words.ts';

export const memory: Rule = (c) =>
  courses(c).flatMap((course) => {
    const kills = course.failures.filter(isKill);
    const newest = kills.at(-1);
    // One that was killed and failed otherwise since has another trouble now.
    return newest === undefined || newest !== course.failures.at(-1)
      ? []
      : [killed(c, course, kills, newest)];
  });

/** A limit may be so low that the runtime itself is killed before the program begins. */
const isKill = ({ ending }: EndedAttempt): boolean =>
  ending.reason === 'OOMKilled' || isStartOutOfMemory(ending.message ?? '');

function killed(
  c: Circumstances,
  course: Course,
  kills: readonly EndedAttempt[],
  newest: EndedAttempt,
): Finding {
  const { name } = course.lane;
  const limit = wantsOf(c, name).memoryLimit ?? null;
  const isChild = newest.ending.exitCode === 0;
  const isEnd = isChild && c.pod.restartPolicy === 'Never';
  const often = howOften(course, kills);
  const what = isChild
    ? `A process of ${name} was killed for memory ${often} while ${name} itself ended with 0, which the kubelet counts as a failure`
    : `${name} was killed for using too much memory ${often}`;
  return finding(c, isChild ? 'oom-child' : 'oom-killed', {
    severity: isEnd ? 'critical' : severityOf(course, c),
    container: name,
    since: kills[0]?.finishedAt ?? null,
    title: isChild
      ? `A process of ${name} was killed for memory`
      : `${name} needs more memory than ${limit === null ? 'it can have' : `its limit of ${limit}`}`,
    sentence: `${what}${runWords(kills)}. ${limitWords(limit)} ${everWords(c, course)}${isEnd ? NEVER_AGAIN : ''}${heldUpWords(c, name)}`,
    evidence: [
      byEnd(c, course, newest),
      ...(limit === null ? [] : [bySpec(`memory limit of ${name}: ${limit}`)]),
      ...byLine(errorOf(c, course, newest)),
    ],
    next: [
      kubectl(c.pod.namespace, 'top', 'pod', c.pod.name, '--containers'),
      logsOfContainer(c.pod, name, true),
      describePod(c.pod),
    ],
  });
}

const NEVER_AGAIN = ' It is not run again (restartPolicy Never), so nothing behind it ever starts.';

const limitWords = (limit: string | null): string =>
  limit === null
    ? 'It has no limit of its own, so the node or the pod ran out of memory.'
    : `Its limit is ${quoted(limit)}.`;
