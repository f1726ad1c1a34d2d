/** What is usual for a pod's template, asked for once its page is open. */
import type { PodRow, WorkloadUsual } from '@podline/contract';
import { visibleIn } from '../ui/visible.ts';
import { usualAddress } from './usual-facts.ts';

export class UsualAsked {
  /** Null: not known, or not yet. It is an addition: a page that does not get it lacks nothing else. */
  told = $state.raw<WorkloadUsual | null>(null);

  constructor(row: PodRow, signal: AbortSignal) {
    const address = usualAddress(row);
    if (address !== null) void this.#ask(address, signal);
  }

  async #ask(address: string, signal: AbortSignal): Promise<void> {
    const answer = await fetch(address, { signal }).catch(() => null);
    if (answer?.ok !== true) return;
    const told = await answer.json().catch(() => null);
    if (!signal.aborted) this.told = visibleIn(told as WorkloadUsual | null);
  }
}
