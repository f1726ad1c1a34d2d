/** The timeline of a pod under the hand: by mouse, by touch, by keys alone; attempts, and the comparison of two. */
import { expect, type Locator, type Page, test } from '@playwright/test';
import {
  type CrashedPod,
  crashingLane,
  openPod,
  param,
  startCrashedPod,
  stretch,
} from './crashed-pod.ts';

const ATTEMPTS = 400;
const MINUTE_MS = 60_000;

let pod: CrashedPod;

test.beforeAll(async ({ browser }) => {
  const page = await browser.newPage();
  pod = await startCrashedPod(page, ATTEMPTS);
  await page.close();
});

test.afterAll(() => pod.end());

const facts = (page: Page): Locator =>
  page.getByRole('region', { name: 'Facts of the selected bar' });

/** The window as the address has it; null: all. */
const windowIn = (page: Page): readonly [number, number] | null => {
  const [from, to] = [param(page, 'from'), param(page, 'to')];
  return from === null || to === null ? null : [Date.parse(from), Date.parse(to)];
};

test('Ctrl and the wheel look closer at the pointer; the wheel alone is for the page', async ({
  page,
}) => {
  const track = await openPod(page, pod.url + (await stretch(page, pod.url)));
  const before = windowIn(page);
  await page.mouse.move(track.x + track.width / 4, track.y);
  await page.keyboard.down('Control');
  // e to the power of -5/3: a fifth of what it was.
  for (let turn = 0; turn < 5; turn += 1) await page.mouse.wheel(0, -100);
  await page.keyboard.up('Control');
  const [first = 0, last = 0] = before ?? [];
  await expect
    .poll(() => {
      const [from = 0, to = 0] = windowIn(page) ?? [];
      return (to - from) / (last - first);
    })
    .toBeLessThan(0.25);
  const [from = 0, to = 0] = windowIn(page) ?? [];
  const pointed = first + (last - first) / 4;
  expect(Math.abs(from + (to - from) / 4 - pointed)).toBeLessThan(2000);
  // Whoever opens the address sees the same.
  await page.reload();
  await expect(crashingLane(page)).toBeVisible();
  expect(windowIn(page)).toEqual([from, to]);
  await page.mouse.wheel(0, 200);
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(0);
  expect(windowIn(page)).toEqual([from, to]);
});

test('a pull pans, and is no click; Shift and the wheel pan too', async ({ page }) => {
  const track = await openPod(page, pod.url + (await stretch(page, pod.url)));
  const [first = 0, last = 0] = windowIn(page) ?? [];
  await page.keyboard.press('Escape');
  await expect(facts(page)).toBeHidden();
  await page.mouse.move(track.x + 300, track.y);
  await page.mouse.down();
  await page.mouse.move(track.x + 400, track.y, { steps: 4 });
  await page.mouse.up();
  const shift = ((last - first) * 100) / track.width;
  await expect
    .poll(() => Math.abs((windowIn(page)?.[0] ?? 0) - (first - shift)))
    .toBeLessThan(1000);
  await expect(facts(page)).toBeHidden();
  await page.keyboard.down('Shift');
  await page.mouse.wheel(0, 100);
  await page.keyboard.up('Shift');
  await expect.poll(() => Math.abs((windowIn(page)?.[0] ?? 0) - first)).toBeLessThan(1000);
});

test('two fingers look closer', async ({ browser }) => {
  const context = await browser.newContext({
    hasTouch: true,
    viewport: { width: 390, height: 844 },
  });
  const page = await context.newPage();
  const track = await openPod(page, pod.url + (await stretch(page, pod.url)));
  const [first = 0, last = 0] = windowIn(page) ?? [];
  const session = await context.newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...xs: readonly number[]) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: xs.map((x, id) => ({ x: track.x + x, y: track.y, id })),
    });
  await touch('touchStart', 150, 200);
  await touch('touchMove', 125, 225);
  await touch('touchMove', 100, 250);
  await touch('touchEnd');
  await expect
    .poll(() => {
      const [from = 0, to = 0] = windowIn(page) ?? [];
      return (last - first) / (to - from);
    })
    .toBeGreaterThan(2.5);
  await context.close();
});

test('the brush moves the window by its edge, and its edges have keys', async ({ page }) => {
  await openPod(page, pod.url + (await stretch(page, pod.url)));
  const [first = 0, last = 0] = windowIn(page) ?? [];
  const edge = page.getByRole('slider', { name: 'End of the window' });
  const box = await edge.boundingBox();
  if (box === null) throw new Error('The brush has no edge.');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 120, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => windowIn(page)?.[1]).toBeGreaterThan(last + MINUTE_MS);
  expect(windowIn(page)?.[0]).toBe(first);
  const [, pulled = 0] = windowIn(page) ?? [];
  await edge.focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => windowIn(page)?.[1]).toBeLessThan(pulled);
  expect(windowIn(page)?.[0]).toBe(first);
});

