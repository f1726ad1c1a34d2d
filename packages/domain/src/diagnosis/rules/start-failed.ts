/** The program cannot be started: it is not there, may not be executed, or is made for another processor. */

import type { Circumstances } from '../circumstances.ts';
import type { FindingCode } from '../codes.ts';
import type { Course, EndedAttempt } from '../course.ts';
import { byEnd, byWait, errorOf } from '../evidence.ts';
import { howOften } from '../failure-words.ts';
import type { Finding } from '../finding.ts';
import { debugPod, kubectl, logsOfContainer } from '../kubectl.ts';
import { courses, finding, heldUpWords, type Rule, severityOf } from '../rule.ts';
import { clipped, quoted } from '../words.ts';

export const startFailed: Rule = (c) =>
  courses(c).flatMap((course) => {
    const newest = course.failures.at(-1);
    const trouble = newest === undefined ? null : troubleOf(c, course, newest);
    return newest === undefined || trouble === null
      ? []
      : [startFinding(c, course, newest, trouble)];
  });

interface Trouble {
  readonly code: Extract<
    FindingCode,
    'command-not-found' | 'not-executable' | 'image-wrong-architecture' | 'start-failed'
  >;
  /** The program, where it is named. */
  readonly program: string | null;
  readonly said: string | null;
}

const BY_RUNTIME = new Set(['StartError', 'ContainerCannotRun']);

function troubleOf(c: Circumstances, course: Course, newest: EndedAttempt): Trouble | null {
  const { reason, exitCode, message } = newest.ending;
  const isRuntime = BY_RUNTIME.has(reason ?? '');
  const text = isRuntime ? (message ?? '') : (errorOf(c, course, newest)?.line ?? '');
  const code = codeOf(text, exitCode, isRuntime);
  if (code === null) return null;
  return { code, program: programIn(text), said: text === '' ? null : lastWords(text) };
}

/** 126 and 127 are a shell's words for the same. */
function codeOf(text: string, exitCode: number, isRuntime: boolean): Trouble['code'] | null {
  if (/exec format error/i.test(text)) return 'image-wrong-architecture';
  if (exitCode === 126) return 'not-executable';
  if (exitCode === 127) return 'command-not-found';
  if (!isRuntime) return null;
  if (/permission denied|is a directory/i.test(text)) return 'not-executable';
  return /no such file or directory|not found/i.test(text) ? 'command-not-found' : 'start-failed';
}

/** `exec: "no-such-program": executable file not found`, `sh: foo: not found`, `sh: line 0: /x: Permission denied`. */
function programIn(text: string): string | null {
  const match =
    /exec:? "([^"]+)"/.exec(text) ??
    /(?:^|: )(?:line )?\d*:? ?([\w./@+-]+): (?:command )?(?:not found|[Pp]ermission denied|cannot execute|No such file)/.exec(
      text,
    );
  return match?.[1] ?? null;
}

/** The runtime wraps it thrice. */
const lastWords = (text: string): string =>
  clipped(text.replace(/^.*unable to start container process: /s, ''), 200);

const TITLES: Readonly<Record<Trouble['code'], string>> = {
  'command-not-found': 'cannot find its command',
  'not-executable': 'may not execute its command',
  'image-wrong-architecture': 'is made for another kind of processor',
  'start-failed': 'cannot be started by the runtime',
};

function startFinding(
  c: Circumstances,
  course: Course,
  newest: EndedAttempt,
  { code, program, said }: Trouble,
): Finding {
  const { name, image } = course.lane;
  const error = errorOf(c, course, newest);
  const what = program === null ? 'its command' : quoted(program);
  return finding(c, code, {
    severity: severityOf(course, c),
    container: name,
    since: course.failures[0]?.finishedAt ?? course.broken?.since ?? null,
    subject: `image ${image}`,
    title: `${name} ${TITLES[code]}${program === null || code === 'image-wrong-architecture' ? '' : `, ${program}`}`,
    sentence: `${sentenceOf(code, name, what, image)} It was tried ${howOften(course, course.failures)}, with exit code ${newest.ending.exitCode}${said === null ? '' : `: ${quoted(said.replaceAll('`', '′'))}`}.${heldUpWords(c, name)}`,
    evidence: [
      byEnd(c, course, newest),
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
