/** Pods in the shorthand of Kubernetes' own tests of the columns: R running, W waiting, T terminated, rc restart count, rdy ready. */
import {
  type ContainerSpec,
  type ContainerState,
  type ContainerStatus,
  type PodSnapshot,
  restartsColumn,
  statusColumns,
  type Terminated,
} from '../src/index.ts';
import {
  app,
  at,
  condition,
  ended,
  init,
  pod,
  running,
  sidecar,
  status,
  waiting,
} from './build.ts';

export const NOW = 30 * 24 * 3600;
export const MINUTE = 60;
export const DAY = 24 * 3600;

export const R = running(0);
export const W = waiting('ContainerWaitingReason');
export const T = (code: number, reason: string | null): Terminated => ended(code, 0, 1, { reason });
/** A state without any of its three parts. */
export const NO_STATE = waiting();
/** Restart count and, where known, how many seconds ago the run before ended. */
export const rc = (restarts: number, ago?: number) =>
  ago === undefined ? { restarts } : { restarts, lastEnd: ended(1, null, NOW - ago) };
export const rdy = { ready: true };

/** A pod whose containers are those of the statuses. */
export function podOf(
  statuses: readonly ContainerStatus[],
  told: Partial<PodSnapshot> = {},
): PodSnapshot {
  const containers = statuses.map(({ kind, name }): ContainerSpec => {
    const spec = kind === 'app' ? app(name) : init(name);
    return name.startsWith('s') ? sidecar(name) : spec;
  });
  return pod({ phase: 'podPhase', containers, statuses, ...told });
}
export const c = (n: number, state: ContainerState, more: Parameters<typeof status>[2] = {}) =>
  status(app(`c${n}`), state, more);
export const i = (n: number, state: ContainerState, more: Parameters<typeof status>[2] = {}) =>
  status(init(`i${n}`), state, more);
export const s = (n: number, state: ContainerState, more: Parameters<typeof status>[2] = {}) =>
  status(sidecar(`s${n}`), state, more);

export const columns = (snapshot: PodSnapshot): string => {
  const { ready, status: word, restarts, lastRestartAt } = statusColumns(snapshot);
  return `${ready} · ${word} · ${restartsColumn(restarts, lastRestartAt, at(NOW))}`;
};

export const deletion = { requestedAt: at(NOW), deadlineAt: at(NOW + 30) };
export const initialized = condition('Initialized', 'True');
export const notInitialized = condition('Initialized', 'False');
export const ready = condition('Ready', 'True');
