/** V8: memory, file descriptors and sockets return to where they were. */
import type { ProcessEvidence, Violations } from '../evidence.ts';

export interface Growth {
  /** Memory that a process may have taken for good, MB (10^6 bytes). */
  readonly rssMb: number;
  /** Descriptors more than before, the database's apart: the clients and watches that came meanwhile and are still there. */
  readonly fds: number;
  /**
   * Descriptors of the database more than before. After a refused write its connection is given up, and libsql closes that when
   * the garbage collector comes by; Prisma keeps its last hundred errors from it until there are others. SQLite itself keeps the
   * file of a closed connection for the next one while another of the process has a lock on it: closing it would drop that lock.
   * So how many there are follows from the failures of a while and not of ever: a bound, which a leak passes.
   */
  readonly databaseFds: number;
}

/** Nothing to say where nothing was measured. */
export function baselineReturns({ before, after }: ProcessEvidence, allowed: Growth): Violations {
  if (before === null || after === null) return [];
  const grownMb = (after.rssBytes - before.rssBytes) / 1e6;
  const databaseFds = after.databaseFds - before.databaseFds;
  const fds = after.fds - before.fds - databaseFds;
  return [
    ...(grownMb > allowed.rssMb
      ? [`V8: memory grew by ${grownMb.toFixed(0)} MB, ${allowed.rssMb} MB are allowed.`]
      : []),
    ...(fds > allowed.fds
      ? [`V8: ${fds} more file descriptors are open than before, ${allowed.fds} are allowed.`]
      : []),
    ...(databaseFds > allowed.databaseFds
      ? [
          `V8: ${databaseFds} more file descriptors of the database are open than before, ${allowed.databaseFds} are allowed.`,
        ]
      : []),
  ];
}
