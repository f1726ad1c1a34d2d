/** The timeline for those who do not look at bars: as a list, as a picture to take away, and as axe sees it. */
import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { type CrashedPod, openPod, param, startCrashedPod, stretch } from './crashed-pod.ts';

const ATTEMPTS = 400;

let pod: CrashedPod;

test.beforeAll(async ({ browser }) => {
  const page = await browser.newPage();
  pod = await startCrashedPod(page, ATTEMPTS);
  await page.close();
});

test.afterAll(() => pod.end());

test('as a list it tells the same, in step with window and selection', async ({ page }) => {
  await openPod(page, pod.url + (await stretch(page, pod.url)));
  await page.keyboard.press('v');
  const list = page.getByRole('region', { name: 'Timeline as a list' });
  await expect(list.getByRole('status')).toContainText(/^\s*\d\d entries from/);
  await list
    .getByRole('button', { name: /^attempt \d+ failed: exit 1 Error/ })
    .nth(2)
    .click();
  const current = list.locator('[aria-current="true"]');
  await expect(current).toContainText('broken');
  const selected = param(page, 'sel');
  await page.keyboard.press(']');
  await expect.poll(() => param(page, 'sel')).not.toBe(selected);
  const before = await list.getByRole('status').textContent();
  await page.keyboard.press('+');
  await expect(list.getByRole('status')).not.toHaveText(before ?? '');
  await page.reload();
  await expect(list).toBeVisible();
});

test('it can be taken away as SVG and as PNG, as it is seen, with its legend', async ({ page }) => {
  await openPod(page, pod.url);
  const take = async (name: string): Promise<Buffer> => {
    await page.getByText('Export', { exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: new RegExp(`^${name} `) }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`example-pod.${name.toLowerCase()}`);
    return readFile(await download.path());
  };
  const svg = (await take('SVG')).toString();
  expect(svg).toMatch(/^<svg /);
  for (const word of ['init-crashloop/example-pod', 'broken', 'main-app', 'not observed'])
    expect(svg).toContain(word);
  expect(svg).not.toContain('var(');
  const png = await take('PNG');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBeGreaterThan(2000);
});

for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds nothing on bars, comparison and list in the ${colorScheme} theme`, async ({
    browser,
  }) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    await openPod(page, `${pod.url}?sel=broken.57&cmp=58`);
    await expect(page.getByRole('region', { name: 'Comparison of two attempts' })).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.keyboard.press('v');
    await expect(page.getByRole('region', { name: 'Timeline as a list' })).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await context.close();
  });
}
