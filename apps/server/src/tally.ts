/** What happened since the start, counted: plain numbers, which `/metrics` exports. Nothing here names a pod. */

export interface Tally {
  /** Events that were nothing new: the same version again, or one of a pod that is gone. */
  duplicates: number;
  /** Events of a version older than what is known of the pod. */
  outOfOrder: number;
  /** Pods that were there under a name that another one had by then. */
  replaced: number;
  unreadable: number;
  oversized: number;
  watchFailures: number;
  relists: number;
  transitions: number;
  /** Facts that the log had already: appended twice, recorded once. */
  knownTransitions: number;
  gaps: number;
  failedAppends: number;
  /** Times that recording went on from the log because more was pending than is kept. */
  startOvers: number;
  audits: number;
  auditMismatches: number;
  clockJumps: number;
  retainedPods: number;
  retainedTransitions: number;
  /** Kubernetes Events of pods that were listed or watched. */
  eventsSeen: number;
  /** Of these, those that said something new and became durable. */
  eventsStored: number;
  /** Of these, those of pods that nobody knows. */
  eventsDropped: number;
  eventWatchFailures: number;
  /** Ends of logs that were asked for, by what came of it. */
  tailsKept: number;
  tailsGone: number;
  tailsForbidden: number;
  tailsFailed: number;
  /** Those that were not asked for because more came than may be asked. */
  tailsSkipped: number;
  /** Places in logs in which a secret was masked. */
  secretsMasked: number;
}

export const newTally = (): Tally => ({
  duplicates: 0,
  outOfOrder: 0,
  replaced: 0,
  unreadable: 0,
  oversized: 0,
  watchFailures: 0,
  relists: 0,
  transitions: 0,
  knownTransitions: 0,
  gaps: 0,
  failedAppends: 0,
  startOvers: 0,
  audits: 0,
  auditMismatches: 0,
  clockJumps: 0,
  retainedPods: 0,
  retainedTransitions: 0,
  eventsSeen: 0,
  eventsStored: 0,
  eventsDropped: 0,
  eventWatchFailures: 0,
  tailsKept: 0,
  tailsGone: 0,
  tailsForbidden: 0,
  tailsFailed: 0,
  tailsSkipped: 0,
  secretsMasked: 0,
});
