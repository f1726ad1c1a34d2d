/** What the page knows of how far it can be trusted: its own connection, the server's word on the cluster, and the time. */
import type { ClusterStatus } from '@podline/contract';
import type { Millis } from '@podline/domain';
import type { ConnectionState } from '@podline/transport/client';

export interface Connection {
  readonly state: ConnectionState;
  /** When that state began, on the server's clock. */
  readonly since: Millis;
  /** Open again after a loss or a restart: when that had begun, so what came since was caught up with. Else null. */
  readonly wasGoneFrom: Millis | null;
}

export interface Trust {
  readonly connection: Connection;
  /** Null until the server first told. */
  readonly cluster: ClusterStatus | null;
  readonly now: Millis;
}

/** A connection that breaks is there again within seconds, as a rule: so long its loss is told quietly. */
const QUIET_MS = 15_000;
/** So long after a loss the page says that it has caught up. */
const RESUMED_MS = 10_000;

/** The connection to Podline is gone for longer than a restart takes, or was never there. */
export const isLost = ({ connection, cluster, now }: Trust): boolean =>
  connection.state === 'lost' && (cluster === null || now - connection.since >= QUIET_MS);

/** It has just caught up with what it missed. */
export const hasResumed = ({ connection, cluster, now }: Trust): boolean =>
  connection.state === 'open' &&
  connection.wasGoneFrom !== null &&
  cluster?.watch.state === 'live' &&
  now - connection.since < RESUMED_MS;

/** What is shown may no longer be so, and nothing says when it will be again. */
export const isOld = (trust: Trust): boolean =>
  trust.cluster !== null && (isLost(trust) || trust.cluster.watch.state === 'stale');
