/** Facts of the pod as marks on its timeline: a title and what a person wants to know of it. */
import type { Millis } from './time.ts';
import { type InitsAgainBecause, type Transition, timeOf } from './transition.ts';

export type PodMark = {
  readonly at: Millis;
  readonly title: string;
  readonly detail: string | null;
};

/** Oldest first. Conditions that only repeat what lanes show are left out. */
export function podMarks(transitions: readonly Transition[]): readonly PodMark[] {
  const marks: PodMark[] = [];
  let wasReady = false;
  for (const transition of transitions) {
    const { change } = transition;
    const words = markWords(transition);
    const isReadiness = change.kind === 'condition' && change.type === 'Ready';
    // Every pod begins as not ready; only the loss of readiness says something.
    const isNews = !isReadiness || change.status === 'True' || wasReady;
    if (words !== null && isNews) marks.push({ at: timeOf(transition), ...words });
    if (isReadiness) wasReady = change.status === 'True';
  }
  return marks.sort((a, b) => a.at - b.at);
}

type Words = { readonly title: string; readonly detail: string | null };

function markWords({ change }: Transition): Words | null {
  switch (change.kind) {
    case 'appeared':
      return {
        title: 'Created',
        detail: change.owner && `by ${change.owner.kind} ${change.owner.name}`,
      };
    case 'scheduled':
      return { title: 'Scheduled', detail: `to ${change.node}` };
    case 'condition':
      return conditionWords(change.type, change.status, change.reason, change.message);
    case 'phase':
      return change.reason === null && change.phase !== 'Succeeded' && change.phase !== 'Failed'
        ? null
        : { title: change.reason ?? change.phase, detail: change.message };
    case 'deletion-requested':
      return { title: 'Deletion requested', detail: null };
    case 'sandbox-changed':
      return { title: 'Sandbox changed', detail: 'all containers are new ones' };
    case 'inits-again':
      return { title: 'Inits run again', detail: change.because && AGAIN[change.because] };
    case 'kubelet-restarted':
      return { title: 'Kubelet restarted', detail: 'the containers went on' };
    case 'gone':
      return {
        title: 'Gone',
        detail: change.how === 'inferred' ? 'not observed: a later list no longer had it' : null,
      };
    default:
      return null;
  }
}

const AGAIN: Readonly<Record<InitsAgainBecause, string>> = {
  sandbox: 'because the sandbox is a new one',
  'restart-all': 'because a restart rule restarts all containers',
  'record-pruned':
    'because no app container was left and the record of their completion was pruned',
};

function conditionWords(
  type: string,
  status: string,
  reason: string | null,
  message: string | null,
): Words | null {
  const title = conditionTitle(type, status, reason);
  const detail = [reason, message].filter((part) => part !== null).join(': ') || null;
  return title === null ? null : { title, detail };
}

function conditionTitle(type: string, status: string, reason: string | null): string | null {
  switch (`${type} ${status}`) {
    case 'PodScheduled False':
      return reason ?? 'Not scheduled';
    case 'PodReadyToStartContainers True':
      return 'Sandbox ready';
    case 'Initialized True':
      return 'Initialized';
    case 'DisruptionTarget True':
      return 'Disrupted';
    case 'Ready True':
      return 'Ready';
    default:
      return type === 'Ready' ? 'Not ready' : null;
  }
}
