/**
 * The timeline as OpenTelemetry spans, an `ExportTraceServiceRequest` in OTLP's JSON encoding: a collector's file receiver and
 * `POST /v1/traces` take it as it is. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding, names by
 * https://opentelemetry.io/docs/specs/semconv/resource/k8s/
 */
import { later, type Millis, millis } from '@podline/domain';
import type { PodDocument, TimelineDocument } from '../timeline-document.ts';
import { momentsOf } from './moments.ts';
import { spanId, traceId } from './span-id.ts';
import { isBad, type Stretch, stretchesOf, time } from './stretches.ts';

type AnyValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  /** As text: 64 bits do not fit a number of JSON. */
  | { readonly intValue: string };

interface Attribute {
  readonly key: string;
  readonly value: AnyValue;
}

export interface Span {
  /** 16 bytes in hex, one trace a pod. */
  readonly traceId: string;
  /** 8 bytes in hex. */
  readonly spanId: string;
  /** Missing: the root. */
  readonly parentSpanId?: string;
  readonly name: string;
  /** 1: internal. */
  readonly kind: 1;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly events: readonly {
    readonly timeUnixNano: string;
    readonly name: string;
    readonly attributes: readonly Attribute[];
  }[];
  /** 2: error; 0: nothing is said. */
  readonly status: { readonly code: 0 | 2; readonly message?: string };
}

export interface TracesRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly {
      readonly scope: { readonly name: string };
      readonly spans: readonly Span[];
    }[];
  }[];
}

/**
 * A trace a pod: its life is the root; its start, and each attempt, wait and back-off are spans below; Events, conditions and findings are
 * events of the root. What goes on ends at `generatedAt` and says `podline.goes_on`. The same fact has the same ids in every export.
 */
export function spansOf(document: TimelineDocument): TracesRequest {
  const until = time(document.generatedAt) ?? millis(0);
  return {
    resourceSpans: document.pods.map((pod) => ({
      resource: { attributes: resourceOf(pod, document.cluster) },
      scopeSpans: [{ scope: { name: 'podline' }, spans: podSpans(pod, document.gaps, until) }],
    })),
  };
}

function resourceOf(pod: PodDocument, cluster: string): readonly Attribute[] {
  const kind = pod.workload?.kind.toLowerCase() ?? '';
  return attributes({
    'service.name': pod.workload?.name ?? pod.name,
    'k8s.cluster.name': cluster,
    'k8s.namespace.name': pod.namespace,
    'k8s.pod.name': pod.name,
    'k8s.pod.uid': pod.uid,
    'k8s.node.name': pod.node,
    ...(NAMED_KINDS.has(kind) && { [`k8s.${kind}.name`]: pod.workload?.name ?? null }),
  });
}

/** Workloads that the semantic conventions have a name for. */
const NAMED_KINDS = new Set([
  'deployment',
  'replicaset',
  'statefulset',
  'daemonset',
  'job',
  'cronjob',
  'replicationcontroller',
]);

function podSpans(
  pod: PodDocument,
  gaps: TimelineDocument['gaps'],
  until: Millis,
): readonly Span[] {
  const from = time(pod.createdAt) ?? until;
  const end = later(time(pod.deletedAt) ?? until, from);
  const trace = traceId(pod.uid);
  const root = spanId(`${pod.uid}|pod`);
  const idOf = uniqueIds(pod.uid);
  const children = stretchesOf(pod).map(
    (it): Span => ({
      traceId: trace,
      spanId: idOf(it),
      parentSpanId: root,
      name: spanName(it),
      kind: 1,
      ...window(it.from, it.to ?? later(end, it.from)),
      attributes: stretchAttributes(it),
      events: [],
      status: isBad(it)
        ? { code: 2, message: it.message ?? it.reason ?? `exit ${it.exitCode}` }
        : { code: 0 },
    }),
  );
  const [cause] = pod.findings;
  const wrong = cause?.severity === 'critical' ? cause.title : pod.stuck?.because;
  return [
    {
      traceId: trace,
      spanId: root,
      name: 'pod',
      kind: 1,
      ...window(from, end),
      attributes: attributes({
        'podline.status': pod.status,
        'podline.ready': pod.ready,
        'podline.restarts': pod.restarts,
        'podline.goes_on': pod.deletedAt === null ? true : null,
      }),
      events: [...podEvents(pod), ...gapEvents(gaps, from, end)].toSorted((a, b) =>
        Number(BigInt(a.timeUnixNano) - BigInt(b.timeUnixNano)),
      ),
      status: wrong === undefined ? { code: 0 } : { code: 2, message: wrong },
    },
    ...children,
  ];
}

