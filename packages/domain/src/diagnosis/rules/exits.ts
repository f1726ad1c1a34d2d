/** It ends with an error, and nothing more particular is known: by a signal, or by an exit code. */
import type { Course, EndedAttempt } from '../course.ts';
import { byEnd, errorOf } from '../evidence.ts';
import { everWords, howOften, runWords } from '../failure-words.ts';
import type { Finding } from '../finding.ts';
import { describePod, logsOfContainer } from '../kubectl.ts';
import { logHintOf } from '../log-hints.ts';
import type { Circumstances } from '../pod-case.ts';
import { courses, finding, heldUpWords, type Rule, severityOf } from '../rule.ts';
import { targetName, targetWords } from '../target-words.ts';
import { endingWords, quoted, signalName, signalOf, withStop } from '../words.ts';

export const exits: Rule = (c) =>
  courses(c).flatMap((course) => {
    const newest = course.failures.at(-1);
    return newest === undefined ? [] : [exitFinding(c, course, newest)];
  });

function exitFinding(c: Circumstances, course: Course, newest: EndedAttempt): Finding {
  const { failures, lane } = course;
  const { name } = lane;
  const signal = signalOf(newest.ending);
  const error = errorOf(c, course, newest);
  const missing = unreached(c, error?.line ?? null);
  const what = signal === null ? `exit code ${newest.ending.exitCode}` : signalName(signal);
  const how = signal === null ? `ends with ${what}` : `is ended by ${what}`;
  return finding(c, signal === null ? 'exits-non-zero' : 'killed-by-signal', {
    severity: severityOf(course, c),
    container: name,
    since: failures[0]?.finishedAt ?? null,
    subject: missing?.subject ?? null,
    title: `${name} ${how}${failures.length > 1 ? ' again and again' : ''}`,
    sentence: [
      `${name} failed ${howOften(course, failures)}, with ${endingWords(newest.ending)}${differently(failures)}${runWords(failures)}.`,
      everWords(c, course),
      ...(error === null ? [] : [withStop(`It said: ${quoted(error.line.replaceAll('`', '′'))}`)]),
      ...(missing === null ? [] : [missing.words]),
      ...[heldUpWords(c, name).trim()].filter((it) => it !== ''),
    ].join(' '),
    evidence: [...(error === null ? [] : [error.evidence]), byEnd(c, course, newest)],
    next: [
      logsOfContainer(c.pod, name, course.isRunning || newest !== lane.attempts.at(-1)),
      ...(missing === null ? [] : missing.next),
      describePod(c.pod),
    ],
  });
}

const differently = (failures: readonly EndedAttempt[]): string =>
  new Set(failures.map(({ ending }) => ending.exitCode)).size > 1 ? ' the last time' : '';

/** Whom it says that it could not reach. */
function unreached(
  c: Circumstances,
  line: string | null,
): { readonly subject: string; readonly words: string; readonly next: readonly string[] } | null {
  const hint = line === null ? null : logHintOf([line]);
  if (hint?.host == null) return null;
  const target = { kind: 'host', host: hint.host, port: hint.port } as const;
  const { state, subject, next } = targetWords(c, target);
  return { subject, next, words: `It did not reach ${quoted(targetName(target))}; ${state}.` };
}
