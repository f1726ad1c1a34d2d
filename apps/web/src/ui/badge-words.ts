/** How far what is shown can be trusted, in a few words for the header. */
import type { ClusterStatus } from '@podline/contract';
import { millis } from '@podline/domain';
import type { TermId } from '../glossary/glossary.ts';
import { localTime } from '../timeline/time-words.ts';
import { countWords } from './count-words.ts';
import { namespacesIn, shortProblem } from './problem-words.ts';
import { hasResumed, isLost, type Trust } from './trust.ts';

export interface Badge {
  readonly tone: 'good' | 'wait' | 'bad';
  /** It changes with the state alone, so it can be announced. */
  readonly text: string;
  /** What limits it; may count. Null where nothing does. */
  readonly why: string | null;
  /** Explains the text; null where it needs none. */
  readonly term: TermId | null;
}

const TERMS: Readonly<Record<string, TermId>> = {
  live: 'live',
  stale: 'stale',
  resyncing: 'resyncing',
  reconnecting: 'reconnecting',
};

/** A connection to Podline that is gone outweighs all that was said before. */
export function badgeOf(trust: Trust): Badge {
  const { connection, cluster } = trust;
  switch (connection.state) {
    case 'connecting':
      return badge('wait', 'connecting');
    case 'restarting':
      return badge('wait', 'server restarting');
    case 'lost':
      return isLost(trust)
        ? badge('bad', 'connection to Podline lost', 'trying again')
        : badge('wait', 'reconnecting');
    case 'open':
      return cluster === null ? badge('wait', 'connecting') : badgeOfCluster(trust, cluster);
  }
}

function badgeOfCluster(trust: Trust, cluster: ClusterStatus): Badge {
  const { watch } = cluster;
  switch (watch.state) {
    case 'connecting':
      if (watch.problem !== null)
        return badge('bad', 'not connected', shortProblem(watch.problem.code));
      return watch.listed === null
        ? badge('wait', 'connecting to the cluster')
        : badge('wait', 'loading', `${countWords(watch.listed, 'pod')} so far`);
    case 'resyncing':
      return badge('wait', 'resyncing');
    case 'stale': {
      const since = localTime(millis(watch.since), trust.now);
      return badge('bad', `stale since ${since}`, shortProblem(watch.problem.code));
    }
    case 'live':
      return liveBadge(trust, cluster);
  }
}

/** The worst of what limits it. */
function liveBadge(trust: Trust, { notRecordingSince, failing, catchingUp }: ClusterStatus): Badge {
  if (notRecordingSince !== null) return badge('bad', 'live', 'not recording');
  if (failing.length > 0) return badge('wait', 'live', `but not ${namespacesIn(failing)}`);
  if (catchingUp !== null)
    return badge('wait', 'live', `catching up ${countWords(catchingUp, 'change')}`);
  return badge('good', 'live', hasResumed(trust) ? 'resynced' : null);
}

const badge = (tone: Badge['tone'], text: string, why: string | null = null): Badge => ({
  tone,
  text,
  why,
  term: TERMS[text.split(' ')[0] ?? ''] ?? null,
});
