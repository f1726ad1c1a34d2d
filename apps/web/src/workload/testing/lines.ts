/** Pods of a workload for tests, in few words. */
import {
  type LaneDigest,
  type Millis,
  millis,
  type Segment,
  type StartupStage,
} from '@podline/domain';
import type { PodLine } from '../pod-lines.ts';

export const NOW: Millis = millis(Date.UTC(2026, 10, 22, 12));
export const ago = (seconds: number): Millis => millis(NOW - seconds * 1000);

/** Created a minute ago and up after ten seconds, unless it says otherwise. */
export function aLine(change: Partial<PodLine> = {}): PodLine {
  const { createdAt = ago(60) } = change;
  const uid = change.uid ?? change.name ?? 'web-1a-x';
  return {
    uid,
    namespace: 'shop',
    name: 'web-1a-x',
    node: 'node-1',
    createdAt,
    deletedAt: null,
    ready: '1/1',
    status: 'Running',
    statusSentence: 'It runs and is ready.',
    restarts: 0,
    stuck: null,
    revision: '1a',
    from: createdAt,
    lanes: [],
    stages: stagesUntil(createdAt, 10),
    ...change,
  };
}

/** Readiness after so many seconds; null: not yet. */
export const stagesUntil = (createdAt: Millis, seconds: number | null): readonly StartupStage[] => [
  { stage: 'scheduling', container: null, from: createdAt, to: createdAt },
  {
    stage: 'readiness',
    container: 'web',
    from: createdAt,
    to: seconds === null ? null : millis(createdAt + seconds * 1000),
  },
];

export const STUCK = {
  since: ago(40),
  container: 'migrate',
  reason: 'CrashLoopBackOff',
  says: 'fails at every attempt',
  changedAt: ago(5),
} as const;

/** `failed 0-10 3` is attempt 3, from 60 seconds ago on; `running 20-` goes on. */
export function aLane(name: string, segments: readonly string[]): LaneDigest {
  return {
    name,
    role: name === 'web' ? 'app' : 'init',
    position: 1,
    early: [],
    segments: segments.map(segment),
    ready: [],
  };
}

function segment(text: string): Segment {
  const [kind, span = '', number = '0'] = text.split(' ');
  const [from, to] = span.split('-');
  const interval = { from: ago(60 - Number(from)), to: to === '' ? null : ago(60 - Number(to)) };
  const attempt = Number(number);
  const ending = { exitCode: 1, signal: null, reason: 'Error', message: null };
  switch (kind) {
    case 'failed':
      return { ...interval, kind, attempt, ending };
    case 'completed':
      return { ...interval, kind, attempt, ending: { ...ending, exitCode: 0, reason: null } };
    case 'running':
      return { ...interval, kind, attempt };
    case 'back-off':
      return { ...interval, kind, delayMs: null, notBefore: null, message: null };
    default:
      return { ...interval, kind: 'waiting', reason: null, message: null };
  }
}