test('many attempts are drawn as one that says how many, and a double click leads into them', async ({
  page,
}) => {
  const track = await openPod(page, pod.url);
  const many = crashingLane(page).getByText(/^\d\d attempts$/);
  await expect(many.first()).toBeVisible();
  const counts = (await many.allTextContents()).map((words) => Number.parseInt(words, 10));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(ATTEMPTS / 2);
  await page.mouse.move(track.x + track.width / 2, track.y);
  await expect(page.getByText(/^\d\d attempts too short to draw apart/)).toBeVisible();
  await page.mouse.dblclick(track.x + track.width / 2, track.y);
  await expect.poll(() => windowIn(page)).not.toBeNull();
  await page.mouse.dblclick(track.x + track.width / 2, track.y);
  await expect(
    crashingLane(page)
      .getByRole('button', { name: /attempt \d+ failed: exit 1 Error,/ })
      .first(),
  ).toBeVisible();
});

test('by keys alone: closer, along, an attempt, the one before, and back', async ({ page }) => {
  await openPod(page, pod.url);
  await page.keyboard.press('Escape');
  await expect(facts(page)).toBeHidden();
  await page.keyboard.press('n');
  await expect.poll(() => param(page, 'to')).toBe('now');
  await expect(page.getByRole('button', { name: 'Follow now' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  for (let press = 0; press < 8; press += 1) await page.keyboard.press('+');
  await expect.poll(() => param(page, 'from')).toMatch(/^now-\d{2,3}s$|^now-\dm$/);
  await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(() => param(page, 'to')).not.toBe('now');
  await page.keyboard.press('f');
  await expect.poll(() => param(page, 'to')).toBeNull();
  await page.keyboard.press('u');
  await expect.poll(() => param(page, 'tz')).toBe('utc');

  const newest = crashingLane(page).getByRole('button').last();
  await newest.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(newest).not.toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(
    page
      .getByRole('listitem', { name: /^app main-app/ })
      .getByRole('button')
      .last(),
  ).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(facts(page)).toContainText('waits for broken');
  await page.keyboard.press('Escape');
  await expect(facts(page)).toBeHidden();
  await newest.focus();
  await page.keyboard.press('Enter');
  await expect(facts(page)).toBeVisible();
  await page.keyboard.press('[');
  await page.keyboard.press('[');
  await expect.poll(() => param(page, 'sel')).toMatch(/^broken\.\d+$/);
  const selected = Number(param(page, 'sel')?.split('.')[1]);
  await page.keyboard.press(']');
  await expect.poll(() => param(page, 'sel')).toBe(`broken.${selected + 1}`);
  await page.keyboard.press('z');
  await expect
    .poll(() => {
      const [from = 0, to = Infinity] = windowIn(page) ?? [];
      return to - from;
    })
    .toBeLessThan(10_000);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('table')).toBeVisible();
});

test('an attempt says what its end means, and what differs from another', async ({ page }) => {
  await openPod(page, `${pod.url}?sel=broken.57`);
  await expect(facts(page)).toContainText('attempt 57 failed: exit 137 (SIGKILL) OOMKilled');
  await expect(facts(page)).toContainText('wanted more memory than its limit');
  await expect(facts(page)).toContainText('Observed');
  await page.getByRole('button', { name: 'Compare attempt 58 with attempt 57' }).click();
  const compared = page.getByRole('region', { name: 'Comparison of two attempts' });
  await expect(compared.getByRole('row').nth(1)).toContainText('≠ Ended');
  await expect(compared.getByRole('row').nth(1)).toContainText('exit 1 Error');
  expect(param(page, 'cmp')).toBe('58');
  await page.reload();
  await expect(compared).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(compared).toBeHidden();
  await expect(facts(page)).toBeVisible();
});

test('a ruler measures from edge to edge, stands in the address, and goes with Escape', async ({
  page,
}) => {
  const track = await openPod(page, pod.url + (await stretch(page, pod.url)));
  await page.keyboard.press('m');
  await page.mouse.move(track.x + 200, track.y);
  await page.mouse.down();
  await page.mouse.move(track.x + 700, track.y, { steps: 5 });
  await page.mouse.up();
  const measured = page.locator('output');
  await expect(measured).toContainText(/^\s*\d+m(\d+s)?/);
  await expect.poll(() => param(page, 'ruler')).toMatch(/Z~.*Z$/);
  await page.reload();
  await expect(measured).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(measured).toBeHidden();
  expect(param(page, 'ruler')).toBeNull();
});

test('a viewer who wants no motion gets none, and the same window', async ({ browser }) => {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  await openPod(page, pod.url);
  await page.keyboard.press('+');
  await expect.poll(() => windowIn(page)).not.toBeNull();
  await context.close();
});
