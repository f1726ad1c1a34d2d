/** V8: memory, file descriptors and sockets return to where they were. */
import type { ProcessEvidence, Violations } from '../evidence.ts';

export interface Growth {
  /** Memory that a process may have taken for good, MB (10^6 bytes). */
  readonly rssMb: number;
  /** Descriptors more than before: the clients and watches that came meanwhile and are still there. */
  readonly fds: number;
}

/** Nothing to say where nothing was measured. */
export function baselineReturns({ before, after }: ProcessEvidence, allowed: Growth): Violations {
  if (before === null || after === null) return [];
  const grownMb = (after.rssBytes - before.rssBytes) / 1e6;
  const fds = after.fds - before.fds;
  return [
    ...(grownMb > allowed.rssMb
      ? [`V8: memory grew by ${grownMb.toFixed(0)} MB, ${allowed.rssMb} MB are allowed.`]
      : []),
    ...(fds > allowed.fds
      ? [`V8: ${fds} more file descriptors are open than before, ${allowed.fds} are allowed.`]
      : []),
  ];
}
