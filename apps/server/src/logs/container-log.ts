/** One container's log of one certain pod: its lines, and what is to be said of it. */
import type { ContainerLogState } from '@podline/contract';
import type { Millis } from '@podline/domain';
import {
  type Cluster,
  type ContainerLog,
  type KubeFailure,
  KubeFailureError,
  type LogLine,
  logLines,
  type Result,
  readLog,
  readPodObject,
} from '@podline/kube';

export interface ContainerLogQuery {
  readonly namespace: string;
  readonly pod: string;
  /** Whose log is meant: one of another pod of that name is never told. */
  readonly uid: string;
  readonly container: string;
  readonly run: 'current' | 'previous';
  readonly follow: boolean;
  readonly tailLines: number;
  readonly since: Millis | null;
}

export type LogPiece =
  | { readonly kind: 'lines'; readonly lines: readonly LogLine[] }
  | { readonly kind: 'note'; readonly state: ContainerLogState; readonly sentence: string };

/** As long as the container runtime writes one line; what is longer it writes as several. */
const MAX_LINE_BYTES = 16 * 1024 + 64;

/**
 * `open`, lines in the order they were written, and one last note that says why there are no more; nothing after the signal. The uid is
 * asked for when the log is open: the pod was there before and is there after, so the log in between is its own.
 */
export async function* containerLog(
  cluster: Cluster,
  query: ContainerLogQuery,
  signal: AbortSignal,
): AsyncGenerator<LogPiece, void> {
  const opened = await openedLog(cluster, query, signal);
  const log = opened.ok ? opened.value : null;
  const none = opened.ok
    ? ((await notTheSame(cluster, query, signal)) ?? noteOfNone(opened.value, query))
    : noteOfFailure(opened.failure);
  if (none === null && log?.kind === 'log') {
    yield note('open', `The log of ${query.container} is being read.`);
    yield* linesOf(log.bytes, query, signal);
    return;
  }
  if (log?.kind === 'log') await leave(log.bytes);
  if (none !== null && !signal.aborted) yield none;
}

/** A body that nobody began to read would stay open: its first piece is there already. */
async function leave(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of bytes) return;
}

async function* linesOf(
  bytes: AsyncIterable<Uint8Array>,
  { container, since }: ContainerLogQuery,
  signal: AbortSignal,
): AsyncGenerator<LogPiece, void> {
  try {
    for await (const lines of logLines(bytes, MAX_LINE_BYTES)) {
      yield { kind: 'lines', lines: since === null ? lines : after(lines, since) };
    }
    if (!signal.aborted) yield note('ended', `That is all of the log of ${container}.`);
  } catch (error) {
    if (!(error instanceof KubeFailureError)) throw error;
    yield note('failed', `The log of ${container} broke off: ${error.failure.sentence}`);
  }
}

const note = (state: ContainerLogState, sentence: string): LogPiece & { kind: 'note' } => ({
  kind: 'note',
  state,
  sentence,
});

/** A container that is followed and writes nothing has not even headers to send, and that is no failure. */
async function openedLog(
  cluster: Cluster,
  { since, ...query }: ContainerLogQuery,
  signal: AbortSignal,
): Promise<Result<ContainerLog>> {
  for (;;) {
    const asked = { ...query, timestamps: true, ...(since === null ? {} : { since }) };
    const opened = await readLog(cluster, asked, signal);
    const isSilent = !opened.ok && opened.failure.code === 'timeout' && query.follow;
    if (!isSilent || signal.aborted) return opened;
  }
}

/** Null when the pod is still the one that is meant. */
async function notTheSame(
  cluster: Cluster,
  query: ContainerLogQuery,
  signal: AbortSignal,
): Promise<(LogPiece & { kind: 'note' }) | null> {
  const pod = await readPodObject(cluster, query, signal);
  if (!pod.ok) return noteOfFailure(pod.failure);
  if (pod.value.uid === query.uid) return null;
  return note(
    'replaced',
    `Another pod has taken the name ${query.pod}; its log is not shown here.`,
  );
}

/** Null when there is a log. */
function noteOfNone(log: ContainerLog, { container, run }: ContainerLogQuery): LogPiece | null {
  switch (log.kind) {
    case 'gone':
      return note(
        'gone',
        `The cluster no longer has the log of the ${run} run of ${container}: the container was removed.`,
      );
    case 'not-started':
      return note('not-started', `${container} has not run yet. ${log.sentence}`);
    case 'no-previous':
      return note('no-previous', `${container} has had no run before this one.`);
    case 'log':
      return null;
  }
}

function noteOfFailure({ code, sentence }: KubeFailure): LogPiece & { kind: 'note' } {
  switch (code) {
    case 'forbidden':
      return note('forbidden', sentence);
    case 'not-found':
      return note('gone', 'The pod is gone from the cluster, and its logs with it.');
    default:
      return note('failed', sentence);
  }
}

/** Those at that time too: which of them the asker has, only they know. */
const after = (lines: readonly LogLine[], since: Millis): readonly LogLine[] =>
  lines.filter(({ at }) => at === null || at >= since);
