/** What is read from the cluster when somebody asks for it, and kept nowhere: logs and the spec of a pod. */

/** One line of a log, as one line of JSON. */
export interface LogLineRecord {
  readonly container: string;
  /** RFC 3339 to the nanosecond, as the container runtime stamped it; null where it did not. */
  readonly at: string | null;
  /** May hold colours of a terminal, and anything else that a program writes. Secrets are masked. */
  readonly text: string;
  /** Places in which a secret was masked; missing: none. */
  readonly masked?: number;
  /** Of how many bytes `text` is only the beginning; missing: it is whole. */
  readonly cutFrom?: number;
}

/**
 * `open`: its lines follow. `ended`: there are no more, for the container ended, or nobody asked to follow. `not-started`: it has not run
 * yet. `no-previous`: there was no run before this one. `gone`: the cluster no longer has the log. `forbidden`: Podline may not read it.
 * `replaced`: another pod has the name. `failed`: it could not be read, or not to its end.
 */
export type ContainerLogState =
  | 'open'
  | 'ended'
  | 'not-started'
  | 'no-previous'
  | 'gone'
  | 'forbidden'
  | 'replaced'
  | 'failed';

/** What is to be said of one container's log. */
export interface LogNoteRecord {
  readonly container: string;
  readonly state: ContainerLogState;
  /** For a person. */
  readonly sentence: string;
}

/** The last one, always: without it the connection broke. `limit`, `stopping`: whoever wants more asks again, `since` its last line. */
export interface LogEndRecord {
  readonly end: 'complete' | 'limit' | 'stopping';
}

export type LogRecord = LogLineRecord | LogNoteRecord | LogEndRecord;

/** `GET …/logs`: what can be asked for at once. */
export const LOG_LIMITS = {
  /** Lines from the end of each container's log, to begin with. */
  tail: 50_000,
  defaultTail: 2_000,
  containers: 32,
} as const;

/** `GET …/spec`. */
export interface PodSpecAnswer {
  readonly uid: string;
  /** RFC 3339: when the cluster was asked. */
  readonly at: string;
  /** The pod object, without managedFields, with secrets masked. */
  readonly yaml: string;
  /** Places in which a secret was masked. */
  readonly masked: number;
}
