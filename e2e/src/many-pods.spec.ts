/** Ten thousand live pods in the table: every row is reached by keys, and few are drawn. `npm run bench table` measures it. */
import { expect, type Page, test } from '@playwright/test';
import { type FleetServed, serveFleet } from './fleet-served.ts';

const PODS = 10_000;

let fleet: FleetServed;

test.beforeAll(async () => {
  test.setTimeout(240_000);
  fleet = await serveFleet(PODS);
});

test.afterAll(() => fleet.end());

async function openAll(page: Page): Promise<number> {
  await page.goto(`${fleet.url}/pods`);
  const table = page.getByRole('table');
  await expect(table).toBeVisible({ timeout: 120_000 });
  await expect
    .poll(async () => Number(await table.getAttribute('aria-rowcount')), { timeout: 120_000 })
    .toBeGreaterThan(PODS * 0.9);
  return Number(await table.getAttribute('aria-rowcount'));
}

test('every row is reached by keys, though few are drawn', async ({ page }) => {
  await openAll(page);
  await page.keyboard.press('j');
  await page.keyboard.press('End');
  const focused = page.locator('tbody a:focus');
  const index = async () =>
    Number(await focused.locator('xpath=ancestor::tr').getAttribute('aria-rowindex'));
  await expect(focused).toBeVisible();
  expect(await index()).toBeGreaterThan(PODS * 0.9);
  await page.keyboard.press('k');
  await page.keyboard.press('k');
  await expect(focused).toBeVisible();
  expect(await page.locator('tbody tr').count()).toBeLessThan(200);
  await page.keyboard.press('Home');
  await expect.poll(index).toBe(2);
  for (let step = 0; step < 60; step += 1) await page.keyboard.press('j');
  await expect.poll(index).toBe(62);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible();
});

test('a query over all of them answers at once', async ({ page }) => {
  await openAll(page);
  await page.getByRole('combobox').fill('ns:fleet-7 node:fleet-node-1*');
  await expect(page.getByRole('status').filter({ hasText: /of/ })).toContainText(/^\d+ of \d+/);
  await expect(page.locator('tbody a').first()).toBeVisible();
});
