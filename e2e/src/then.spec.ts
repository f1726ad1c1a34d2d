/** What was so at a moment: lists, pods and Now of then, the slider, pods that are gone, and addresses that can be shared. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import type { HistoryState, PodRow } from '@podline/contract';
import { type ByHandCluster, startByHandCluster } from './by-hand-cluster.ts';

let cluster: ByHandCluster;
/** A second at which `web` was still in its init container, and `old` was there. */
let then: string;

test.beforeAll(async ({ request }) => {
  cluster = await startByHandCluster({
    before: (server) => {
      server.apply(pod('web', WAITING));
      server.apply(pod('old', RUNNING));
    },
  });
  const rows = async (): Promise<readonly PodRow[]> => {
    const answer = await request.get(`${cluster.podline.url}/api/pods`);
    return answer.ok() ? ((await answer.json()) as { pods: readonly PodRow[] }).pods : [];
  };
  const now = async (): Promise<number> => {
    const answer = await request.get(`${cluster.podline.url}/api/history?buckets=1`);
    return ((await answer.json()) as HistoryState).to;
  };
  await expect.poll(async () => (await rows()).length).toBe(2);
  const seen = Math.ceil((await now()) / 1000) * 1000;
  then = new Date(seen).toISOString().replace('.000', '');
  await expect.poll(now).toBeGreaterThan(seen + 1000);
  const { server } = cluster;
  server.mutate(WEB, (object) => ({ ...object, status: RUNNING }));
  server.delete({ namespace: 'shop', name: 'old' });
  await expect.poll(async () => (await rows()).map(({ status }) => status)).toEqual(['Running']);
  // Later than a step back from now reaches.
  await expect.poll(now, { timeout: 30_000 }).toBeGreaterThan(seen + 16_000);
});

test.afterAll(() => cluster.end());

const WEB = { namespace: 'shop', name: 'web' };
const started = { running: { startedAt: '2026-01-01T00:00:05Z' } };
const WAITING = {
  phase: 'Pending',
  conditions: [{ type: 'Initialized', status: 'False' }],
  initContainerStatuses: [{ name: 'prepare', state: started, restartCount: 0, ready: false }],
  containerStatuses: [
    {
      name: 'app',
      state: { waiting: { reason: 'PodInitializing' } },
      restartCount: 0,
      ready: false,
    },
  ],
};
const done = {
  terminated: {
    exitCode: 0,
    reason: 'Completed',
    startedAt: '2026-01-01T00:00:05Z',
    finishedAt: '2026-01-01T00:00:07Z',
  },
};
const RUNNING = {
  phase: 'Running',
  conditions: [
    { type: 'Initialized', status: 'True' },
    { type: 'Ready', status: 'True' },
  ],
  initContainerStatuses: [{ name: 'prepare', state: done, restartCount: 0, ready: true }],
  containerStatuses: [{ name: 'app', state: started, restartCount: 0, ready: true, started: true }],
};

const pod = (name: string, status: object) => ({
  kind: 'Pod',
  metadata: { namespace: 'shop', name },
  spec: {
    nodeName: 'node-1',
    initContainers: [{ name: 'prepare', image: 'busybox' }],
    containers: [{ name: 'app', image: 'nginx' }],
  },
  status,
});

const open = (page: Page, path: string) => page.goto(cluster.podline.url + path);
const row = (page: Page, name: string) =>
  page.getByRole('row', { name: new RegExp(`^shop ${name}`) });
const bar = (page: Page) => page.getByRole('region', { name: 'Moment' });
const slider = (page: Page) => page.getByRole('slider', { name: 'Moment' });
const atOf = (page: Page): string | null => new URL(page.url()).searchParams.get('at');

test('the list of then is what it was, and the list of now what it is', async ({ page }) => {
  await open(page, `/pods?at=${then}`);
  await expect(row(page, 'web')).toContainText('Init:0/1');
  await expect(row(page, 'old')).toContainText('Running');
  await expect(page.getByText('not live')).toBeVisible();
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(row(page, 'web')).toContainText('Running');
  await expect(row(page, 'old')).toHaveCount(0);
  await expect(page.getByText('live', { exact: true })).toBeVisible();
  expect(atOf(page)).toBeNull();
});

