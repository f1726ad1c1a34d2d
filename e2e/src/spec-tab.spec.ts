/** The pod as the cluster has it, on its page: without secrets, searched, copied, saved, and gone when the pod is. */
import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { type ByHandCluster, startByHandCluster } from './by-hand-cluster.ts';

const HOSTILE = '<img src=x onerror="window.pwned=1">\u202e{@html 1}';

const POD = {
  metadata: {
    name: 'web-0',
    namespace: 'shop',
    annotations: {
      note: HOSTILE,
      'kubectl.kubernetes.io/last-applied-configuration': '{"env":"planted-1"}',
    },
    managedFields: [{ manager: 'kubectl-client-side-apply' }],
  },
  spec: {
    nodeName: 'node-1',
    containers: [
      {
        name: 'app',
        image: 'web:1',
        args: ['--token', 'planted-2'],
        env: [
          { name: 'DB_PASSWORD', value: 'planted-3' },
          { name: 'API_KEY', valueFrom: { secretKeyRef: { name: 'web', key: 'api-key' } } },
        ],
      },
    ],
  },
  status: { phase: 'Pending' },
};

let cluster: ByHandCluster;

test.beforeAll(async () => {
  cluster = await startByHandCluster({ before: (server) => void server.apply(POD) });
});

test.afterAll(() => cluster.end());

const yaml = (page: Page) => page.getByRole('region', { name: 'YAML of the pod' });

async function open(page: Page): Promise<void> {
  await page.goto(`${cluster.podline.url}/pods/shop/web-0`);
  await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible();
  await page.keyboard.press('4');
  await expect(yaml(page)).toContainText('kind: Pod');
}

test('a key leads to the spec; no secret is in it, and references stay', async ({ page }) => {
  await open(page);
  await expect(yaml(page)).not.toContainText('planted');
  await expect(yaml(page)).not.toContainText('managedFields');
  await expect(yaml(page)).toContainText('key: api-key');
  await expect(page.getByText('2 secrets masked')).toBeVisible();
  await expect(yaml(page)).toContainText('<img src=x onerror="window.pwned=1">\\u202e{@html 1}');
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
});

test('it is searched by keys, and saved as it is shown', async ({ page }) => {
  await open(page);
  await page.keyboard.press('/');
  await page.keyboard.type('api-key');
  await page.keyboard.press('Enter');
  await expect(page.getByText('1 of 1 line', { exact: true })).toBeVisible();
  await expect(yaml(page).locator('mark')).toHaveText('api-key');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('d')]);
  expect(download.suggestedFilename()).toBe('web-0.yaml');
  const saved = await readFile(await download.path(), 'utf8');
  expect(saved).toMatch(/^apiVersion: v1\nkind: Pod\n/);
  expect(saved).not.toContain('planted');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the spec: ${colorScheme}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    await open(page);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations).toEqual([]);
    await context.close();
  });
}

test('when the pod is gone it says so, and that the spec is not kept', async ({ page }) => {
  await open(page);
  cluster.server.delete({ namespace: 'shop', name: 'web-0' });
  await expect(page.getByText('This pod is gone')).toBeVisible();
  await page.keyboard.press('r');
  await expect(page.getByText('The spec is not kept.')).toBeVisible();
});
