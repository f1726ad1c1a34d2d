/** How far what is shown can be trusted, in a few words for the header. */
import type { ClusterStatus } from '@podline/contract';
import { durationMs, humanDuration, type Millis } from '@podline/domain';
import type { ConnectionState } from '@podline/transport/client';

export interface Badge {
  readonly tone: 'good' | 'wait' | 'bad';
  readonly text: string;
  /** Null where it does not matter since when. It changes every second. */
  readonly since: string | null;
  /** Null where nothing is wrong; the banner says more. */
  readonly because: string | null;
}

interface Connection {
  readonly state: ConnectionState;
  /** By the browser's clock. */
  readonly since: number;
}

/** `now` is the server's clock, as far as it is known. A connection to Podline that is gone outweighs all it said before. */
export function badgeOf(connection: Connection, cluster: ClusterStatus | null, now: Millis): Badge {
  const badge = (tone: Badge['tone'], text: string): Badge => ({
    tone,
    text,
    since: null,
    because: null,
  });
  if (connection.state === 'lost') return badge('bad', 'connection to Podline lost, trying again');
  if (connection.state === 'connecting' || cluster === null) return badge('wait', 'connecting');
  const { watch } = cluster;
  switch (watch.state) {
    case 'live':
      return badge('good', 'live');
    case 'connecting':
      return badge('wait', 'connecting to the cluster');
    case 'stale':
      return {
        tone: 'bad',
        text: 'stale',
        since: `for ${humanDuration(durationMs(Math.max(0, now - watch.since)))}`,
        because: watch.problem.sentence,
      };
  }
}
