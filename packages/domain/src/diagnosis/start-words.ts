/** Why a program cannot be started, in the words of runtimes (runc and crun, under containerd and CRI-O) and of shells. */

import { toldByReason } from '../waits-for.ts';
import type { FindingCode } from './codes.ts';
import type { Course } from './course.ts';
import { clipped } from './words.ts';

export type StartCode = Extract<
  FindingCode,
  'command-not-found' | 'not-executable' | 'image-wrong-architecture'
>;

const MISSING = '(?:no such file or directory|not found)';
/** runc says `exec: "x": …`, `exec /x: …`, once it said `exec user process caused …`; crun says `executable file `x` not found`. */
const EXEC = String.raw`\bexec(?:: \\?["'][^"']+["']: | user process caused(?: "|: )?:? ?| [\w./@+-]+: )`;

const SIGNS: readonly (readonly [StartCode, RegExp])[] = [
  ['image-wrong-architecture', /exec format error/i],
  [
    'command-not-found',
    new RegExp(`executable file .*not found|${EXEC}(?:stat )?.*${MISSING}`, 'i'),
  ],
  [
    'not-executable',
    new RegExp(
      `open executable: permission denied|${EXEC}.*(?:permission denied|is a directory)`,
      'i',
    ),
  ],
];

/** Null where it is no trouble with the program: a mount, a working directory, a user, a cgroup. */
export const startTroubleIn = (text: string): StartCode | null =>
  SIGNS.find(([, sign]) => sign.test(text))?.[0] ?? null;

/** What a runtime says of a container that it does not create or start, while there is no end of it; some leak it as the reason. */
export function startRefusalOf({ current, status, failures }: Course): string | null {
  if (current?.kind !== 'waiting' || current.to !== null || failures.length > 0) return null;
  const { reason } = current;
  if (toldByReason(reason)?.kind !== 'runtime' || reason === 'CrashLoopBackOff') return null;
  const state = status?.state;
  const message = (state?.kind === 'waiting' ? state.message : null) ?? current.message ?? '';
  return reason?.includes(' ') === true ? `${reason} ${message}`.trim() : message;
}

/** runc, where the memory limit does not even let the program begin. */
export const isStartOutOfMemory = (text: string): boolean => /init was OOM-killed/.test(text);

const PROGRAMS = [
  /exec: \\?["']([^"'\\]+)/,
  /executable file [`'"\\]*([^`'"\s\\]+)[`'"\\]* not found/,
  /\bexec ([\w./@+-]+): /,
  /shared librar(?:ies:|y) ([\w./@+-]+):/,
  /(?:^|: )(?:line )?\d*:? ?([\w./@+-]+): (?:command )?(?:not found|[Pp]ermission denied|cannot execute|No such file)/,
  /(?:^|: )(?:can't execute )?[‘'"]([\w./@+-]+)[’'"]: No such file/,
];

/** The program, or what it is missing; null where it is not named. */
export function programIn(text: string): string | null {
  for (const sign of PROGRAMS) {
    const match = sign.exec(text);
    if (match?.[1] !== undefined) return match[1];
  }
  return null;
}

/** The runtime wraps it thrice. */
export const runtimeWords = (text: string): string =>
  clipped(
    text.replace(
      /^.*(?:unable to start container process: |container create failed: (?!time=))/s,
      '',
    ),
    300,
  );
