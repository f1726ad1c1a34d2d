/** What is usual, from the starts of a Deployment's pods to the words on the page. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import type { WorkloadUsual } from '@podline/contract';
import { type ByHandCluster, startByHandCluster } from './by-hand-cluster.ts';
import { startFleet, startStuck } from './usual-fleet.ts';

let cluster: ByHandCluster;
let url: string;

test.beforeAll(async () => {
  cluster = await startByHandCluster();
  url = cluster.podline.url;
});

test.afterAll(() => cluster.end());

async function usual(page: Page): Promise<WorkloadUsual> {
  const answer = await page.request.get(`${url}/api/workloads/shop/Deployment/web/usual`);
  return (await answer.json()) as WorkloadUsual;
}

const cause = (page: Page) =>
  page.getByRole('region', { name: 'Stuck now, by cause' }).locator('summary');

test('what is usual is counted as pods start, and what is not is stuck sooner', async ({
  page,
}) => {
  await page.goto(url);
  await expect(page.getByText('Nothing is stuck')).toBeVisible();
  startFleet(cluster.server, Date.now());
  await expect.poll(async () => (await usual(page)).starts).toBe(23);
  // Its init has run for 40 s: less than any pod may take, and more than three times what this one's usually does.
  startStuck(cluster.server, Date.now(), 40);
  await expect(cause(page)).toContainText('fetch');
  await expect(cause(page)).toContainText('usually 9s (p95 of 11 starts)');
});

test('a pod’s page says what is usual of the selected container, and since when it is slower', async ({
  page,
}) => {
  await page.goto(`${url}/pods/shop/web-late`);
  const facts = page.getByRole('region', { name: 'Facts of the selected bar' });
  await expect(facts).toContainText(
    'completed within 9s (p95 of 11 starts), half of them within 8s',
  );
  await expect(facts).toContainText(
    'revision 5b99: half of the starts took 8s, before that 4s; changed: image fetch:1 → fetch:2',
  );
});

test('a restart of Podline counts no start twice', async ({ page }) => {
  await cluster.podline.end('SIGKILL');
  const again = await cluster.restart();
  url = again.url;
  await expect.poll(async () => (await usual(page)).starts).toBe(23);
  await page.goto(url);
  await expect(cause(page)).toContainText('usually 9s (p95 of 11 starts)');
  expect((await usual(page)).starts).toBe(23);
});

for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds nothing in the ${colorScheme} theme`, async ({ browser }) => {
    const page = await (await browser.newContext({ colorScheme })).newPage();
    await page.goto(url);
    await expect(cause(page)).toContainText('usually');
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.goto(`${url}/pods/shop/web-late`);
    await expect(page.getByText('half of them within')).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.context().close();
  });
}
