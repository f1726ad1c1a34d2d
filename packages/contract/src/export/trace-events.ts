/**
 * The timeline in Chrome's Trace Event Format, which ui.perfetto.dev and chrome://tracing open: a process a pod, a thread a container.
 * https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 */
import { type LaneRole, type Millis, millis } from '@podline/domain';
import type { PodDocument, TimelineDocument } from '../timeline-document.ts';
import { apart } from './apart.ts';
import { type Moment, momentsOf } from './moments.ts';
import { isBad, type Stretch, stretchesOf, time } from './stretches.ts';

type Args = Readonly<Record<string, string | number | boolean>>;

interface Place {
  readonly pid: number;
  readonly tid: number;
}

/** `ts` and `dur` in microseconds since 1970; `M` names, `X` stretches, `i` moments. */
export type TraceEvent = Place & { readonly name: string; readonly args: Args } & (
    | { readonly ph: 'M' }
    | { readonly ph: 'X'; readonly cat: string; readonly ts: number; readonly dur: number }
    | { readonly ph: 'i'; readonly cat: string; readonly ts: number; readonly s: 't' | 'p' }
  );

export interface Trace {
  readonly displayTimeUnit: 'ms';
  readonly otherData: Args;
  readonly traceEvents: readonly TraceEvent[];
}

/** What goes on is drawn up to `generatedAt`, or to the pod's end, and says `goesOn`. Stretches of one thread never overlap. */
export function traceOf(document: TimelineDocument): Trace {
  const until = time(document.generatedAt) ?? millis(0);
  let tid = 0;
  const nextTid = (): number => {
    tid += 1;
    return tid;
  };
  return {
    displayTimeUnit: 'ms',
    otherData: {
      producer: 'podline',
      cluster: document.cluster,
      generatedAt: document.generatedAt,
    },
    traceEvents: [
      ...gapEvents(document, nextTid),
      ...document.pods.flatMap((pod, index) => podEvents(pod, index + 1, until, nextTid)),
    ],
  };
}

/** One row of the picture. */
interface Thread {
  readonly name: string;
  readonly args: Args;
  readonly stretches: readonly Stretch[];
  readonly moments: readonly Moment[];
}

function podEvents(
  pod: PodDocument,
  pid: number,
  until: Millis,
  nextTid: () => number,
): readonly TraceEvent[] {
  const end = time(pod.deletedAt) ?? until;
  const name = `${pod.namespace}/${pod.name}`;
  const process: readonly TraceEvent[] = [
    { ph: 'M', pid, tid: 0, name: 'process_name', args: { name } },
    {
      ph: 'M',
      pid,
      tid: 0,
      name: 'process_labels',
      args: { labels: `${pod.status} ${pod.ready}` },
    },
    { ph: 'M', pid, tid: 0, name: 'process_sort_index', args: { sort_index: pid } },
  ];
  const threads = threadsOf(pod).map((thread, index) => {
    const place = { pid, tid: nextTid() };
    return [
      {
        ph: 'M' as const,
        ...place,
        name: 'thread_name',
        args: { ...thread.args, name: thread.name },
      },
      { ph: 'M' as const, ...place, name: 'thread_sort_index', args: { sort_index: index } },
      ...thread.stretches.map((it) => stretchEvent(it, place, end)),
      ...thread.moments.map((it) => momentEvent(it, place)),
    ];
  });
  return [...process, ...threads.flat()];
}

