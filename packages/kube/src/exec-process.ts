/** Runs a log-in program to its end, in a process group of its own, and takes what it prints, up to a limit. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { record, text } from './api-json.ts';

/** An ExecCredential is some kilobytes. */
const MAX_OUTPUT_BYTES = 1024 * 1024;
/** What a program says last is why it ends. */
const KEPT_STDERR_BYTES = 4096;

export type ProgramEnd =
  | {
      readonly kind: 'ended';
      /** Null when a signal ended it. */
      readonly exitCode: number | null;
      readonly endedBy: string | null;
      readonly stdout: string;
      /** The end of it. */
      readonly stderr: string;
    }
  /** It printed more than 1 MiB and was killed. */
  | { readonly kind: 'flooded' }
  /** It could not be started; `code` is the system's, e.g. ENOENT. */
  | { readonly kind: 'not-started'; readonly code: string }
  /** The signal aborted, and it was killed with all it had started. */
  | { readonly kind: 'stopped' };

/** Never rejects: a program may do what it likes. Nothing is written to its standard input, which is closed. */
export function runProgram(
  program: {
    readonly command: string;
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string | undefined>>;
  },
  signal: AbortSignal,
): Promise<ProgramEnd> {
  const { promise, resolve } = Promise.withResolvers<ProgramEnd>();
  let child: ChildProcess;
  try {
    child = spawn(program.command, [...program.args], {
      env: { ...program.env },
      // A group of its own can be killed whole: the sleeping child of a shell script too.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    return Promise.resolve({ kind: 'not-started', code: codeOf(error) });
  }
  const stop = (end: ProgramEnd): void => {
    killGroup(child);
    // Whoever left the group may hold these open for ever.
    child.stdout?.destroy();
    child.stderr?.destroy();
    resolve(end);
  };
  const onAbort = (): void => stop({ kind: 'stopped' });
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  const stdout = keepFirst(child.stdout, () => stop({ kind: 'flooded' }));
  const stderr = keepLast(child.stderr);
  child.on('error', (error) => stop({ kind: 'not-started', code: codeOf(error) }));
  child.on('close', (exitCode, endedBy) =>
    resolve({ kind: 'ended', exitCode, endedBy, stdout: stdout(), stderr: stderr() }),
  );
  return promise.finally(() => signal.removeEventListener('abort', onAbort));
}

const codeOf = (error: unknown): string => text(record(error)['code']) ?? 'unknown';

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is gone already, or this system knows none: then the program alone.
    child.kill('SIGKILL');
  }
}

function keepFirst(stream: Readable | null, onTooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream?.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > MAX_OUTPUT_BYTES) onTooMuch();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

/** Reads on whatever comes, so that a program that complains at length is not held up by a full pipe. Whole lines, where there are any. */
function keepLast(stream: Readable | null): () => string {
  let kept = Buffer.alloc(0);
  let isCut = false;
  stream?.on('data', (chunk: Buffer) => {
    const all = Buffer.concat([kept, chunk]);
    isCut ||= all.length > KEPT_STDERR_BYTES;
    kept = all.subarray(-KEPT_STDERR_BYTES);
  });
  // Half a line may begin within a secret, which then looks like none.
  return () => kept.subarray(isCut ? kept.indexOf(0x0a) + 1 : 0).toString('utf8');
}
