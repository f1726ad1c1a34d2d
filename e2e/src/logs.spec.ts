/** The logs of a pod's containers: merged, followed, found, coloured, saved, and the way to the timeline and back. */
import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { param } from './crashed-pod.ts';
import { startToldLogs, type ToldLogs } from './told-logs.ts';

const at = (second: number): string => `2026-11-22T07:31:${String(second).padStart(2, '0')}Z`;

/** The recorded run began at 07:31:45 and goes on. */
const APP = [
  `${at(46)} \u001b[31mERROR\u001b[0m cannot reach \u001b[1;4mdb\u001b[0m`,
  `${at(46)} <img src=x onerror="window.pwned=1"><script>window.pwned=1</script>`,
  `${at(47)} \u001b]0;title\u0007a title, \u001b]8;;http://evil.example\u001b\\a link\u001b]8;;\u001b\\ and \u001b[2Ja screen`,
  `${at(48)} safe\u202egnp.exe \u0000 and half \u001b[3`,
  `${at(48)} PASSWORD=hunter2hunter2 was not to be seen`,
  `${at(48)} ${'long '.repeat(400)}end`,
  ...Array.from({ length: 300 }, (_, index) => `${at(49)} row ${index}`),
  `${at(54)} later`,
];
const COLLECTOR = [
  `${at(46)} collector begins`,
  `${at(47)} collector goes on`,
  `${at(50)} collector ends`,
];

let told: ToldLogs;

test.beforeAll(async () => {
  told = await startToldLogs('seed-sidecar-shared-logs', {
    'main-app': `${APP.join('\n')}\n`,
    'log-collector': `${COLLECTOR.join('\n')}\n`,
  });
  told.to(8_500);
});

test.afterAll(() => told.end());

const POD = '/pods/seed-sidecar-shared-logs/example-pod';
const log = (page: Page) => page.getByRole('log');
const lines = (page: Page) => log(page).locator('.row');
const line = (page: Page, text: string | RegExp) => lines(page).filter({ hasText: text });

async function open(page: Page, search: string): Promise<void> {
  await page.goto(`${told.podline.url}${POD}?${search}`);
  await expect(lines(page).first()).toBeVisible();
}

test('the keys lead to the logs, and everything in them has a key', async ({ page }) => {
  await page.goto(told.podline.url + POD);
  await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible();
  await page.keyboard.press('2');
  await expect(log(page)).toHaveAccessibleName('Log of main-app');
  await expect(line(page, 'row 299')).toBeVisible();
  expect(param(page, 'tab')).toBe('logs');
  await page.keyboard.press('a');
  await expect(log(page)).toHaveAccessibleName('Log of main-app, log-collector');
  await expect.poll(() => param(page, 'c')).toBe('all');
  await expect(line(page, 'collector ends')).toBeVisible();
  await page.keyboard.press('w');
  await expect.poll(() => param(page, 'wrap')).toBe('1');
  await page.keyboard.press('u');
  await expect.poll(() => param(page, 'tz')).toBe('utc');
  await page.keyboard.press('k');
  await page.keyboard.press('k');
  await expect(line(page, 'row 299').getByRole('button')).toBeFocused();
  await page.keyboard.press('1');
  await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible();
  await page.goBack();
  await expect(log(page)).toBeVisible();
});

test('several logs are one, in the order of their times, and each line says whose it is', async ({
  page,
}) => {
  await open(page, 'tab=logs&c=all&t=2026-11-22T07:31:46Z');
  await expect(line(page, 'collector begins')).toBeVisible();
  const texts = await lines(page).allTextContents();
  const order = ['ERROR', 'collector begins', 'collector goes on', 'a title', 'safe'];
  const found = order.map((word) => texts.findIndex((text) => text.includes(word)));
  expect(found).toEqual(found.toSorted((a, b) => a - b));
  expect(found).not.toContain(-1);
  await expect(line(page, 'collector goes on').locator('.container')).toHaveText('log-collector');
});

test('colours are ours, and what a program writes besides is only ever text', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await open(page, 'tab=logs&c=main-app&t=2026-11-22T07:31:46Z');
  const error = line(page, 'cannot reach');
  await expect(error.locator('.fg-red')).toHaveText('ERROR');
  await expect(error.locator('.bold.underline')).toHaveText('db');
  await expect(line(page, '<img src=x onerror="window.pwned=1">')).toBeVisible();
  await expect(line(page, 'a title, a link and a screen')).toBeVisible();
  await expect(line(page, 'safe\\u202egnp.exe \\u0000 and half \\u001b[3')).toBeVisible();
  await expect(line(page, 'PASSWORD=••• was not to be seen')).toBeVisible();
  await expect(log(page)).not.toContainText('hunter2');
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
  expect(errors).toEqual([]);
});

