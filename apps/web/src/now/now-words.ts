/** The page Now in words: its figures, and where each leads. */
import type { Cause, NowFigures } from '@podline/contract';
import { between, durationMs, humanDuration, type Millis } from '@podline/domain';

/** A pod in a short list. */
export interface PodLine {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly status: string;
  readonly ready: string;
}

export interface Figure {
  readonly title: string;
  readonly value: string;
  /** What stands small beneath it. */
  readonly note: string;
  /** Of the table; null: all pods. */
  readonly query: string | null;
  readonly sort: string | null;
  /** Somebody should look. */
  readonly isHot: boolean;
}

const plural = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export function figuresOf(figures: NowFigures, now: Millis): readonly Figure[] {
  const { stuckSince, initializing, initializingStuck, startupP95Ms, sidecars } = figures;
  return [
    figure('Pods', figures.pods, plural(figures.namespaces, 'namespace', 'namespaces'), null),
    figure(
      'Initializing',
      initializing,
      initializing === 0
        ? 'none'
        : `${initializing - initializingStuck} on their way, ${initializingStuck} stuck`,
      'is:initializing',
    ),
    figure(
      'Stuck',
      figures.stuck,
      stuckSince === null ? 'none' : `longest ${humanDuration(between(stuckSince, now))}`,
      'stuck',
      true,
    ),
    figure(
      'Crash-looping',
      figures.crashLooping,
      figures.crashLooping === 0 ? 'none' : `${figures.crashLoopingInInit} in init`,
      'is:crash-looping',
      true,
    ),
    figure(
      'Sidecars not ready',
      figures.sidecarsNotReady,
      sidecars.length === 0 ? 'none' : sidecars.join(', '),
      'is:sidecar-not-ready',
    ),
    {
      title: 'Start-up p95, 1 h',
      value: startupP95Ms === null ? '–' : humanDuration(durationMs(startupP95Ms)),
      note:
        figures.startups === 0
          ? 'no pod became ready'
          : plural(figures.startups, 'start', 'starts'),
      query: 'age:<1h',
      sort: 'age',
      isHot: false,
    },
  ];
}

const figure = (
  title: string,
  value: number,
  note: string,
  query: string | null,
  isAlarm = false,
): Figure => ({
  title,
  value: value.toLocaleString('en'),
  note,
  query,
  sort: null,
  isHot: isAlarm && value > 0,
});

/** Where a figure or a cause leads. */
export function tablePath(query: string | null, sort: string | null = null): string {
  const params = new URLSearchParams();
  if (query !== null) params.set('q', query);
  if (sort !== null) params.set('sort', sort);
  const search = params.toString();
  return `/pods${search === '' ? '' : `?${search}`}`;
}

/** What kind of container is to blame and which of how many: `init 2/3`, `native sidecar 1/2`, `app`. */
export function placeWords({ role, place }: Pick<Cause, 'role' | 'place'>): string {
  const what = role === null ? '' : role.replace('-', ' ');
  return place === null ? what : `${what} ${place.position}/${place.of}`;
}

/** `Deployment/checkout`; of a pod that nobody controls, `pod gpu-trainer`; of many, how many. */
export function ownerWords({
  workload,
  workloads,
  members,
}: Pick<Cause, 'workload' | 'workloads' | 'members'>): string {
  const owner =
    workload === null ? `pod ${members[0]?.name ?? ''}` : `${workload.kind}/${workload.name}`;
  return workloads > 1 ? `${owner} and ${workloads - 1} more` : owner;
}

/** Its namespace, or how many. */
export const whereWords = ({
  namespace,
  namespaces,
}: Pick<Cause, 'namespace' | 'namespaces'>): string =>
  namespaces > 1 ? `${namespaces} namespaces` : namespace;

/** What goes on after the container's name: what the finding says, else what is seen. */
export function causeWords({
  finding,
  container,
  says,
}: Pick<Cause, 'finding' | 'container' | 'says'>): string {
  if (finding === null) return says;
  if (container === null || finding.container !== container) return finding.title;
  const { title } = finding;
  const named = [`${container} `, `\`${container}\` `].find((name) => title.startsWith(name));
  return named === undefined ? `– ${title}` : title.slice(named.length);
}

/** It waits for something outside; else something is broken. */
export const isWait = ({ reason }: Pick<Cause, 'reason'>): boolean => WAITS.has(reason);

const WAITS = new Set([
  'NotCompleted',
  'NotStartedUp',
  'NotStarted',
  'NotReady',
  'NoSandbox',
  'Unschedulable',
  'SchedulingGated',
]);
