/** The end of a container's log: lines with their times, never more than what was asked for. */
import { type Millis, millis } from '@podline/domain';
import { withDeadline } from './clock.ts';
import type { Cluster } from './cluster.ts';
import { failureUnder } from './connection.ts';
import { failed, type Result, success } from './errors.ts';
import { type ContainerLog, KubeFailureError, type LogQuery, readLog } from './logs.ts';

export interface WrittenLine {
  /** When the runtime took it, to the millisecond; null where the line came without a time, as one that was cut does. */
  readonly at: Millis | null;
  /** Without its line end; what is no UTF-8 is U+FFFD. */
  readonly text: string;
}

export type LogTailAnswer =
  /** Oldest first. `isCut`: there was more in front of it, or a line was too long to be read to its end. */
  | { readonly kind: 'tail'; readonly lines: readonly WrittenLine[]; readonly isCut: boolean }
  | Exclude<ContainerLog, { readonly kind: 'log' }>;

export interface TailQuery extends Pick<LogQuery, 'namespace' | 'pod' | 'container' | 'run'> {
  /** Lines at most. */
  readonly lines: number;
  /** So much is read at most; when that many lines are more, fewer are asked for. */
  readonly maxBytes: number;
  readonly deadlineMs: number;
}

/**
 * Never rejects. The API cuts `limitBytes` off the tail's end, which is what matters most: so when an answer is as long as the limit,
 * a quarter of the lines is asked for, and a single line that long comes cut.
 */
export function readTail(
  cluster: Cluster,
  query: TailQuery,
  signal: AbortSignal,
): Promise<Result<LogTailAnswer>> {
  return withDeadline(cluster.clock, query.deadlineMs, signal, async (stop) => {
    // One more, to know whether there was more.
    let asked = query.lines + 1;
    let answer = await read(cluster, query, asked, stop);
    while (answer.ok && answer.value.kind === 'read' && answer.value.isFull && asked > 1) {
      asked = Math.max(1, Math.floor(asked / 4));
      answer = await read(cluster, query, asked, stop);
    }
    if (!answer.ok) return answer;
    if (answer.value.kind !== 'read') return success(answer.value);
    const { isFull, lines } = answer.value;
    const isCut = isFull || lines.length >= asked;
    return success({ kind: 'tail', lines: lines.slice(-query.lines), isCut });
  });
}

type Read =
  | { readonly kind: 'read'; readonly lines: readonly WrittenLine[]; readonly isFull: boolean }
  | Exclude<ContainerLog, { readonly kind: 'log' }>;

async function read(
  cluster: Cluster,
  { maxBytes, namespace, pod, container, run }: TailQuery,
  tailLines: number,
  signal: AbortSignal,
): Promise<Result<Read>> {
  const wanted = { namespace, pod, container, run, tailLines, limitBytes: maxBytes };
  const opened = await readLog(cluster, { ...wanted, timestamps: true }, signal);
  if (!opened.ok) return opened;
  if (opened.value.kind !== 'log') return success(opened.value);
  try {
    const { text, isFull } = await textOf(opened.value.bytes, maxBytes);
    // A log that is told to stop simply ends, and a half of it is not its end.
    if (signal.aborted) return failed(failureUnder(signal, signal.reason, triedOf(wanted)));
    return success({ kind: 'read', lines: linesOf(text), isFull });
  } catch (error) {
    if (error instanceof KubeFailureError) return failed(error.failure);
    throw error;
  }
}

const triedOf = ({
  namespace,
  pod,
  container,
}: Pick<TailQuery, 'namespace' | 'pod' | 'container'>) =>
  `GET the log of ${namespace}/${pod}, ${container}`;

/** Whatever the server sends: not more than asked for. */
async function textOf(
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ readonly text: string; readonly isFull: boolean }> {
  const chunks: Uint8Array[] = [];
  let left = maxBytes;
  for await (const chunk of bytes) {
    chunks.push(chunk.subarray(0, left));
    left -= chunk.length;
    if (left <= 0) break;
  }
  return { text: Buffer.concat(chunks).toString('utf8'), isFull: left <= 0 };
}

function linesOf(text: string): readonly WrittenLine[] {
  if (text === '') return [];
  const lines = text.split('\n');
  // A log ends with a line end as a rule; what stands behind it is no line.
  if (lines.at(-1) === '') lines.pop();
  return lines.map(lineOf);
}

/** Runtimes write nine digits and `Z`, or the offset of the node's zone. */
const STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) /;

function lineOf(line: string): WrittenLine {
  const [whole = '', stamp = ''] = STAMP.exec(line) ?? [];
  const at = Date.parse(stamp);
  const text = line.slice(whole.length).replace(/\r$/, '');
  return { at: Number.isNaN(at) ? null : millis(at), text };
}
