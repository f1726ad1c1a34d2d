/** When Podline learned of a run, measured against the kubelet's own times. */
import {
  type Attempt,
  between,
  type DurationMs,
  humanDuration,
  type Transition,
} from '@podline/domain';

/** `start: within the second; end: 12s later`. The kubelet's times are whole seconds, so nothing finer is claimed. */
export function observedWords(
  transitions: readonly Transition[],
  container: string,
  attempt: Attempt,
): string {
  const facts = transitions.flatMap((transition) =>
    transition.container === container ? factWords(transition, attempt) : [],
  );
  return facts.length === 0 ? 'not told' : facts.join('; ');
}

function factWords({ change, at, observedAt }: Transition, attempt: Attempt): readonly string[] {
  if (change.kind !== 'started' && change.kind !== 'ended') return [];
  const isOfIt = change.attempt === attempt.number && change.containerId === attempt.containerId;
  if (!isOfIt) return [];
  const what = change.kind === 'started' ? 'start' : 'end';
  if (at === null) return [`${what}: the cluster gives no time`];
  const afterwards = change.seen === 'afterwards' ? 'afterwards, ' : '';
  return [`${what}: ${afterwards}${lateWords(between(at, observedAt))}`];
}

const lateWords = (late: DurationMs): string =>
  late < 1500 ? 'within the second' : `${humanDuration(late)} later`;
