/** A workload as it was at the moment that the page is at: asked for again when that moves. */
import type { Problem, WorkloadState } from '@podline/contract';
import type { PageFeed } from '../feed.svelte.ts';
import { momentParam } from '../then/moment.ts';
import { type WorkloadName, workloadPath } from './address.ts';
import type { ShownWorkload } from './workload-live.svelte.ts';

export class WorkloadThen implements ShownWorkload {
  state = $state.raw<WorkloadState | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** What the answer says of its pods is of that moment already. */
  readonly rows = [];
  readonly close: () => void;

  constructor(feed: Pick<PageFeed, 'askThen'>, workload: WorkloadName) {
    this.close = feed.askThen<WorkloadState>(
      (at) => `/api${workloadPath(workload)}?${new URLSearchParams({ at: momentParam(at) ?? '' })}`,
      ({ answer }) => {
        this.state = answer.ok ? answer.value : null;
        this.problem = answer.ok ? null : answer.problem;
      },
    );
  }
}