test('something is found, with its count and the way from one to the next', async ({ page }) => {
  await open(page, 'tab=logs&c=main-app');
  await page.keyboard.press('/');
  await page.keyboard.type('ROW 1');
  await expect(page.getByText('111 lines')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^\d+ of 111 lines$/)).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.type('cannot reach');
  await page.keyboard.press('Enter');
  await expect(line(page, 'cannot reach').locator('mark')).toHaveText('cannot reach');
  await expect(line(page, 'cannot reach')).toBeInViewport();
  await page.getByRole('button', { name: 'As a regular expression' }).click();
  await page.getByRole('searchbox', { name: 'Find in the logs' }).fill('row 2\\d\\d$');
  await expect(page.getByText('100 lines')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Find in the logs' }).fill('row (');
  await expect(page.getByText(/^That is no pattern/)).toBeVisible();
  await page.getByRole('searchbox', { name: 'Find in the logs' }).fill('^(\\S+\\s?)+$x');
  await expect(page.getByText('This pattern takes too long')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Find in the logs' }).fill('later|row 299');
  await expect(page.getByText('1 line', { exact: true })).toBeVisible();
});

test('what is written comes by itself; who looks back is not moved, and told how much came', async ({
  page,
}) => {
  const own = await startToldLogs('seed-sidecar-shared-logs', {
    'main-app': `${APP.join('\n')}\n`,
  });
  own.to(8_500);
  await page.goto(`${own.podline.url}${POD}?tab=logs&c=main-app`);
  await expect(line(page, 'row 299')).toBeVisible();
  await log(page).hover();
  await page.mouse.wheel(0, -2_000);
  await expect(page.getByRole('button', { name: 'Follow' })).toHaveAttribute(
    'aria-pressed',
    'false',
  );
  await expect(line(page, 'row 299')).toHaveCount(0);
  own.to();
  await page.getByRole('button', { name: '1 new line' }).click();
  await expect(line(page, 'later')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Follow' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await own.end();
});

test('what is saved is what is shown', async ({ page }) => {
  await open(page, 'tab=logs&c=log-collector&tz=utc');
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('d')]);
  expect(download.suggestedFilename()).toBe('example-pod_log-collector.log');
  const saved = await readFile(await download.path(), 'utf8');
  expect(saved.split('\n')[0]).toBe(`07:31:46.000 ${COLLECTOR[0]}`);
});

test('a line leads to its place on the timeline, and a run to its lines', async ({ page }) => {
  await open(page, 'tab=logs&c=main-app&t=2026-11-22T07:31:47Z');
  await expect(line(page, 'a title').getByRole('button')).toHaveAttribute('aria-current', 'true');
  await line(page, 'a title').getByRole('button').click();
  await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible();
  expect(param(page, 'sel')).toBe('main-app.0');
  expect([param(page, 'from'), param(page, 'to')]).toEqual([
    '2026-11-22T07:31:17Z',
    '2026-11-22T07:32:17Z',
  ]);
  await page.getByRole('link', { name: 'Its log lines' }).click();
  await expect(line(page, 'cannot reach').getByRole('button')).toHaveAttribute(
    'aria-current',
    'true',
  );
  expect(param(page, 'c')).toBe('main-app');
});

test('the run before, a log that is gone, and a container that waits are said in words', async ({
  page,
}) => {
  const own = await startToldLogs('init-crashloop');
  own.to();
  await page.goto(`${own.podline.url}/pods/init-crashloop/example-pod?tab=logs`);
  await expect(line(page, 'trying')).toBeVisible();
  await page.keyboard.press('p');
  await expect(
    page.getByText('The cluster no longer has the log of the previous run'),
  ).toBeVisible();
  await page.keyboard.press('p');
  await page.keyboard.press('a');
  await expect(page.getByText('main-app has not run yet.')).toBeVisible();
  await own.end();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the logs: ${colorScheme}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    for (const search of [
      'tab=logs&c=all&t=2026-11-22T07:31:46Z&find=o',
      'tab=logs&c=main-app&wrap=1',
    ]) {
      await open(page, search);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations).toEqual([]);
    }
    await context.close();
  });
}

test('on a phone nothing is wider than the screen', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  await open(page, 'tab=logs&c=all');
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  await context.close();
});
