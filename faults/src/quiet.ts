/** When a run has come to rest: the cluster, the database and every page say the same, so that a validator may ask whether it is right. */
import type { ReplayServer } from '@podline/replay';
import { readDatabase } from './database.ts';
import type { Database } from './evidence.ts';
import { type ClientHistory, lastStatus, type PageClient, watchState } from './page-client.ts';
import { clusterRows, databaseRows, pageRows, type Rows } from './validators/v6-views-agree.ts';

interface Sides {
  readonly api: ReplayServer;
  readonly db: string;
  readonly pages: readonly PageClient[];
}

/**
 * Resolves when the watch is live, everything is recorded, and every page shows what the cluster has. What the database holds
 * is waited for as well, but not for ever: that it never does is for a validator to say.
 * @throws when a page does not come to show it within `withinMs`
 */
export async function comeToRest({ api, db, pages }: Sides, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  const rows = rowsOf(api);
  const shows = (history: ClientHistory): boolean =>
    watchState(history) === 'live' &&
    lastStatus(history)?.notRecordingSince === null &&
    showsCluster(history, rows());
  await Promise.all(
    pages.map((page) => page.until(shows, 'A page shows what the cluster has', withinMs)),
  );
  let database = readDatabase(db);
  // A page may be shown what is not written yet, and nothing tells us when it is.
  while (!isSame(databaseRows(database), rows()) && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    database = readDatabase(db);
  }
  const { transitions } = database;
  const isTold = (history: ClientHistory): boolean => showsLog(history, transitions);
  const left = Math.max(1000, deadline - performance.now());
  // The list is told first and each pod's own view after it, in messages of their own.
  await Promise.all(
    pages.map((page) => page.until(isTold, 'A page shows the log of its pod', left)),
  );
}

/** The cluster's rows, made anew only when it changed. */
function rowsOf({ truth }: ReplayServer): () => Rows {
  let rows = clusterRows([]);
  let changes = 0;
  return () => {
    if (changes !== truth.changes.length) rows = clusterRows(truth.changes);
    changes = truth.changes.length;
    return rows;
  };
}

const showsCluster = ({ views: [list] }: ClientHistory, rows: Rows): boolean =>
  list?.state?.kind === 'pods' && isSame(pageRows(list.state), rows);

const isSame = (a: Rows, b: Rows): boolean =>
  a.size === b.size && [...a].every(([uid, row]) => b.get(uid) === row);

/** Whether the open pods have as many transitions as the log has of them. */
const showsLog = ({ views }: ClientHistory, log: Database['transitions']): boolean =>
  views.every(({ state }) => {
    if (state?.kind !== 'pod') return true;
    const { uid } = state.row;
    return log.filter((row) => row.uid === uid).length <= state.transitions.length;
  });
