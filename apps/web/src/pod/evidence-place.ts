/** Where on the pod's page a piece of evidence can be looked up, as what it changes in the address. */
import type { Evidence, RecordedTransition } from '@podline/domain';
import { timeOf } from '@podline/domain';
import type { AddressChanges } from '../address-params.svelte.ts';
import { selectedParam } from '../timeline/timeline-address.ts';

/** Null where it has no place of its own. */
export function placeOf(
  { ref }: Pick<Evidence, 'ref'>,
  transitions: readonly RecordedTransition[],
): AddressChanges | null {
  if (ref === null) return null;
  if ('event' in ref) return { tab: 'events', e: ref.event };
  if ('attempt' in ref) return selected(ref.container, ref.attempt);
  const found = transitions.find(({ key }) => key === ref.transition);
  if (found === undefined || found.container === null) return null;
  const { change, container } = found;
  if ('attempt' in change) return selected(container, change.attempt);
  if (change.kind !== 'waiting') return null;
  const since = timeOf(found);
  return { tab: null, cmp: null, sel: selectedParam({ lane: container, attempt: null, since }) };
}

const selected = (lane: string, attempt: number): AddressChanges => ({
  tab: null,
  cmp: null,
  sel: selectedParam({ lane, attempt, since: null }),
});

/** The address with that place; everything else in it stays. */
export function pathTo(search: Pick<URLSearchParams, 'toString'>, place: AddressChanges): string {
  const params = new URLSearchParams(search.toString());
  for (const [key, value] of Object.entries(place)) {
    if (value === null) params.delete(key);
    else params.set(key, value);
  }
  return `?${params.toString()}`;
}
