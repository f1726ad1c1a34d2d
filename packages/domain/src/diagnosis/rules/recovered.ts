/** An init failed at first and then did its work: nothing to do, and worth knowing. */
import { byEnd } from '../evidence.ts';
import { logsOfContainer } from '../kubectl.ts';
import { courses, finding, type Rule } from '../rule.ts';
import { endingWords, times } from '../words.ts';

export const recovered: Rule = (c) =>
  courses(c).flatMap((course) => {
    const { overcome, failures, lane } = course;
    const last = overcome.at(-1);
    if (last === undefined || failures.length > 0 || lane.role !== 'init') return [];
    return [
      finding(c, 'failed-then-succeeded', {
        severity: 'info',
        container: lane.name,
        since: overcome[0]?.finishedAt ?? null,
        title: `${lane.name} failed ${times(overcome.length)} before it completed`,
        sentence: `${lane.name} failed ${times(overcome.length)}, last with ${endingWords(last.ending)}, and completed on the next attempt; the pod started that much later.`,
        evidence: [byEnd(c, course, last)],
        next: [logsOfContainer(c.pod, lane.name)],
      }),
    ];
  });
