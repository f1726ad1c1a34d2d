/** How it looks, to whom: themes, high contrast, forced colours, less motion, a phone; axe on everything that can be open. */
import AxeBuilder from '@axe-core/playwright';
import { type BrowserContextOptions, expect, type Page, test } from '@playwright/test';
import { demoServed, openPods, palette, podLinks } from './demo-served.ts';

const podline = demoServed();

const ground = (page: Page): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.body).backgroundColor);

test('theme and contrast follow the system, and the switch, which is kept', async ({ browser }) => {
  const context = await browser.newContext({ colorScheme: 'dark' });
  const page = await context.newPage();
  await openPods(page, podline);
  expect(await ground(page)).toBe('rgb(11, 15, 20)');
  await page.keyboard.press('t');
  expect(await ground(page)).toBe('rgb(246, 248, 250)');
  await page.keyboard.press('Shift+T');
  expect(await ground(page)).toBe('rgb(255, 255, 255)');
  await page.reload();
  expect(await ground(page)).toBe('rgb(255, 255, 255)');
  await page.getByRole('button', { name: 'Appearance: light' }).click();
  await page.getByRole('radio', { name: 'As the system' }).check();
  await expect.poll(() => ground(page)).toBe('rgb(0, 0, 0)');
  await page.getByRole('checkbox', { name: /High contrast/ }).uncheck();
  await expect.poll(() => ground(page)).toBe('rgb(11, 15, 20)');
  await page.emulateMedia({ contrast: 'more' });
  await expect.poll(() => ground(page)).toBe('rgb(0, 0, 0)');
  await context.close();
});

test('with the colours of the system forced, the signs and the words stay', async ({ browser }) => {
  const context = await browser.newContext({ forcedColors: 'active' });
  const page = await context.newPage();
  await page.goto(`${podline.url}/pods?q=shop-api`);
  const failing = page.getByRole('row', { name: /shop-api/ }).first();
  await expect(failing.getByRole('img').first()).toBeVisible();
  const sign = failing.locator('svg .shape').first();
  const [stroke, behind] = await sign.evaluate((shape) => [
    getComputedStyle(shape).stroke,
    getComputedStyle(document.body).backgroundColor,
  ]);
  expect(stroke).not.toBe(behind);
  await context.close();
});

test('who asks for less motion gets none', async ({ browser }) => {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  await openPods(page, podline);
  await page.keyboard.press('Control+k');
  await expect(palette(page)).toBeVisible();
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  await context.close();
});

/** How each part of the page is reached. */
const VIEWS: readonly (readonly [name: string, show: (page: Page) => Promise<unknown>])[] = [
  [
    'now',
    async (page) => {
      await page.goto(podline.url);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    },
  ],
  ['the pods', (page) => expect(podLinks(page).first()).toBeVisible()],
  [
    'a pod',
    async (page) => {
      await page.goto(`${podline.url}/pods/payments/ledger-1`);
      await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible();
    },
  ],
  ...['logs', 'events', 'spec'].map(
    (tab) =>
      [
        `the ${tab} of a pod`,
        async (page: Page) => {
          await page.goto(`${podline.url}/pods/payments/ledger-1?tab=${tab}`);
          await expect(page.getByRole('region', { name: tab })).toBeVisible();
        },
      ] as const,
  ),
  [
    'no such page',
    async (page) => {
      await page.goto(`${podline.url}/nowhere`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    },
  ],
  [
    'the palette',
    async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('led');
      await expect(palette(page).getByRole('option').first()).toContainText('ledger');
    },
  ],
  [
    'the keys',
    async (page) => {
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  ],
  [
    'the words',
    async (page) => {
      await page.keyboard.press('g');
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  ],
  [
    'the appearance',
    async (page) => {
      await page.getByRole('button', { name: /^Appearance/ }).click();
      await expect(page.getByRole('checkbox')).toBeVisible();
    },
  ],
  [
    'an explanation',
    async (page) => {
      await page.getByRole('banner').getByRole('button', { name: 'live' }).click();
      await expect(page.getByText('The cluster is being watched')).toBeVisible();
    },
  ],
];

const LOOKS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['light, high contrast', { colorScheme: 'light', contrast: 'more' }],
  ['dark, high contrast', { colorScheme: 'dark', contrast: 'more' }],
];

for (const [look, options] of LOOKS) {
  test(`axe finds nothing: ${look}`, async ({ browser }) => {
    test.setTimeout(300_000);
    const context = await browser.newContext(options);
    for (const [name, show] of VIEWS) {
      const page = await context.newPage();
      await openPods(page, podline);
      await show(page);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations, name).toEqual([]);
      await page.close();
    }
    await context.close();
  });
}

test('on a phone nothing is wider than the screen, whatever is open', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  for (const [name, show] of VIEWS) {
    const page = await context.newPage();
    await openPods(page, podline);
    await show(page);
    const overflow = await page.evaluate(() =>
      [...document.querySelectorAll('html, main')]
        .map((element) => element.scrollWidth - element.clientWidth)
        .reduce((a, b) => Math.max(a, b)),
    );
    expect(overflow, name).toBe(0);
    await page.close();
  }
  await context.close();
});
