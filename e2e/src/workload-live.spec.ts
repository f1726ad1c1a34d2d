/** A rollout under way, on the page of its workload: nothing is reloaded, and nothing is older than a moment. */
import { expect, type Locator, type Page, test } from '@playwright/test';
import { startByHandCluster } from './by-hand-cluster.ts';
import { createdPod, nameOf, type RolledPod, startedPod } from './rollout.ts';

const began = Math.floor(Date.now() / 1000) * 1000;
const pod = (revision: string, end: string, agoS: number): RolledPod => ({
  namespace: 'shop',
  deployment: 'checkout',
  revision,
  end,
  at: began - agoS * 1000,
});

const rows = (page: Page, hash: string): Locator =>
  page.getByRole('region', { name: `Revision ${hash}` }).getByRole('listitem');
const line = (page: Page, of: RolledPod): Locator =>
  page.getByRole('link', { name: new RegExp(`^${nameOf(of)}: `) });

test('a rollout goes on before the viewer’s eyes: new pods, stuck ones, gone ones, and how much slower they start', async ({
  page,
}) => {
  const cluster = await startByHandCluster();
  const migrate = page.getByRole('img', { name: /^migrate: / });
  const roll = async (of: RolledPod, took: number): Promise<void> => {
    cluster.server.apply(createdPod(of));
    await expect(line(page, of)).toHaveAccessibleName(/Pending/);
    cluster.server.apply(startedPod(of, { migrate: took, ready: 5 }));
    await expect(line(page, of)).toHaveAccessibleName(
      new RegExp(`Running, ready 1/1, ready in ${took + 6}s`),
    );
  };
  try {
    await page.goto(`${cluster.podline.url}/workloads/shop/Deployment/checkout`);
    await expect(page.getByText('No pod of such a workload is known here.')).toBeVisible();
    // A mark that only a reload would take away.
    await page.evaluate(() => Object.assign(window, { neverReloaded: true }));

    const old = ['aa', 'ab', 'ac'].map((end) => pod('5b99', end, 600));
    for (const of of old) await roll(of, 3);
    await expect(rows(page, '5b99')).toHaveCount(3);
    await expect(migrate).toHaveAccessibleName(
      'migrate: median 3s; 95 of 100 within 3s, of 3 starts.',
    );

    for (const end of ['ba', 'bb', 'bc']) await roll(pod('69dc', end, 120), 8);
    await expect(page.getByRole('heading', { level: 3 }).first()).toContainText(
      'Newest revision 69dc',
    );
    await expect(migrate).toHaveAccessibleName(
      'migrate: median 8s, was 3s in revision 5b99; 95 of 100 within 8s, of 3 starts.',
    );

    const slow = pod('69dc', 'bz', 300);
    cluster.server.apply(createdPod(slow));
    cluster.server.apply(startedPod(slow, { migrate: null, ready: null }));
    await expect(line(page, slow)).toHaveAccessibleName(/Init:0\/1.*stuck: migrate/);
    await expect(rows(page, '69dc').first()).toContainText(nameOf(slow));

    for (const of of old) cluster.server.delete({ namespace: 'shop', name: nameOf(of) });
    await expect(line(page, pod('5b99', 'aa', 600))).toHaveAccessibleName(/gone/);
    await expect(page.getByRole('status').filter({ hasText: 'pods' })).toHaveText(
      '4 pods, 3 ready, 1 stuck, 3 gone',
    );
    expect(await page.evaluate(() => 'neverReloaded' in window)).toBe(true);
  } finally {
    await cluster.end();
  }
});
