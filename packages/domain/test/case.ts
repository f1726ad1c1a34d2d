/** Cases for the diagnosis, in few words: a pod as it was seen, what was told of it, and the first finding. */
import {
  type ContainerStatus,
  type ContainerWants,
  type EvidenceEvent,
  type Finding,
  findingsOf,
  type LogTail,
  type PodCase,
  type PodSnapshot,
  type PodSpecFacts,
} from '../src/index.ts';
import { at, condition, pod, record } from './build.ts';

export const event = (
  seconds: number,
  reason: string,
  message: string,
  container: string | null = null,
  more: { readonly count?: number; readonly type?: string } = {},
): EvidenceEvent => ({
  uid: `event-${seconds}-${reason}`,
  at: at(seconds),
  type: more.type ?? 'Warning',
  reason,
  message,
  count: more.count ?? 1,
  container,
});

export const log = (container: string, attempt: number, ...lines: readonly string[]): LogTail => ({
  container,
  attempt,
  lines,
});

export const specOf = (
  containers: Readonly<Record<string, ContainerWants>>,
  more: Partial<PodSpecFacts> = {},
): PodSpecFacts => ({
  volumes: [],
  schedulingGates: [],
  nodeSelector: [],
  pullSecrets: [],
  finalizers: [],
  activeDeadlineSeconds: null,
  containers,
  ...more,
});

/** On node-1, with its sandbox ready; everything else as told. */
export const placed = (told: Partial<PodSnapshot>): PodSnapshot =>
  pod({
    node: 'node-1',
    conditions: [
      condition('PodScheduled', 'True', 0),
      condition('PodReadyToStartContainers', 'True', 0),
      condition('Ready', 'False', 0, 'ContainersNotReady'),
    ],
    ...told,
  });

export interface ToldCase extends Partial<Omit<PodCase, 'snapshot' | 'transitions' | 'now'>> {
  /** As it was seen, one a second; or each with its second. */
  readonly seen: readonly (PodSnapshot | readonly [seconds: number, snapshot: PodSnapshot])[];
  /** Seconds. */
  readonly now: number;
  readonly gone?: number;
}

export function found({ seen, now, gone, ...rest }: ToldCase): readonly Finding[] {
  const timed = seen.map((it, n) => ('uid' in it ? ([n, it] as const) : it));
  const dated = timed.map(([s, it]) => [s, { ...it, writtenAt: at(s) }] as const);
  return findingsOf({
    snapshot: dated.at(-1)?.[1] ?? pod(),
    transitions: record(dated, gone ?? null),
    gaps: [],
    events: [],
    ...rest,
    now: at(now),
  });
}

/** `critical code container`; `none`. */
export function first(told: ToldCase): string {
  const [finding] = found(told);
  return finding === undefined
    ? 'none'
    : [finding.severity, finding.code, finding.container].filter((it) => it !== null).join(' ');
}

export const sentence = (told: ToldCase): string => found(told)[0]?.sentence ?? '';

/** Each so many seconds after creation, as the same pod with other statuses. */
export const course = (
  base: PodSnapshot,
  ...steps: readonly (readonly [seconds: number, ...statuses: readonly ContainerStatus[]])[]
): readonly (readonly [number, PodSnapshot])[] =>
  steps.map(([seconds, ...statuses]) => [seconds, { ...base, statuses }] as const);
