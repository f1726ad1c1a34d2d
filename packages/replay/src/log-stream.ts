/** The log of a container over HTTP: the part that was asked for, and what follows until it ends. */

import { badRequest, type Refusal } from './api-status.ts';
import type { Cluster } from './cluster.ts';
import type { StoredObject } from './history.ts';
import {
  containerFor,
  type Instance,
  instanceFor,
  isNoLog,
  isUnavailable,
  type LogLine,
  linesFor,
  recordedInstance,
} from './logs.ts';
import type { Play } from './play.ts';
import type { ApiObject } from './recording.ts';
import type { WatchSink } from './watch.ts';

interface LogOptions {
  readonly container: string | null;
  readonly previous: boolean;
  readonly follow: boolean;
  readonly timestamps: boolean;
  readonly tailLines: number | null;
  readonly limitBytes: number | null;
  readonly sinceSeconds: number | null;
}

const isTrue = (text: string | null): boolean =>
  text !== null && text !== '0' && text.toLowerCase() !== 'false';

/** What a query asks of a log; a number that is none is refused. */
export function logOptionsFrom(query: URLSearchParams): LogOptions | Refusal {
  const numbers: Record<string, number | null> = {};
  for (const name of ['tailLines', 'limitBytes', 'sinceSeconds']) {
    const text = query.get(name);
    if (text !== null && !/^\d+$/.test(text))
      return badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
    numbers[name] = text === null ? null : Number(text);
  }
  return {
    container: query.get('container') || null,
    previous: isTrue(query.get('previous')),
    follow: isTrue(query.get('follow')),
    timestamps: isTrue(query.get('timestamps')),
    tailLines: numbers['tailLines'] ?? null,
    limitBytes: numbers['limitBytes'] ?? null,
    sinceSeconds: numbers['sinceSeconds'] ?? null,
  };
}

/** A log that may be served: its lines, and the clock of the round that its pod is of. */
interface OpenLog {
  readonly pod: StoredObject;
  readonly container: string;
  readonly instance: Instance;
  readonly lines: readonly LogLine[];
  /** The present moment in the times of the lines. */
  readonly nowMs: () => number;
  /** The position in the play at which a moment of the lines comes. */
  readonly positionOf: (atMs: number) => number;
}

/** The log that a request means, or what the API server says instead. */
export function openLog(
  cluster: Cluster,
  play: Play,
  pod: StoredObject,
  { container: asked, previous }: LogOptions,
): OpenLog | Refusal {
  const object = JSON.parse(pod.text) as ApiObject;
  const container = containerFor(object, asked);
  if (isNoLog(container)) return badRequest(container.message);
  if (pod.fields['spec.nodeName'] === '')
    return badRequest(`pod ${pod.name} does not have a host assigned`);
  const instance = instanceFor(object, container.name, previous);
  if (isNoLog(instance)) return badRequest(instance.message);
  const origin = cluster.logOrigin(pod);
  if (origin === undefined) return badRequest(`pod ${pod.name} does not have a host assigned`);
  const { source, podName, last, moving, offsetMs } = origin;
  const log = source.recording.logs.get(`${podName}/${container.name}`);
  const began = source.startedAtMs + moving.shiftMs - offsetMs - pod.round * play.durationMs;
  return {
    pod,
    container: container.name,
    instance,
    lines: linesFor(recordedInstance(log, last, container.name, previous), instance, moving),
    nowMs: () => began + play.position(),
    positionOf: (atMs) => atMs - began,
  };
}

/**
 * Writes a log. Without `follow`, or when the instance is over, it ends at once; else each line comes
 * when its time comes, and the end when the container ends or the pod goes.
 * @returns what stops it early.
 */
export function writeLog(
  log: OpenLog,
  options: LogOptions,
  cluster: Cluster,
  play: Play,
  sink: WatchSink,
): () => void {
  const write = writer(log, options, sink);
  const isOver = log.instance.finishedAtMs !== null;
  const first = log.lines.findIndex(({ atMs }) => !isOver && atMs > log.nowMs());
  const due = first === -1 ? log.lines.length : first;
  const isFull = write(selected(log, options, log.lines.slice(0, due)));
  if (!isOver && options.follow && !isFull)
    return follow(log, log.lines.slice(due), write, cluster, play, sink);
  sink.end();
  return () => {};
}

function follow(
  log: OpenLog,
  lines: readonly LogLine[],
  write: (lines: readonly LogLine[]) => boolean,
  cluster: Cluster,
  play: Play,
  sink: WatchSink,
): () => void {
  let cancel: () => void = () => {};
  let sent = 0;
  const end = (): void => {
    stop();
    sink.end();
  };
  const sendDue = (): void => {
    for (let line = lines[sent]; line !== undefined; line = lines[sent]) {
      if (line.atMs > log.nowMs()) {
        cancel = play.whenAt(log.positionOf(line.atMs), sendDue);
        return;
      }
      sent += 1;
      if (write([line])) {
        end();
        return;
      }
    }
  };
  const unsubscribe = cluster.histories.pods.subscribe(({ object }) => {
    if (object.key === log.pod.key && !stillRuns(cluster, log)) end();
  });
  const stop = (): void => {
    cancel();
    unsubscribe();
  };
  sendDue();
  return stop;
}

/** Whether the pod is still there and runs the instance that is followed. */
function stillRuns(cluster: Cluster, { pod, container, instance }: OpenLog): boolean {
  const now = cluster.histories.pods.get(pod.key);
  if (now === undefined || now.uid !== pod.uid) return false;
  const current = instanceFor(JSON.parse(now.text) as ApiObject, container, false);
  return (
    !isNoLog(current) &&
    current.containerId === instance.containerId &&
    current.finishedAtMs === null
  );
}

function selected(
  { nowMs }: OpenLog,
  { tailLines, sinceSeconds }: LogOptions,
  lines: readonly LogLine[],
): readonly LogLine[] {
  const since = sinceSeconds === null ? null : nowMs() - sinceSeconds * 1000;
  const recent = since === null ? lines : lines.filter(({ atMs }) => atMs >= since);
  if (tailLines === null) return recent;
  return tailLines === 0 ? [] : recent.slice(-tailLines);
}

/** Writes lines as bytes, with their times if asked; tells whether `limitBytes` are now written. */
function writer(
  log: OpenLog,
  { timestamps, limitBytes }: LogOptions,
  sink: WatchSink,
): (lines: readonly LogLine[]) => boolean {
  let left = limitBytes ?? Number.POSITIVE_INFINITY;
  return (lines) => {
    const text = lines
      .map((line) =>
        // The runtime's own word that there is no log is no line of one, and bears no time.
        timestamps && !isUnavailable(line) ? `${nanoTime(line, log)} ${line.text}` : line.text,
      )
      .join('')
      .slice(0, left);
    left -= text.length;
    if (text !== '') sink.write(Buffer.from(text, 'latin1'));
    return left <= 0;
  };
}

/** As the runtime stamps lines: RFC 3339 with nine digits, of which the last tell the line's number. */
function nanoTime(line: LogLine, { lines }: OpenLog): string {
  const iso = new Date(line.atMs).toISOString();
  return `${iso.slice(0, -1)}${String(lines.indexOf(line) % 1_000_000).padStart(6, '0')}Z`;
}