/** The pod's own row, the stages of its start, then its containers in start order, with a row of readiness where one was ready. */
function threadsOf(pod: PodDocument): readonly Thread[] {
  const stretches = stretchesOf(pod);
  const moments = momentsOf(pod);
  const lanes = new Set(pod.lanes.map(({ container }) => container));
  const ofPod = ({ container }: Moment): boolean => container === null || !lanes.has(container);
  const stages = stretches.filter(({ kind }) => kind === 'stage');
  const isCritical = ({ facts }: Stretch): boolean => facts['critical'] === true;
  const row = (name: string, its: readonly Stretch[]): readonly Thread[] =>
    its.length === 0
      ? []
      : apart(its).map((part) => ({ name, args: {}, stretches: part, moments: [] }));
  return [
    { name: 'pod', args: {}, stretches: [], moments: moments.filter(ofPod) },
    ...row('start-up: critical path', stages.filter(isCritical)),
    ...row(
      'start-up: beside it',
      stages.filter((stage) => !isCritical(stage)),
    ),
    ...pod.lanes.flatMap((lane): readonly Thread[] => {
      const own = stretches.filter((it) => it.kind !== 'stage' && it.container === lane.container);
      const [did = [], ...more] = apart(own.filter(({ kind }) => kind !== 'ready'));
      return [
        {
          name: `${ROLE_WORDS[lane.role]} ${lane.container}`,
          args: { role: lane.role, because: lane.roleBecause },
          stretches: did,
          moments: moments.filter(({ container }) => container === lane.container),
        },
        ...more.flatMap((part) => row(`${lane.container} meanwhile`, part)),
        ...row(
          `${lane.container} ready`,
          own.filter(({ kind }) => kind === 'ready'),
        ),
      ];
    }),
  ];
}

const ROLE_WORDS: Readonly<Record<LaneRole, string>> = {
  init: 'init',
  'native-sidecar': 'native sidecar',
  'classic-sidecar': 'classic sidecar',
  app: 'app',
  ephemeral: 'ephemeral',
};

function stretchEvent(it: Stretch, place: Place, end: Millis): TraceEvent {
  const to = Math.max(it.to ?? end, it.from);
  return {
    ph: 'X',
    ...place,
    name: stretchName(it),
    cat: it.kind,
    ts: it.from * 1000,
    dur: (to - it.from) * 1000,
    args: withoutNull({
      container: it.container,
      attempt: it.attempt,
      exitCode: it.exitCode,
      signal: it.signal,
      reason: it.reason,
      message: it.message,
      ...it.facts,
      goesOn: it.to === null ? true : null,
      failed: isBad(it) ? true : null,
      timeUnknown: it.isTimed ? null : true,
    }),
  };
}

function stretchName(it: Stretch): string {
  switch (it.kind) {
    case 'attempt':
      return `attempt ${it.attempt}${it.to === null ? '' : `: ${it.reason ?? 'ended'}`}${it.exitCode === null ? '' : ` (exit ${it.exitCode})`}`;
    case 'wait':
      return `waits: ${it.reason ?? it.facts['waitsFor'] ?? ''}`;
    case 'unobserved':
      return it.facts['attempts'] === 1
        ? '1 attempt not seen'
        : `${it.facts['attempts']} attempts not seen`;
    case 'stage':
      return it.container === null ? `${it.reason}` : `${it.reason} ${it.container}`;
    case 'back-off':
    case 'ready':
      return it.kind;
  }
}

const momentEvent = (it: Moment, place: Place): TraceEvent => ({
  ph: 'i',
  ...place,
  name: it.name,
  cat: it.kind,
  ts: it.at * 1000,
  s: it.container === null ? 'p' : 't',
  args: withoutNull({ reason: it.reason, message: it.message, count: it.count }),
});

/** Times in which nobody watched, as a process of their own before all pods. */
function gapEvents({ gaps }: TimelineDocument, nextTid: () => number): readonly TraceEvent[] {
  const spans = gaps
    .flatMap(({ from, to, cause }) => {
      const [begin, end] = [time(from), time(to)];
      return begin === null || end === null ? [] : [{ from: begin, to: end, cause }];
    })
    .toSorted((a, b) => a.from - b.from);
  return apart(spans).flatMap((row): readonly TraceEvent[] => {
    const place = { pid: 0, tid: nextTid() };
    return [
      { ph: 'M', ...place, name: 'process_name', args: { name: 'Nobody watched' } },
      { ph: 'M', ...place, name: 'process_sort_index', args: { sort_index: 0 } },
      ...row.map(({ from, to, cause }) => ({
        ph: 'X' as const,
        ...place,
        name: 'not watched',
        cat: 'gap',
        ts: from * 1000,
        dur: (to - from) * 1000,
        args: { cause },
      })),
    ];
  });
}

const withoutNull = (args: Readonly<Record<string, string | number | boolean | null>>): Args =>
  Object.fromEntries(
    Object.entries(args).filter(
      (entry): entry is [string, string | number | boolean] => entry[1] !== null,
    ),
  );
