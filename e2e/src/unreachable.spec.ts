/** A cluster that is configured but does not answer: the page comes up, says so, and is live as soon as it answers. */
import { writeFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { freePort, startPodline, temporaryFolder } from './podline.ts';
import { readRecordingNamed, startRecordedCluster } from './recorded-cluster.ts';

test('an unreachable cluster is never replaced by the demo', async ({ page }) => {
  const folder = await temporaryFolder();
  const clusterPort = await freePort();
  const recording = await readRecordingNamed('seed-init-waits-for-service');
  // The kubeconfig of a cluster that is not there yet.
  const gone = await startRecordedCluster(recording, folder.path, clusterPort);
  await gone.server.close();
  const podline = await startPodline(
    ['serve', '--port', '0', '--db', `${folder.path}/podline.db`],
    {
      KUBECONFIG: gone.kubeconfig,
      HOME: folder.path,
    },
  );
  try {
    await page.goto(`${podline.url}/pods`);
    await expect(
      page.getByRole('status').filter({ hasText: /^The cluster does not answer/ }),
    ).toBeVisible();
    await expect(page.getByText(`http://127.0.0.1:${clusterPort} does not answer`)).toBeVisible();
    await expect(page.getByText('This is the demo')).toBeHidden();
    await expect(page.getByRole('table')).toBeHidden();

    const cluster = await startRecordedCluster(recording, folder.path, clusterPort);
    cluster.server.play.advanceTo(60_000);
    await expect(page.getByRole('row', { name: /example-pod/ })).toContainText('Init:0/1');
    await expect(page.getByText('live', { exact: true })).toBeVisible();
    await cluster.server.close();
    // What passes within a quarter of a minute is no news.
    await expect(
      page.getByRole('status').filter({ hasText: /^The cluster does not answer/ }),
    ).toBeVisible({ timeout: 40_000 });
    await expect(page.getByText(/^stale since \d\d:\d\d:\d\d$/)).toBeVisible();
    await expect(page.getByText(/What is shown was true at \d\d:\d\d:\d\d/)).toBeVisible();
    await expect(page.getByRole('row', { name: /example-pod/ })).toContainText('Init:0/1');
  } finally {
    await podline.end('SIGTERM');
    await folder.remove();
  }
});

test('a kubeconfig that cannot be used is named, and read again', async ({ page }) => {
  const folder = await temporaryFolder();
  const kubeconfig = `${folder.path}/broken`;
  await writeFile(kubeconfig, 'apiVersion: v1\nkind: Config\ncurrent-context: nowhere\n');
  const podline = await startPodline(
    ['serve', '--port', '0', '--db', `${folder.path}/podline.db`],
    {
      KUBECONFIG: kubeconfig,
      HOME: folder.path,
    },
  );
  const cluster = await startRecordedCluster(
    await readRecordingNamed('seed-sidecar-shared-logs'),
    folder.path,
  );
  try {
    await page.goto(`${podline.url}/pods`);
    await expect(
      page.getByRole('status').filter({ hasText: 'The kubeconfig cannot be used' }),
    ).toBeVisible();
    await expect(page.getByText(`The kubeconfig ${kubeconfig} has no contexts.`)).toBeVisible();
    cluster.server.play.advanceTo(60_000);
    await cluster.server.writeKubeconfig(kubeconfig);
    await expect(page.getByRole('row', { name: /example-pod/ })).toContainText('2/2');
  } finally {
    await podline.end('SIGTERM');
    await cluster.server.close();
    await folder.remove();
  }
});
