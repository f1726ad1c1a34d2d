/** A workload as it was at a moment, what of a past page is of now, files of then, and pods that are gone in the palette. */
import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import type { HistoryState, TimelineDocument } from '@podline/contract';
import { type ByHandCluster, startByHandCluster } from './by-hand-cluster.ts';
import { createdPod, nameOf, type RolledPod, startedPod } from './rollout.ts';

const PATH = '/workloads/shop/Deployment/checkout';
const began = Math.floor(Date.now() / 1000) * 1000;
const pod = (revision: string, end: string): RolledPod => ({
  ...{ namespace: 'shop', deployment: 'checkout', revision, end },
  at: began - 600_000,
});
const OLD = pod('5b99', 'aa');
const NEW = pod('69dc', 'ba');

let cluster: ByHandCluster;
/** A second at which the old pod was stuck in its init, and nothing was known of the new one. */
let then: string;

test.beforeAll(async ({ request }) => {
  cluster = await startByHandCluster({
    before: (server) => {
      server.apply(createdPod(OLD));
    },
  });
  const { server } = cluster;
  const text = async (): Promise<string> =>
    (await request.get(`${cluster.podline.url}/api${PATH}`)).text();
  const now = async (): Promise<number> => {
    const answer = await request.get(`${cluster.podline.url}/api/history?buckets=1`);
    return ((await answer.json()) as HistoryState).to;
  };
  await expect.poll(text).toContain(nameOf(OLD));
  server.apply(startedPod(OLD, { migrate: null, ready: null }));
  await expect.poll(text).toContain('Init:0/1');
  const seen = Math.ceil((await now()) / 1000) * 1000;
  then = new Date(seen).toISOString().replace('.000', '');
  await expect.poll(now).toBeGreaterThan(seen + 1000);
  server.apply(createdPod(NEW));
  await expect.poll(text).toContain(nameOf(NEW));
  server.apply(startedPod(NEW, { migrate: 8, ready: 5 }));
  server.delete({ namespace: 'shop', name: nameOf(OLD) });
  await expect.poll(text).toMatch(/"deletedAt":\d/);
});

test.afterAll(() => cluster.end());

const open = (page: Page, path: string) => page.goto(cluster.podline.url + path);
const line = (page: Page, of: RolledPod): Locator =>
  page.getByRole('link', { name: new RegExp(`^${nameOf(of)}: `) });
const podPath = (of: RolledPod): string => `/pods/shop/${nameOf(of)}`;

test('a workload of then is what it was, asks for nothing live, and leads on in the same moment', async ({
  page,
}) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/api/workloads/')) asked.push(request.url());
  });
  await open(page, `${PATH}?at=${then}`);
  await expect(line(page, OLD)).toHaveAccessibleName(/Init:0\/1, ready 0\/1/);
  await expect(line(page, NEW)).toHaveCount(0);
  await expect(page.getByText('not live')).toBeVisible();
  expect(new Set(asked).size).toBe(1);
  expect(asked[0]).toContain('at=');
  const hrefs = await page
    .locator('main a[href^="/"]')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  expect(hrefs.length).toBeGreaterThan(3);
  expect(hrefs.filter((href) => !href.includes('at='))).toEqual([]);
  await page.keyboard.press('j');
  await expect(line(page, OLD)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/pods\/shop\//);
  expect(new URL(page.url()).searchParams.get('at')).toBe(then);
  await page.goBack();
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(line(page, NEW)).toHaveAccessibleName(/Running, ready 1\/1/);
  await expect(line(page, OLD)).toHaveAccessibleName(/gone/);
});

test('a workload that came later: one sentence, and a way to now', async ({ page }) => {
  await open(page, `/workloads/shop/Deployment/other?at=${then}`);
  await expect(page.getByText('No pod of it was known at that moment.')).toBeVisible();
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(page.getByText('No pod of such a workload is known here.')).toBeVisible();
});

test('all workloads, stuck ones first, of now and of then, by the keyboard', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (/\/api\/workloads\?/.test(request.url())) asked.push(request.url());
  });
  const item = page.getByRole('list', { name: 'Workloads' }).getByRole('listitem');
  await open(page, '/workloads');
  await expect(item).toHaveText(/shop\s+Deployment\s+checkout\s+1\/1 ready\s+69dc\s+newest .* old/);
  await page.keyboard.press('/');
  await page.keyboard.type('nobody');
  await expect(page.getByText('No workload has such a pod.')).toBeVisible();
  await page.getByRole('searchbox').fill('ns:shop');
  await expect(item).toHaveCount(1);
  // A list of now is asked for again every few seconds, and not all the time.
  expect(asked.length).toBeLessThan(12);
  await open(page, `/workloads?at=${then}`);
  await expect(item).toHaveText(/0\/1 ready\s+5b99/);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(line(page, OLD)).toBeVisible();
  expect(new URL(page.url()).searchParams.get('at')).toBe(then);
});

test('what is of now on a page of then says so', async ({ page }) => {
  await open(page, `${podPath(OLD)}?at=${then}`);
  await expect(page.getByRole('listitem', { name: /^init 1 migrate/ })).toBeVisible();
  await page.keyboard.press('2');
  await expect(page.getByRole('note')).toContainText('This is the log that the cluster has now');
  await page.keyboard.press('4');
  await expect(page.getByRole('note')).toContainText('This is the spec of now.');
  await page.keyboard.press('3');
  await expect(page.getByRole('note')).toHaveCount(0);
});

test('a file that is taken away is of the moment, and its name says so', async ({ page }) => {
  await open(page, `${podPath(OLD)}?at=${then}`);
  const save = async (words: RegExp): Promise<{ name: string; text: string }> => {
    await page.getByText('Export', { exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: words }).click(),
    ]);
    return {
      name: download.suggestedFilename(),
      text: await readFile(await download.path(), 'utf8'),
    };
  };
  const stamp = then.replaceAll(':', '-');
  const json = await save(/^JSON/);
  expect(json.name).toBe(`${nameOf(OLD)}.${stamp}.json`);
  const document = JSON.parse(json.text) as TimelineDocument;
  expect(document).toMatchObject({
    generatedAt: then,
    pods: [{ status: 'Init:0/1', deletedAt: null }],
  });
  const svg = await save(/^SVG/);
  expect(svg.name).toBe(`${nameOf(OLD)}.${stamp}.svg`);
  expect(svg.text).toContain(`as of ${then}`);
});

test('the palette finds a pod that is gone, marked as such, after all that is there', async ({
  page,
}) => {
  await open(page, '/pods');
  await expect(page.getByRole('row', { name: /^shop checkout/ })).toBeVisible();
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Find' });
  await palette.getByRole('combobox').fill('checkout');
  const options = palette.getByRole('option');
  await expect(options.last()).toContainText(`Gone ${nameOf(OLD)}`);
  await expect(options.first()).toContainText(`Pod ${nameOf(NEW)}`);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page.getByText('This pod is gone')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(nameOf(OLD));
});

for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds nothing in the ${colorScheme} theme, and nothing is wider than a phone`, async ({
    browser,
  }) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    for (const [path, words] of [
      ['/workloads', '0/1 ready'],
      [PATH, 'Since creation'],
      [`${podPath(OLD)}?tab=logs`, 'This is the log that the cluster has now'],
      [`${podPath(OLD)}?tab=spec`, 'This is the spec of now.'],
    ] as const) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await open(page, `${path}${path.includes('?') ? '&' : '?'}at=${then}`);
      await expect(page.getByText(words)).toBeVisible();
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      await page.setViewportSize({ width: 390, height: 800 });
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wider).toBe(0);
    }
    await context.close();
  });
}
