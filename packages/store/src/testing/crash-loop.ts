/** A pod whose app ends over and over, as the API shows it, for the reducer. */
import { millis, type PodSnapshot } from '@podline/domain';
import { aPod } from './fixtures.ts';

const STARTED = 1_790_000_000_000;
const EVERY_MS = 300_000;

/** Its snapshots, two a run: it runs, then it waits. The same run gives the same snapshots. */
export const crashLoop = (uid: string, runs: number): readonly PodSnapshot[] =>
  Array.from({ length: runs }, (_, run) => [during(uid, run), after(uid, run)]).flat();

const during = (uid: string, run: number): PodSnapshot =>
  snapshot(uid, run, `${run}-runs`, {
    state: { kind: 'running', startedAt: startOf(run) },
    lastEnd: run === 0 ? null : endOf(uid, run - 1),
    restartCount: run,
    ready: true,
  });

const after = (uid: string, run: number): PodSnapshot =>
  snapshot(uid, run, `${run}-ended`, {
    state: { kind: 'waiting', reason: 'CrashLoopBackOff', message: 'back-off 5m0s' },
    lastEnd: endOf(uid, run),
    restartCount: run,
    ready: false,
  });

type Status = PodSnapshot['statuses'][number];

function snapshot(
  uid: string,
  run: number,
  resourceVersion: string,
  status: Pick<Status, 'state' | 'lastEnd' | 'restartCount' | 'ready'>,
): PodSnapshot {
  const app = { kind: 'app', name: 'app', image: 'shop/web:1' } as const;
  return {
    ...aPod(uid).known.snapshot,
    resourceVersion,
    phase: 'Running',
    writtenAt: startOf(run),
    containers: [
      { ...app, restartPolicy: null, volumes: [], hasPostStart: false, hasStartupProbe: false },
    ],
    statuses: [
      { ...app, ...status, started: status.ready, imageId: null, containerId: idOf(uid, run) },
    ],
  };
}

const endOf = (uid: string, run: number): NonNullable<Status['lastEnd']> => ({
  kind: 'terminated',
  ending: { exitCode: 1, signal: null, reason: 'Error', message: null },
  startedAt: startOf(run),
  finishedAt: millis(startOf(run) + 10_000),
  containerId: idOf(uid, run),
});

const startOf = (run: number) => millis(STARTED + run * EVERY_MS);
const idOf = (uid: string, run: number): string => `containerd://${uid}-${run}`;
