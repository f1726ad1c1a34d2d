/** The one line of a log tail that says what went wrong. */
import { clipped } from './words.ts';

/** How sure a line names the failure; the last of the surest is taken: what is written last is what ended the run. */
const SIGNS: readonly (readonly [sign: RegExp, weight: number])[] = [
  [/^(?:Error|[\w.]+(?:Error|Exception))\b[:\s]/, 5],
  [/\b(?:panic|fatal|FATAL|CRITICAL|segfault|SIGSEGV)\b/, 5],
  [/(?:^|[\s[\]"':|])(?:ERROR|error)(?:[\s[\]"':|]|$)/, 4],
  [/exec format error|permission denied|no such file or directory|not found|command not found/i, 4],
  [
    /\b(?:refused|denied|unauthorized|forbidden|unreachable|unable to|cannot|can't|could not|couldn't)\b/i,
    3,
  ],
  [
    /\b(?:failed|failure|exception|invalid|missing|timed out|timeout|exceeded|lost|out of memory)\b/i,
    3,
  ],
  [/\b(?:WARN|warn|warning)\b/, 1],
];

/** What is said after the failure, of what follows from it. */
const AFTERWARDS = /\b(?:rolled back|exiting|aborting|giving up|shutting down|stopped)\b/i;

/** What the kubelet answers when the runtime has removed a container, with status 200. */
const NO_LOG = /^unable to retrieve container logs for \w+:\/\//;

export interface TellingLine {
  readonly line: string;
  /** It names an error; otherwise it is just the last one. */
  readonly isError: boolean;
}

/** A program may write a megabyte without a line end; what a line is about stands at its beginning. */
export const MAX_LINE = 2000;

/** Null where nothing was written. A tail without any sign of an error gives its last line. Shortened to what can be quoted. */
export function errorLineOf(lines: readonly string[]): TellingLine | null {
  const telling = tellingLineOf(lines);
  return telling && { ...telling, line: clipped(telling.line) };
}

/** The same line as it was written, up to `MAX_LINE`. */
export function tellingLineOf(lines: readonly string[]): TellingLine | null {
  let best: { readonly line: string; readonly weight: number } | null = null;
  for (const raw of lines) {
    const line = withoutControl(raw.slice(0, MAX_LINE)).trim();
    if (line === '' || NO_LOG.test(line) || /^\s+at\s/.test(raw)) continue;
    const weight = weightOf(clipped(line));
    if (best === null || weight >= best.weight) best = { line, weight };
  }
  return best && { line: best.line, isError: best.weight > 0 };
}

const weightOf = (line: string): number =>
  (SIGNS.find(([sign]) => sign.test(line))?.[1] ?? 0) - (AFTERWARDS.test(line) ? 0.5 : 0);

/** Colours of a terminal say nothing here. */
const withoutControl = (line: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is taken out
  line.replace(/\u001B\[[\d;]*[A-Za-z]/g, '').replace(/[\u0000-\u0008\u000B-\u001F\u007F]/g, ' ');
