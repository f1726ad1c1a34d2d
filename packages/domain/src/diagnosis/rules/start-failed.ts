/** The program cannot be started: it is not there, may not be executed, or is made for another processor. */

import type { Circumstances } from '../circumstances.ts';
import { type Course, type EndedAttempt, isLong } from '../course.ts';
import { byEnd, byWait, errorOf } from '../evidence.ts';
import { howOften } from '../failure-words.ts';
import type { Finding } from '../finding.ts';
import { debugPod, kubectl, logsOfContainer } from '../kubectl.ts';
import { courses, finding, heldUpWords, type Rule, severityOf } from '../rule.ts';
import {
  programIn,
  runtimeWords,
  type StartCode,
  startRefusalOf,
  startTroubleIn,
} from '../start-words.ts';
import { quoted } from '../words.ts';

export const startFailed: Rule = (c) =>
  courses(c).flatMap((course) => {
    const newest = course.failures.at(-1) ?? null;
    const trouble = newest === null ? troubleBefore(course) : troubleOf(c, course, newest);
    return trouble === null ? [] : [startFinding(c, course, newest, trouble)];
  });

interface Trouble {
  readonly code: StartCode | 'start-failed';
  /** The program, where it is named. */
  readonly program: string | null;
  readonly said: string | null;
}

const troubleIn = (code: Trouble['code'], text: string): Trouble => ({
  code,
  program: programIn(text),
  said: text === '' ? null : runtimeWords(text),
});

/** CRI-O finds out while it creates the container: of such a one there is no run, and no end. */
function troubleBefore(course: Course): Trouble | null {
  const text = startRefusalOf(course);
  const code = text === null ? null : startTroubleIn(text);
  return text === null || code === null ? null : troubleIn(code, text);
}

const BY_RUNTIME = new Set(['StartError', 'ContainerCannotRun']);

function troubleOf(c: Circumstances, course: Course, newest: EndedAttempt): Trouble | null {
  const { reason, exitCode, message } = newest.ending;
  if (BY_RUNTIME.has(reason ?? '')) {
    const text = message ?? '';
    return troubleIn(byExit(exitCode) ?? startTroubleIn(text) ?? 'start-failed', text);
  }
  const text = errorOf(c, course, newest)?.line ?? '';
  // Who ran for a while did start: it missed a program later.
  const code = (isLong(newest) ? null : byExit(exitCode)) ?? byLog(text);
  return code === null ? null : troubleIn(byLog(text) ?? code, text);
}

/** What runc writes into the container's own log once it has handed over; what a program says of others is its own affair. */
const byLog = (text: string): StartCode | null =>
  /exec format error/i.test(text) || /^(?:\S+: )?exec[ :]/.test(text) ? startTroubleIn(text) : null;

/** A shell's words for it. */
function byExit(exitCode: number): StartCode | null {
  if (exitCode === 126) return 'not-executable';
  return exitCode === 127 ? 'command-not-found' : null;
}

const TITLES: Readonly<Record<Trouble['code'], string>> = {
  'command-not-found': 'cannot find its command',
  'not-executable': 'may not execute its command',
  'image-wrong-architecture': 'is made for another kind of processor',
  'start-failed': 'cannot be started by the runtime',
};

function startFinding(
  c: Circumstances,
  course: Course,
  newest: EndedAttempt | null,
  { code, program, said }: Trouble,
): Finding {
  const { name, image } = course.lane;
  const error = newest === null ? null : errorOf(c, course, newest);
  const words = said === null ? '' : `: ${quoted(said.replaceAll('`', '′'))}`;
  const tried =
    newest === null
      ? `The runtime does not even create it${words}.`
      : `It was tried ${howOften(course, course.failures)}, with exit code ${newest.ending.exitCode}${words}.`;
  const what = program === null ? 'its command' : quoted(program);
  return finding(c, code, {
    severity: newest === null ? 'critical' : severityOf(course, c),
    container: name,
    since: course.failures[0]?.finishedAt ?? course.broken?.since ?? null,
    subject: `image ${image}`,
    title: `${name} ${TITLES[code]}${program === null || code === 'image-wrong-architecture' ? '' : `, ${program}`}`,
    sentence: `${sentenceOf(code, name, what, image)} ${tried}${heldUpWords(c, name)}`,
    evidence: [
      ...(newest === null ? [] : [byEnd(c, course, newest)]),
      ...byWait(c, name),
      ...(error === null ? [] : [error.evidence]),
    ],
    next: [
      kubectl(
        c.pod.namespace,
        'get',
        'pod',
        c.pod.name,
        '-o',
        `jsonpath={.spec..containers[?(@.name=="${name}")].command}`,
      ),
      logsOfContainer(c.pod, name, true),
      debugPod(c.pod, name),
    ],
  });
}

function sentenceOf(code: Trouble['code'], name: string, what: string, image: string): string {
  switch (code) {
    case 'command-not-found':
      return `${name} cannot start, because ${what} is not in the image ${quoted(image)} (or not in its PATH, or the interpreter that it names is not).`;
    case 'not-executable':
      return `${name} cannot start, because ${what} may not be executed: it lacks the execute bit, or its volume is mounted noexec.`;
    case 'image-wrong-architecture':
      return `${name} cannot start, because a program in ${quoted(image)} is made for another kind of processor than the node’s (or a script lacks its first line, #!).`;
    case 'start-failed':
      return `${name} cannot start: the runtime refuses it.`;
  }
}
