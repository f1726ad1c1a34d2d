/** The one door of the store: the transition log in SQLite. */
export { type Backup, backup } from './backup.ts';
export type {
  Appended,
  Batch,
  Checkpoint,
  Loaded,
  StoredPod,
  TransitionOfPod,
} from './batch.ts';
export { StoreError, type StoreErrorCode } from './errors.ts';
export type { EventLog } from './event-log.ts';
export type { ClusterIdentity } from './fence.ts';
export type { StoredTail, StoredTailHead, TailLine, TailOfPod } from './log-tails.ts';
export { openStore, type Store } from './open.ts';
export type { GonePods, PastReading } from './past.ts';
export type { Limits, Retained } from './retention.ts';
export type { AlikeQuery, FailuresAlike } from './signatures.ts';
export type { Sizes } from './sizes.ts';
export type { CountedStart, TemplateKey, TemplateRevision } from './starts.ts';
export type { AppendedEvents, EventBatch, StoredEvent } from './stored-event.ts';
export type { LogReading, TransitionLog } from './transition-log.ts';
