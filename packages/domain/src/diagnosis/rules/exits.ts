/** It ends with an error, and nothing more particular is known: by a signal, or by an exit code. */

import type { Circumstances } from '../circumstances.ts';
import type { Course, EndedAttempt } from '../course.ts';
import { byEnd, byLine, errorOf, saidWords } from '../evidence.ts';
import { everWords, howOften, runWords } from '../failure-words.ts';
import type { Finding } from '../finding.ts';
import { describePod, logsOfContainer } from '../kubectl.ts';
import { logHintOf } from '../log-hints.ts';
import { courses, finding, heldUpWords, isBehind, type Rule, severityOf } from '../rule.ts';
import { targetName, targetWords } from '../target-words.ts';
import { endingWords, quoted, signalName, signalOf } from '../words.ts';

export const exits: Rule = (c) =>
  courses(c).flatMap((course) => {
    const newest = course.failures.at(-1);
    return newest === undefined ? [] : [exitFinding(c, course, newest)];
  });

function exitFinding(c: Circumstances, course: Course, newest: EndedAttempt): Finding {
  const { failures, lane } = course;
  const { name } = lane;
  const error = errorOf(c, course, newest);
  const missing = unreached(c, error?.line ?? null);
  const isUp = isBehind(course, failures);
  return finding(c, signalOf(newest.ending) === null ? 'exits-non-zero' : 'killed-by-signal', {
    severity: severityOf(course, c),
    container: name,
    since: failures[0]?.finishedAt ?? null,
    subject: missing?.subject ?? null,
    title: titleOf(name, newest, failures.length, isUp),
    sentence: [
      `${name} failed ${howOften(course, failures)}, with ${endingWords(newest.ending)}${differently(failures)}${runWords(failures)}.`,
      isUp ? 'It runs again.' : everWords(c, course),
      ...(error === null ? [] : [saidWords(error)]),
      ...(missing === null ? [] : [missing.words]),
      heldUpWords(c, name).trim(),
    ]
      .filter((part) => part !== '')
      .join(' '),
    evidence: [...byLine(error), byEnd(c, course, newest)],
    next: [
      logsOfContainer(c.pod, name, course.isRunning || newest !== lane.attempts.at(-1)),
      ...(missing === null ? [] : missing.next),
      describePod(c.pod),
    ],
  });
}

function titleOf(name: string, { ending }: EndedAttempt, count: number, isUp: boolean): string {
  const signal = signalOf(ending);
  const what = signal === null ? `exit code ${ending.exitCode}` : signalName(signal);
  if (isUp) return `${name} ended with ${what} and runs again`;
  const how = signal === null ? `ends with ${what}` : `is ended by ${what}`;
  return `${name} ${how}${count > 1 ? ' again and again' : ''}`;
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