test('every link leads to the same moment, and a reload shows it again', async ({ page }) => {
  await open(page, `/?at=${then}`);
  await expect(page.getByRole('list', { name: 'Figures' })).toContainText('Pods 2');
  const hrefs = await page
    .locator('a[href^="/"]')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  expect(hrefs.length).toBeGreaterThan(5);
  expect(hrefs.filter((href) => !href.includes('at='))).toEqual([]);
  await page.getByRole('link', { name: 'Pods', exact: true }).click();
  await row(page, 'web').getByRole('link', { name: 'web' }).press('Enter');
  await expect(page).toHaveURL(/\/pods\/shop\/web/);
  expect(atOf(page)).toBe(then);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'web' })).toBeVisible();
  await expect(page.getByText('Init:0/1').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/\/pods\?/);
  expect(atOf(page)).toBe(then);
});

test('a pod of then is open where it was open, and nothing after shows', async ({ page }) => {
  await open(page, `/pods/shop/web?at=${then}`);
  await expect(page.getByRole('listitem', { name: /^init 1 prepare/ })).toHaveAccessibleName(
    /now attempt 0 runs/,
  );
  await expect(page.getByRole('listitem', { name: /app/ }).first()).toHaveAccessibleName(
    /never started/,
  );
  await expect(page.getByRole('button', { name: 'Follow now' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(page.getByRole('listitem', { name: /^init 1 prepare/ })).toHaveAccessibleName(
    /completed|exit 0/i,
  );
});

test('the slider goes back and on by the keyboard alone', async ({ page }) => {
  await open(page, '/pods');
  await expect(row(page, 'web')).toContainText('Running');
  await page.keyboard.press(',');
  await expect(slider(page)).toBeVisible();
  const first = Date.parse(atOf(page) ?? '');
  await page.keyboard.press('<');
  await expect(row(page, 'web')).toContainText('Init:0/1');
  const oldest = Date.parse(atOf(page) ?? '');
  expect(oldest).toBeLessThan(first);
  await slider(page).press('ArrowRight');
  await expect.poll(() => Date.parse(atOf(page) ?? '')).toBe(oldest + 10_000);
  await expect(slider(page)).toHaveAttribute('aria-valuetext', /ago\)$/);
  await slider(page).press('End');
  await expect.poll(() => atOf(page)).toBeNull();
  await expect(row(page, 'web')).toContainText('Running');
});

test('the slider is pulled by hand', async ({ page }) => {
  await open(page, '/pods');
  await page.getByRole('button', { name: 'Look at another moment' }).click();
  const box = await slider(page).boundingBox();
  if (box === null) throw new Error('The slider has no place.');
  await page.mouse.move(box.x + box.width - 4, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + 3, box.y + 10, { steps: 6 });
  await page.mouse.up();
  await expect(row(page, 'web')).toContainText('Init:0/1');
  await expect(bar(page)).toContainText('as of');
});

test('a pod that is gone is found and opened', async ({ page }) => {
  await open(page, '/pods');
  await page.getByText('1 gone pod').getByRole('link', { name: 'show' }).click();
  await expect(row(page, 'old')).toContainText(/gone .* ago/);
  expect(new URL(page.url()).searchParams.get('q')).toBe('gone');
  await row(page, 'old').getByRole('link', { name: 'old' }).click();
  await expect(page.getByText('This pod is gone')).toBeVisible();
  await expect(page.getByRole('listitem', { name: /^init 1 prepare/ })).toBeVisible();
});

for (const [at, sentence] of [
  ['soon', '“soon” in the address is no moment.'],
  ['2190-01-01T00:00:00Z', 'That moment has not come yet.'],
  ['2001-01-01T00:00:00Z', 'Nothing is kept of that moment.'],
] as const) {
  test(`at=${at}: one sentence, and a way to now`, async ({ page }) => {
    await open(page, `/pods?at=${at}`);
    await expect(page.getByText(sentence)).toBeVisible();
    await page.getByRole('button', { name: 'Go to now' }).click();
    await expect(row(page, 'web')).toContainText('Running');
  });
}

for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds nothing in the ${colorScheme} theme, and nothing is wider than a phone`, async ({
    browser,
  }) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    for (const path of ['/', '/pods', '/pods/shop/web']) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await open(page, `${path}?at=${then}`);
      await expect(slider(page)).toBeVisible();
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      await page.setViewportSize({ width: 390, height: 800 });
      const wider = () =>
        page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
      expect(await wider()).toBe(0);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    await open(page, '/pods?q=gone');
    await expect(row(page, 'old')).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await context.close();
  });
}
