import type { PodRow } from '@podline/contract';
import { expect, test } from 'vitest';
import { CLUSTER_UID, factsIn, factsOf } from './testing/facts.ts';
import { testFolder } from './testing/folder.ts';
import { live, pageOf, reads, tableAt, timelineOf } from './testing/pages.ts';
import { tableOf } from './testing/recordings.ts';
import { runningApp, toldCluster } from './testing/running-app.ts';

test('a stop and a start lose nothing and double nothing', async () => {
  const name = 'deployment-twenty-replicas';
  const table = await tableOf(name);
  const cluster = await toldCluster([name], { clusterUid: CLUSTER_UID });
  const folder = await testFolder();
  const { durationMs } = cluster.play;

  for (const [from, to] of [
    [0, 0.2],
    [0.3, 0.5],
    [0.7, 1],
  ] as const) {
    // What happens until `from` happens while nobody watches.
    cluster.play.advanceTo(from * durationMs);
    const app = await runningApp(folder, cluster.kubeconfig);
    const page = pageOf(app);
    await live(page);
    cluster.play.advanceTo(to * durationMs);
    if (to === 1) await page.rows(reads(tableAt(table, Number.POSITIVE_INFINITY)));
    page.close();
    await app.close();
  }

  const expected = await factsOf(name);
  const stored = await factsIn(folder, [...expected.keys()]);
  expect(stored.size).toBe(20);
  expect(stored).toEqual(expected);
});

test('one namespace for a while, and all again: nothing of it comes twice', async () => {
  const cluster = await toldCluster(['demo-shop', 'demo-data'], { clusterUid: CLUSTER_UID });
  const folder = await testFolder();
  const table = await tableOf('demo-shop');
  const { durationMs } = cluster.play;
  const watched = async (
    namespaces: readonly string[],
    until: number,
    are: (rows: readonly PodRow[]) => boolean,
  ): Promise<readonly PodRow[]> => {
    const app = await runningApp(folder, cluster.kubeconfig, { namespaces });
    const page = pageOf(app);
    await live(page);
    cluster.play.advanceTo(until);
    const rows = await page.rows(are);
    page.close();
    await app.close();
    return rows;
  };
  const hasBoth = (rows: readonly PodRow[]) =>
    ['shop', 'data'].every((name) => rows.some(({ namespace }) => namespace === name));

  await watched([], durationMs * 0.3, hasBoth);
  // The pods of the other namespace are in the log, but nobody watches them: they are not shown as if.
  await watched(['shop'], durationMs, reads(tableAt(table, Number.POSITIVE_INFINITY)));
  await watched([], durationMs, hasBoth);

  const expected = await factsOf('demo-shop');
  expect(await factsIn(folder, [...expected.keys()])).toEqual(expected);
});

test('history that the cluster no longer has is a gap, and pods that went meanwhile are gone', async () => {
  const name = 'statefulset-same-name-new-uid';
  const table = await tableOf(name);
  const cluster = await toldCluster([name]);
  const folder = await testFolder();
  const gone = table.find(({ type }) => type === 'DELETED');
  if (gone === undefined) throw new Error('No pod goes in this recording.');

  cluster.play.advanceTo(gone.t - 1000);
  const before = await runningApp(folder, cluster.kubeconfig);
  const page = pageOf(before);
  await live(page);
  await page.rows((rows) => rows.some(({ uid }) => uid === gone.uid));
  await before.close();

  cluster.play.advanceTo(cluster.play.durationMs);
  cluster.compact();
  const after = await runningApp(folder, cluster.kubeconfig);
  // The same name and the same columns: only the uid tells that this is another pod.
  const [row] = await pageOf(after).rows(
    (rows) => rows.every(({ uid }) => uid !== gone.uid) && rows.length > 0,
  );
  const old = await timelineOf(after, {
    namespace: row?.namespace ?? '',
    name: gone.name,
    uid: gone.uid,
  });
  expect(old.gaps).toHaveLength(1);
  expect(old.pods[0]?.deletedAt).toBe(old.gaps[0]?.to);
});
