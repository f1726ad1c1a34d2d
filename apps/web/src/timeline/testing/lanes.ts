/** Lanes and timelines for tests: seconds after a fixed start instead of dates. */
import {
  type Ending,
  type Lane,
  type Millis,
  millis,
  type PodMark,
  type Segment,
  type Timeline,
  type WaitKind,
} from '@podline/domain';

const START = millis(Date.UTC(2026, 10, 22, 11, 34, 0));

/** So many seconds after the start. */
export const at = (seconds: number): Millis => millis(START + seconds * 1000);

const to = (seconds: number | null): Millis | null => (seconds === null ? null : at(seconds));

export const ending = (exitCode: number, over: Partial<Ending> = {}): Ending => ({
  exitCode,
  signal: null,
  reason: exitCode === 0 ? 'Completed' : 'Error',
  message: null,
  ...over,
});

export const waiting = (
  from: number,
  end: number | null,
  reason: string | null = 'PodInitializing',
): Segment => ({ kind: 'waiting', from: at(from), to: to(end), reason, message: null });

/** A wait for something outside the container. */
export const held = (
  from: number,
  end: number | null,
  kind: WaitKind,
  container: string | null = null,
): Segment => ({
  kind: 'waiting',
  from: at(from),
  to: to(end),
  reason: 'PodInitializing',
  message: null,
  waitsFor: { kind, container },
});

export const running = (from: number, attempt = 0): Segment => ({
  kind: 'running',
  from: at(from),
  to: null,
  attempt,
});

export const completed = (from: number, end: number, attempt = 0): Segment => ({
  kind: 'completed',
  from: at(from),
  to: at(end),
  attempt,
  ending: ending(0),
});

export const failed = (from: number, end: number, attempt = 0, exitCode = 1): Segment => ({
  kind: 'failed',
  from: at(from),
  to: at(end),
  attempt,
  ending: ending(exitCode),
});

export const backOff = (
  from: number,
  end: number | null,
  notBefore: number | null = null,
): Segment => ({
  kind: 'back-off',
  from: at(from),
  to: to(end),
  delayMs: null,
  notBefore: to(notBefore),
  message: null,
});

export const unobserved = (from: number, end: number, attempts: number): Segment => ({
  kind: 'unobserved',
  from: at(from),
  to: at(end),
  attempts,
  cause: 'Nobody watched.',
});

/** A lane with these segments; its attempts are those that the segments show. */
export function lane(name: string, segments: readonly Segment[], over: Partial<Lane> = {}): Lane {
  const role = over.role ?? 'app';
  return {
    kind: role === 'init' || role === 'native-sidecar' ? 'init' : 'app',
    name,
    image: 'image:1',
    restartPolicy: null,
    volumes: [],
    hasPostStart: false,
    hasStartupProbe: false,
    role,
    roleBecause: 'The test says so.',
    position: 1,
    attempts: segments.flatMap((segment) =>
      'attempt' in segment
        ? [
            {
              number: segment.attempt,
              containerId: null,
              imageId: null,
              startedAt: segment.from,
              finishedAt: segment.to,
              ending: 'ending' in segment ? segment.ending : null,
              seen: 'live' as const,
            },
          ]
        : [],
    ),
    segments,
    ready: [],
    startedUpAt: null,
    ...over,
  };
}

export const mark = (seconds: number, title: string, detail: string | null = null): PodMark => ({
  at: at(seconds),
  title,
  detail,
});

export const timeline = (lanes: readonly Lane[], over: Partial<Timeline> = {}): Timeline => ({
  lanes,
  marks: [mark(0, 'Created'), mark(0, 'Scheduled'), mark(1, 'Sandbox ready')],
  from: at(0),
  until: null,
  ...over,
});
