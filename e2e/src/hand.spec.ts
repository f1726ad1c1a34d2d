/** Hand and words: the palette, the keys, what can be copied, and what the words mean. */
import { expect, type Page, test } from '@playwright/test';
import { demoServed, openPods, palette, podLinks } from './demo-served.ts';

const podline = demoServed();

const found = (page: Page) => palette(page).getByRole('option');
const chosen = (page: Page) => palette(page).getByRole('option', { selected: true });

async function copied(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText());
}

test('by the keyboard alone: a few letters lead to a pod', async ({ page }) => {
  await openPods(page, podline);
  await page.keyboard.press('Control+k');
  await expect(palette(page).getByRole('combobox')).toBeFocused();
  // What fails is what one looks for.
  await expect(chosen(page)).toContainText(/Init:|CrashLoop|Error|ErrImage/);
  await page.keyboard.type('pay led 1');
  await expect(chosen(page)).toContainText('ledger-1');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('ledger-1');
  await expect(palette(page)).toBeHidden();
});

test('the palette chooses by arrow keys, round the ends, and gives the focus back', async ({
  page,
}) => {
  await openPods(page, podline);
  await page.keyboard.press('j');
  await expect(podLinks(page).first()).toBeFocused();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('theme');
  await expect(chosen(page)).toContainText('Theme');
  await page.keyboard.press('ArrowUp');
  await expect(found(page).last()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(found(page).first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.type(' nothing of the kind');
  await expect(palette(page).getByRole('status')).toContainText('Nothing fits');
  await page.keyboard.press('Escape');
  await expect(palette(page)).toBeHidden();
  await expect(podLinks(page).first()).toBeFocused();
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Control+k');
  await expect(palette(page)).toBeHidden();
  await expect(podLinks(page).first()).toBeFocused();
});

test('the palette comes while somebody types, and by the mouse', async ({ page }) => {
  await openPods(page, podline);
  await page.keyboard.press('/');
  await page.keyboard.type('kc');
  await expect(page.getByRole('combobox', { name: 'Filter pods' })).toHaveValue('kc');
  await page.keyboard.press('Control+k');
  await expect(palette(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Find/ }).click();
  await palette(page).getByRole('combobox').fill('what the words');
  await found(page).first().click();
  await expect(page.getByRole('dialog', { name: 'Words' })).toBeVisible();
});

test('kubectl commands are copied, of the row that has the focus and of the page', async ({
  browser,
}) => {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  await page.goto(`${podline.url}/pods?q=ledger-1`);
  await expect(podLinks(page)).toHaveCount(1);
  await page.keyboard.press('j');
  await expect(podLinks(page)).toBeFocused();
  await page.keyboard.press('c');
  await expect(chosen(page)).toContainText('kubectl -n payments describe pod ledger-1');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Copied' })).toBeVisible();
  expect(await copied(page)).toBe('kubectl -n payments describe pod ledger-1');

  await page.goto(`${podline.url}/pods?q=gateway`);
  await podLinks(page).first().click();
  await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible();
  const name = await page.getByRole('heading', { level: 1 }).textContent();
  await page.keyboard.press('c');
  await page.keyboard.type('previous');
  await page.keyboard.press('Enter');
  await expect(palette(page)).toBeHidden();
  expect(await copied(page)).toMatch(
    new RegExp(`^kubectl -n payments logs ${name} -c [a-z-]+ --previous$`),
  );

  await page.keyboard.press('y');
  await expect(page.getByRole('status').filter({ hasText: 'Copied the link' })).toBeVisible();
  expect(await copied(page)).toBe(page.url());
  await context.close();
});

test('where the browser has no clipboard, it is copied all the same, or shown', async ({
  page,
}) => {
  // As on plain http, where a team opens it.
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
  });
  await openPods(page, podline);
  await page.keyboard.press('y');
  await expect(page.getByRole('status').filter({ hasText: 'Copied the link' })).toBeVisible();
  await page.evaluate(() => {
    document.execCommand = () => false;
  });
  await page.keyboard.press('y');
  await expect(page.getByText('take it by hand')).toBeVisible();
  await expect(page.getByText(page.url(), { exact: true })).toBeVisible();
});

test('/ leads to the query from any page, and Escape back from a pod', async ({ page }) => {
  await page.goto(`${podline.url}/pods/payments/ledger-1`);
  await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible();
  await page.keyboard.press('/');
  await expect(page.getByRole('combobox', { name: 'Filter pods' })).toBeFocused();
  await page.keyboard.type('ledger');
  await expect(podLinks(page)).toHaveCount(2);
});

test('? shows every key, g every word, and each turns to the other', async ({ page }) => {
  await openPods(page, podline);
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByRole('heading', { name: 'Keys' })).toBeVisible();
  for (const words of ['next pod', 'copy a kubectl command for the pod', 'along a lane', 'choose'])
    await expect(sheet.getByText(words, { exact: true })).toBeVisible();
  await page.keyboard.press('g');
  await expect(sheet.getByRole('heading', { name: 'Words' })).toBeVisible();
  await expect(sheet.getByText('native sidecar', { exact: true })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('classic side');
  await page.keyboard.press('Enter');
  await expect(sheet.getByText(/An ordinary container that helps the app/)).toBeInViewport();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
});

test('a word is explained by keys and by touch, and Escape puts it away alone', async ({
  browser,
}) => {
  const page = await browser.newPage();
  await page.goto(`${podline.url}/pods/payments/ledger-1`);
  const word = page.getByRole('banner').getByRole('button', { name: 'live' });
  const note = page.getByText('The cluster is being watched, and what is shown is as it is now.');
  await expect(note).toBeHidden();
  await word.focus();
  await page.keyboard.press('Enter');
  await expect(note).toBeVisible();
  await expect(word).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('Escape');
  await expect(note).toBeHidden();
  await expect(word).toBeFocused();
  // What lies under it was not put away with it.
  await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible();
  await page.close();

  const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true });
  const touched = await phone.newPage();
  await touched.goto(podline.url);
  await touched.getByRole('banner').getByRole('button', { name: 'live' }).tap();
  const box = await touched
    .getByText('The cluster is being watched, and what is shown is as it is now.')
    .boundingBox();
  expect(box?.x ?? -1).toBeGreaterThanOrEqual(0);
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390);
  await phone.close();
});

test('what is put away stays away until the tab is closed', async ({ page }) => {
  await openPods(page, podline);
  await page.getByRole('button', { name: 'Put away: This is the demo:' }).click();
  await expect(page.getByText('This is the demo:')).toBeHidden();
  await page.reload();
  await expect(podLinks(page).first()).toBeVisible();
  await expect(page.getByText('This is the demo:')).toBeHidden();
});
