/** The one door of the store: the transition log in SQLite. */
export type {
  Appended,
  Batch,
  Checkpoint,
  Loaded,
  StoredPod,
  TransitionOfPod,
} from './batch.ts';
export { StoreError, type StoreErrorCode } from './errors.ts';
export { type ClusterIdentity, openStore, type Store } from './open.ts';
export type { TransitionLog } from './transition-log.ts';
