/** How a STATUS word is to be taken at a glance. Words come from the cluster and may be new: an unknown one is a warning. */

export type Tone = 'ready' | 'running' | 'waiting' | 'failed' | 'done';

const CALM_WAITS =
  /^(Pending|PodInitializing|ContainerCreating|Terminating|NotReady|SchedulingGated|Unknown|Init:\d+\/\d+)$/;

/** `ready` is kubectl's READY: a pod that runs but is not ready is not fine. */
export function toneOf(status: string, ready: string): Tone {
  const [count, total] = ready.split('/');
  if (status === 'Running') return count === total ? 'ready' : 'running';
  if (status === 'Completed' || status === 'Succeeded') return 'done';
  return CALM_WAITS.test(status) ? 'waiting' : 'failed';
}
