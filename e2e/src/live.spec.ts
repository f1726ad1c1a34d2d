/** A pod goes from Init:0/3 to Running before the viewer's eyes, while the server is killed and started again. */
import { expect, test } from '@playwright/test';
import { freePort, startPodline, temporaryFolder } from './podline.ts';
import { readRecordingNamed, startRecordedCluster } from './recorded-cluster.ts';

interface TimelineJson {
  readonly pods: readonly {
    readonly lanes: readonly {
      readonly container: string;
      readonly attempts: readonly {
        readonly containerId: string;
        readonly exitCode: number | null;
      }[];
    }[];
  }[];
}

test('a pod starts up live, through a SIGKILL of the server, with every transition once', async ({
  page,
}) => {
  const folder = await temporaryFolder();
  const cluster = await startRecordedCluster(
    await readRecordingNamed('init-three-in-order'),
    folder.path,
  );
  const port = await freePort();
  const start = () =>
    startPodline(['serve', '--port', String(port), '--db', `${folder.path}/podline.db`], {
      KUBECONFIG: cluster.kubeconfig,
      HOME: folder.path,
    });
  let podline = await start();
  try {
    // A mark that only a reload would take away.
    await page.goto(`${podline.url}/pods`);
    await page.evaluate(() => Object.assign(window, { neverReloaded: true }));

    const status = page.getByRole('row', { name: /example-pod/ });
    cluster.server.play.advanceTo(1500);
    await expect(status).toContainText('Init:0/3');
    cluster.server.play.advanceTo(4000);
    await expect(status).toContainText('Init:1/3');

    await podline.end('SIGKILL');
    await expect(page.getByText('reconnecting', { exact: true })).toBeVisible();
    // What happens while nobody watches is still in the cluster's history when the server comes back.
    cluster.server.play.advanceTo(8000);
    podline = await start();
    await expect(status).toContainText('Init:2/3');
    await expect(page.getByText('live', { exact: true })).toBeVisible();
    cluster.server.play.advanceTo(60_000);
    await expect(status).toContainText('Running');
    await expect(status).toContainText('1/1');
    expect(await page.evaluate(() => 'neverReloaded' in window)).toBe(true);

    const response = await page.request.get(
      `${podline.url}/api/pods/init-three-in-order/example-pod/timeline`,
    );
    const document: TimelineJson = await response.json();
    const lanes = document.pods[0]?.lanes ?? [];
    expect(lanes.map((lane) => [lane.container, lane.attempts.map((a) => a.exitCode)])).toEqual([
      ['init-1', [0]],
      ['init-2', [0]],
      ['init-3', [0]],
      ['main-app', [null]],
    ]);
    const ids = lanes.flatMap((lane) => lane.attempts.map((a) => a.containerId));
    expect(new Set(ids).size).toBe(4);
  } finally {
    await podline.end('SIGKILL');
    await cluster.server.close();
    await folder.remove();
  }
});
