/** Words that several rules say. */
import type { Ending } from '../container-state.ts';
import { between, humanDuration, type Millis } from '../time.ts';
import type { EndedAttempt } from './course.ts';

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** `1 time`, `6 times`. */
export const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

export const quoted = (name: string): string => `\`${name}\``;

/** `after 3s`; nothing where the run has no times. */
export function ranFor({ startedAt, finishedAt }: EndedAttempt): string {
  if (startedAt === null || finishedAt === null) return '';
  const length = between(startedAt, finishedAt);
  return length < 1000 ? ' at once' : ` after ${humanDuration(length)}`;
}

export const forSince = (since: Millis, now: Millis): string =>
  humanDuration(between(since, now < since ? since : now));

const SIGNALS: ReadonlyMap<number, readonly [name: string, meaning: string]> = new Map([
  [1, ['SIGHUP', 'hung up']],
  [2, ['SIGINT', 'interrupted']],
  [3, ['SIGQUIT', 'asked to quit']],
  [4, ['SIGILL', 'an instruction that this processor does not have']],
  [6, ['SIGABRT', 'it gave up by itself (an assertion, abort)']],
  [7, ['SIGBUS', 'a memory access that cannot be (a full volume, a truncated file)']],
  [8, ['SIGFPE', 'an arithmetic error']],
  [9, ['SIGKILL', 'killed; nothing can refuse that']],
  [11, ['SIGSEGV', 'a memory access out of bounds: a bug in the program']],
  [13, ['SIGPIPE', 'it wrote where nobody reads']],
  [15, ['SIGTERM', 'asked to stop']],
  [24, ['SIGXCPU', 'out of CPU time']],
  [31, ['SIGSYS', 'a system call that seccomp forbids']],
]);

/** The signal that ended it: told by the runtime, or by the shell's 128 + n. Null where none did. */
export function signalOf({ signal, exitCode }: Ending): number | null {
  if (signal !== null) return signal;
  return exitCode > 128 && exitCode <= 128 + 64 ? exitCode - 128 : null;
}

/** `signal 9 (SIGKILL: killed; nothing can refuse that)`. */
function signalWords(signal: number): string {
  const known = SIGNALS.get(signal);
  return known === undefined ? `signal ${signal}` : `signal ${signal} (${known[0]}: ${known[1]})`;
}

export const signalName = (signal: number): string =>
  SIGNALS.get(signal)?.[0] ?? `signal ${signal}`;

/** By the shell's convention; 128 besides by git's. */
const CODES: ReadonlyMap<number, string> = new Map([
  [126, ' (a command that may not be executed)'],
  [127, ' (a command that was not found)'],
  [128, ' (a fatal error, as git and runtimes call it)'],
]);

/** `exit code 139, signal 11 (SIGSEGV: …)`, `exit code 127 (a command that was not found)`. */
export function endingWords(ending: Ending): string {
  const signal = signalOf(ending);
  const by = signal === null ? (CODES.get(ending.exitCode) ?? '') : `, ${signalWords(signal)}`;
  return `exit code ${ending.exitCode}${by}`;
}

/** One line, at most so many characters. */
export function clipped(text: string, most = 300): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

/** `: what was said`; nothing where nothing was. */
export function afterColon(text: string, most = 300): string {
  const words = clipped(text, most);
  return words === '' ? '' : `: ${words}`;
}

/** A sentence's end, whatever the text ends with. */
export const withStop = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
