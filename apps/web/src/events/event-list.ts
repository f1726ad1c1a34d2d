/** The pod's Kubernetes Events as its page lists them: the newest first, narrowed to a container or to warnings. */
import type { EvidenceEvent } from '@podline/domain';

export interface EventsChoice {
  /** Null: all; '': those of the whole pod. */
  readonly container: string | null;
  readonly onlyWarnings: boolean;
}

export function eventsChoice(get: (key: string) => string | null): EventsChoice {
  const container = get('c');
  return {
    container:
      container === null || container === 'all' ? null : container === 'pod' ? '' : container,
    onlyWarnings: get('type') === 'warning',
  };
}

/** Newest first; of one time, in the order in which they were told, turned round. */
export const eventsShown = (
  events: readonly EvidenceEvent[],
  { container, onlyWarnings }: EventsChoice,
): readonly EvidenceEvent[] =>
  events
    .filter((event) => container === null || (event.container ?? '') === container)
    .filter(({ type }) => !onlyWarnings || type === 'Warning')
    .toReversed()
    .sort((a, b) => b.at - a.at);

/** The containers that events name, in the order of the lanes; '' for the pod itself, first. */
export function containersOf(
  events: readonly EvidenceEvent[],
  lanes: readonly string[],
): readonly string[] {
  const named = new Set(events.map(({ container }) => container ?? ''));
  const order = ['', ...lanes];
  return [
    ...order.filter((name) => named.has(name)),
    ...[...named].filter((it) => !order.includes(it)),
  ];
}
