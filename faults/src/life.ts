/** Pods that live and crash, written by hand: what a burst is made of. */

/** A pod of one container at a step of its life: 0 is created; then, run after run: runs, ended, waits for the next. */
export interface LifePod {
  readonly namespace: string;
  readonly name: string;
  readonly step: number;
}

export const NAMESPACES = ['shop', 'payments', 'platform'] as const;

/** As the API has it, without what the server gives it; `at` (ms) is when it came to this step. */
export function podObject({ namespace, name, step }: LifePod, at: number): Record<string, unknown> {
  const run = Math.floor((step - 1) / 3);
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name,
      namespace,
      labels: { app: name },
      annotations: { 'faults/secret': CANARY },
      managedFields: [{ manager: 'kubelet', operation: 'Update', time: stamp(at) }],
    },
    spec: {
      nodeName: 'node-1',
      containers: [
        { name: 'app', image: 'app:1', env: [{ name: 'PASSWORD', value: CANARY }], args: [CANARY] },
      ],
    },
    status: {
      phase: step % 3 === 1 ? 'Running' : 'Pending',
      containerStatuses: [step === 0 ? created() : afterStart(name, run, (step - 1) % 3, at)],
    },
  };
}

/** In every place of a pod that Podline must not keep. */
export const CANARY = 'canary-7b1f0c52-never-to-be-kept';

const common = { name: 'app', image: 'app:1', imageID: 'app@sha256:1' };

const created = (): object => ({
  ...common,
  ready: false,
  started: false,
  restartCount: 0,
  state: { waiting: { reason: 'ContainerCreating' } },
  lastState: {},
});

function afterStart(name: string, run: number, phase: number, at: number): object {
  const ended = (of: number, ago: number): object => ({
    terminated: {
      exitCode: 1 + (of % 3),
      reason: 'Error',
      containerID: idOf(name, of),
      startedAt: stamp(at - ago - 1000),
      finishedAt: stamp(at - ago),
    },
  });
  const state = [
    { running: { startedAt: stamp(at) } },
    ended(run, 0),
    { waiting: { reason: 'CrashLoopBackOff', message: `back-off ${run}` } },
  ][phase];
  return {
    ...common,
    ready: phase === 0,
    started: phase === 0,
    restartCount: run,
    containerID: idOf(name, run),
    state,
    lastState: phase === 2 ? ended(run, 1000) : {},
  };
}

const idOf = (name: string, run: number): string => `containerd://${name}-${run}`;

/** Whole seconds, as the kubelet's are. */
const stamp = (at: number): string =>
  new Date(Math.floor(at / 1000) * 1000).toISOString().replace('.000', '');