/** By what a stretch is and when it began; one that says just the same as another before it is numbered. */
function uniqueIds(uid: string): (it: Stretch) => string {
  const seen = new Map<string, number>();
  return (it) => {
    const run = it.facts['containerId'] ?? it.from;
    const key = [uid, it.kind, it.container, it.reason, it.attempt ?? '', run].join('|');
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return spanId(count === 0 ? key : `${key}|${count}`);
  };
}

/** Few names, as a viewer groups by them: the numbers stand in the attributes. */
function spanName({ kind, container, reason }: Stretch): string {
  if (kind !== 'stage') return `${container} ${kind}`;
  return container === null ? `start-up: ${reason}` : `start-up: ${reason} ${container}`;
}

const stretchAttributes = (it: Stretch): readonly Attribute[] =>
  attributes({
    'k8s.container.name': it.container,
    'k8s.container.restart_count': it.attempt,
    'container.id': bareId(it.facts['containerId']),
    'process.exit.code': it.exitCode,
    'podline.kind': it.kind,
    'podline.role': it.role,
    'podline.signal': it.signal,
    'podline.reason': it.reason,
    'podline.message': it.message,
    ...Object.fromEntries(
      Object.entries(it.facts)
        .filter(([name]) => name !== 'containerId')
        .map(([name, value]) => [`podline.${snakeCase(name)}`, value]),
    ),
    'podline.goes_on': it.to === null ? true : null,
    'podline.time_unknown': it.isTimed ? null : true,
  });

/** `containerd://3f…` without its runtime, as the conventions have it. */
const bareId = (id: string | number | boolean | undefined): string | null =>
  id === undefined ? null : String(id).replace(/^[a-z-]+:\/\//, '');

const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const podEvents = (pod: PodDocument): Span['events'] =>
  momentsOf(pod).map((it) => ({
    timeUnixNano: nanos(it.at),
    name: it.name,
    attributes: attributes({
      'podline.kind': it.kind,
      'k8s.container.name': it.container,
      'podline.reason': it.reason,
      'podline.message': it.message,
      'podline.count': it.count === 1 ? null : it.count,
    }),
  }));

/** Those that hide something of this pod's life. */
const gapEvents = (gaps: TimelineDocument['gaps'], from: Millis, end: Millis): Span['events'] =>
  gaps.flatMap((gap) => {
    const [begin, to] = [time(gap.from), time(gap.to)];
    const isOurs = begin !== null && to !== null && to > from && begin < end;
    return isOurs
      ? [
          {
            timeUnixNano: nanos(later(begin, from)),
            name: 'not watched',
            attributes: attributes({
              'podline.kind': 'gap',
              'podline.until': gap.to,
              'podline.message': gap.cause,
            }),
          },
        ]
      : [];
  });

const window = (from: Millis, to: Millis) => ({
  startTimeUnixNano: nanos(from),
  endTimeUnixNano: nanos(to),
});

const nanos = (at: Millis): string => (at === 0 ? '0' : `${at}000000`);

function attributes(
  values: Readonly<Record<string, string | number | boolean | null>>,
): readonly Attribute[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === null ? [] : [{ key, value: anyValue(value) }],
  );
}

function anyValue(value: string | number | boolean): AnyValue {
  if (typeof value === 'string') return { stringValue: value };
  return typeof value === 'boolean' ? { boolValue: value } : { intValue: String(value) };
}
