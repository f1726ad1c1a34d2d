/** The table of pods: queries, sorting, columns, keys, and thousands of rows of which few are drawn. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { demoServed } from './demo-served.ts';

const podline = demoServed();

const rows = (page: Page) => page.getByRole('table').locator('tbody:not([aria-hidden]) tr');
const queryOf = (page: Page): string | null => new URL(page.url()).searchParams.get('q');

test('a query is completed and run by keyboard alone, and is in the address', async ({ page }) => {
  await page.goto(`${podline.url}/pods`);
  await expect(rows(page).first()).toBeVisible();
  await page.keyboard.press('/');
  const box = page.getByRole('combobox', { name: 'Filter pods' });
  await expect(box).toBeFocused();
  await page.keyboard.type('names');
  await page.keyboard.press('Tab');
  await expect(box).toHaveValue('ns:');
  await page.keyboard.type('pay');
  await expect(page.getByRole('option', { name: /payments/ })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(box).toHaveValue('ns:payments ');
  await page.keyboard.type('stu');
  await page.keyboard.press('Tab');
  await expect(box).toHaveValue('ns:payments stuck ');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(3);
  await expect(rows(page).first().getByRole('link')).toBeFocused();
  expect(queryOf(page)).toBe('ns:payments stuck ');
  await page.keyboard.press('Escape');
  await expect(box).toHaveValue('');
});

test('what cannot be read is told in one sentence, and the list stays', async ({ page }) => {
  await page.goto(`${podline.url}/pods?q=${encodeURIComponent('ns:shop foo:bar')}`);
  await expect(page.getByText('There is no field foo.')).toBeVisible();
  await expect(page.getByRole('combobox')).toHaveAttribute('aria-invalid', 'true');
  await expect(rows(page).first()).toContainText('shop');
});

test('a click on a namespace, a status and a node asks for it', async ({ page }) => {
  await page.goto(`${podline.url}/pods?q=warehouse`);
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'data', exact: true }).click();
  await page.getByRole('button', { name: 'Running', exact: true }).click();
  await page.getByRole('button', { name: 'node-1', exact: true }).click();
  await expect(page.getByRole('combobox')).toHaveValue(
    'warehouse ns:data status:Running node:node-1',
  );
  await expect(rows(page)).toHaveCount(1);
});

test('it is sorted by heads and by keys, and columns are chosen; all of it in the address', async ({
  page,
}) => {
  await page.goto(`${podline.url}/pods`);
  await page.getByRole('button', { name: 'Age', exact: true }).click();
  const age = page.getByRole('columnheader', { name: 'Age' });
  await expect(age).toHaveAttribute('aria-sort', 'ascending');
  await page.locator('body').click({ position: { x: 5, y: 400 } });
  await page.keyboard.press('Shift+A');
  await expect(age).toHaveAttribute('aria-sort', 'descending');
  await page.getByText('Columns', { exact: true }).click();
  await page.getByRole('checkbox', { name: 'Workload' }).check();
  await page.getByRole('checkbox', { name: 'Node' }).uncheck();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('columnheader', { name: 'Workload' })).toBeVisible();
  const { searchParams } = new URL(page.url());
  expect([searchParams.get('sort'), searchParams.get('cols')]).toEqual([
    '-age',
    'namespace,name,containers,status,ready,restarts,workload,age,recent',
  ]);
  await page.reload();
  await expect(page.getByRole('columnheader', { name: 'Node' })).toBeHidden();
  await expect(page.getByText('StatefulSet/warehouse')).toBeVisible();
});

test('a row shows its last quarter of an hour, in words too', async ({ page }) => {
  await page.goto(`${podline.url}/pods?q=gateway`);
  const strip = rows(page)
    .first()
    .getByRole('img', { name: /^last 15 minutes:/ });
  await expect(strip).toHaveAccessibleName(/failed .*backed off/);
});

for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds nothing on the table in the ${colorScheme} theme, with everything open`, async ({
    browser,
  }) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    await page.goto(`${podline.url}/pods`);
    await expect(rows(page).first()).toBeVisible();
    await page.keyboard.press('j');
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.goto(`${podline.url}/pods?q=${encodeURIComponent('foo:bar')}`);
    await expect(page.getByText('There is no field foo.')).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.getByRole('combobox').fill('ns:');
    await expect(page.getByRole('option').first()).toBeVisible();
    await page.keyboard.press('ArrowDown');
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await context.close();
  });
}

test('on a phone nothing of the table is wider than the screen', async ({ browser }) => {
  const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
  await page.goto(`${podline.url}/pods`);
  await expect(rows(page).first()).toBeVisible();
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  await page.close();
});
