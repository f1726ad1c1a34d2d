/** `podline demo` as a newcomer meets it: named as a demo, full, with a past; by mouse, by keyboard, in both themes. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { demoServed, podLinks } from './demo-served.ts';

const podline = demoServed();

test('where no cluster is configured, console and page say in plain words that this is the demo', async ({
  page,
}) => {
  expect(podline.output()).toContain('the demo: recordings of a real cluster, replayed');
  await page.goto(`${podline.url}/pods`);
  await expect(page.getByRole('status').filter({ hasText: 'This is the demo' })).toBeVisible();
  await expect(page.getByText('live', { exact: true })).toBeVisible();
});

test('the first page is full, in kubectl’s columns', async ({ page }) => {
  await page.goto(`${podline.url}/pods`);
  await expect(podLinks(page).first()).toBeVisible();
  const table = page.getByRole('table');
  expect(Number(await table.getAttribute('aria-rowcount'))).toBeGreaterThan(30);
  const stuck = page.getByRole('row', { name: /seed-init-waits-for-service/ });
  await expect(stuck).toContainText('Init:0/1');
  await expect(stuck).toContainText('0/1');
  await expect(stuck.getByRole('img').first()).toHaveAccessibleName(
    /init init-myservice running; app main-app/,
  );
});

test('a pod has a past: attempts from before the page was opened, and a lane for each container', async ({
  page,
}) => {
  await page.goto(`${podline.url}/pods?q=gateway`);
  await podLinks(page).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('gateway');
  const lane = page.getByRole('listitem', {
    name: /^native sidecar 1 otel-collector: [4-9] attempts/,
  });
  await expect(lane).toBeVisible();
  await lane.getByRole('button', { name: /attempt 1 failed: exit 1 Error/ }).click();
  const facts = page.getByRole('region', { name: 'Facts of the selected bar' });
  await expect(facts).toContainText('attempt 1 failed: exit 1 Error');
  await expect(facts).toContainText('containerd://');
});

test('the keyboard reaches everything', async ({ page }) => {
  await page.goto(`${podline.url}/pods`);
  await expect(podLinks(page).first()).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('example-pod shop');
  await expect(podLinks(page)).toHaveCount(1);
  expect(new URL(page.url()).searchParams.get('q')).toBe('example-pod shop');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('combobox')).toHaveValue('');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(podLinks(page).nth(1)).toBeFocused();
  await page.keyboard.press('k');
  await expect(podLinks(page).first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible();

  const init = page.getByRole('listitem', { name: /^init 1 / });
  await init.getByRole('button').last().focus();
  await page.keyboard.press('ArrowDown');
  await expect(
    page.getByRole('listitem', { name: /^app / }).getByRole('button').last(),
  ).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Facts of the selected bar' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'Facts of the selected bar' })).toBeHidden();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('table')).toBeVisible();
});

test('from the filter, Enter goes to the first pod that matches and Enter again opens it', async ({
  page,
}) => {
  await page.goto(`${podline.url}/pods`);
  await expect(podLinks(page).first()).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('ledger');
  await expect(podLinks(page)).toHaveCount(2);
  await page.keyboard.press('Enter');
  await expect(podLinks(page).first()).toBeFocused();
  await page.keyboard.press('j');
  await expect(podLinks(page).nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('ledger-1');
});

test('a reload and a shared address show the same', async ({ page }) => {
  await page.goto(`${podline.url}/pods?q=ledger&sort=-age`);
  await expect(podLinks(page)).toHaveCount(2);
  await page.reload();
  await expect(podLinks(page)).toHaveCount(2);
  await expect(page.getByRole('columnheader', { name: 'Age' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
});

for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds nothing in the ${colorScheme} theme, and the browser nothing to complain of`, async ({
    browser,
  }) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${podline.url}/pods`);
    await expect(podLinks(page).first()).toBeVisible();
    await page.keyboard.press('j');
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    // As bright as a row gets, in the moment in which it has changed.
    await page.addStyleTag({ content: 'tbody tr { background: var(--flash) !important }' });
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.goto(`${podline.url}/pods?q=shop-api`);
    await podLinks(page).last().click();
    await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible();
    await page
      .getByRole('listitem', { name: /^init 1 / })
      .getByRole('button')
      .last()
      .click();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });
}

test('on a phone nothing is wider than the screen', async ({ browser }) => {
  const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
  for (const path of ['/pods', '/pods/payments/ledger-1']) {
    await page.goto(`${podline.url}${path}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  }
  await page.close();
});

test('an unknown pod and an unknown address say so, and lead on', async ({ page }) => {
  await page.goto(`${podline.url}/pods/shop/no-such-pod`);
  await expect(page.getByText('No pod of that name or uid is known here.')).toBeVisible();
  await page.goto(`${podline.url}/nowhere`);
  await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
  await page.getByRole('link', { name: 'To the pods' }).click();
  await expect(page.getByRole('table')).toBeVisible();
});
