/** The pod's Kubernetes Events on its page: newest first, narrowed, hostile, and the way to the timeline and back. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { type ByHandCluster, startByHandCluster } from './by-hand-cluster.ts';
import { param } from './crashed-pod.ts';

const HOSTILE = '<img src=x onerror="window.pwned=1">\u202e{@html 1}';

const at = (minutes: number): string =>
  new Date(Date.now() - minutes * 60_000).toISOString().replace(/\.\d+/, '');

const POD = {
  metadata: { name: 'web-0', namespace: 'shop', uid: 'uid-of-web-0', creationTimestamp: at(10) },
  spec: { nodeName: 'node-1', containers: [{ name: 'app', image: 'web:1' }] },
  status: {
    phase: 'Pending',
    containerStatuses: [
      {
        name: 'app',
        image: 'web:1',
        imageID: '',
        ready: false,
        restartCount: 0,
        state: { waiting: { reason: 'ImagePullBackOff', message: 'no such image' } },
      },
    ],
  },
};

const event = (name: string, minutes: number, more: object) => ({
  kind: 'Event',
  metadata: { name, namespace: 'shop', uid: `uid-of-${name}` },
  involvedObject: { kind: 'Pod', name: 'web-0', namespace: 'shop', uid: 'uid-of-web-0' },
  type: 'Normal',
  firstTimestamp: at(minutes),
  lastTimestamp: at(minutes),
  count: 1,
  source: { component: 'kubelet' },
  ...more,
});

const about = (container: string) => ({
  involvedObject: {
    ...event('x', 0, {}).involvedObject,
    fieldPath: `spec.containers{${container}}`,
  },
});

let cluster: ByHandCluster;

test.beforeAll(async () => {
  cluster = await startByHandCluster({
    before(server) {
      server.apply(POD);
      server.apply(event('scheduled', 9, { reason: 'Scheduled', message: 'to node-1' }));
      server.apply(
        event('failed', 5, {
          ...about('app'),
          type: 'Warning',
          reason: 'Failed',
          count: 7,
          message: `Failed to pull image: ${HOSTILE}`,
        }),
      );
      server.apply(event('pulling', 6, { ...about('app'), reason: 'Pulling', message: 'image' }));
    },
  });
});

test.afterAll(() => cluster.end());

const rows = (page: Page) => page.getByRole('table').getByRole('row');

async function open(page: Page, search = ''): Promise<void> {
  await page.goto(`${cluster.podline.url}/pods/shop/web-0?tab=events${search}`);
  await expect(rows(page).nth(1)).toBeVisible();
}

test('a key leads to the Events, the newest first, with their count', async ({ page }) => {
  await page.goto(`${cluster.podline.url}/pods/shop/web-0`);
  await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible();
  await page.keyboard.press('3');
  await expect(rows(page)).toHaveCount(4);
  const reasons = await page.getByRole('table').locator('.reason').allTextContents();
  expect(reasons).toEqual(['Failed', 'Pulling', 'Scheduled']);
  await expect(rows(page).nth(1)).toContainText('×7');
  await expect(rows(page).nth(1)).toContainText('<img src=x onerror="window.pwned=1">\\u202e');
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
});

test('they are narrowed to warnings and to a container, and back', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Only warnings (1)' }).click();
  await expect(rows(page)).toHaveCount(2);
  await page.getByRole('button', { name: 'the pod', exact: true }).click();
  await expect(page.getByText('None of the Events is so.')).toBeVisible();
  expect([param(page, 'type'), param(page, 'c')]).toEqual(['warning', 'pod']);
  await page.getByRole('button', { name: 'Show all 3' }).click();
  await expect(rows(page)).toHaveCount(4);
});

test('an Event leads to its place on the timeline, and the browser back', async ({ page }) => {
  await open(page);
  await rows(page).nth(1).getByRole('button').click();
  await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible();
  expect(param(page, 'from')).not.toBeNull();
  await page.goBack();
  await expect(rows(page)).toHaveCount(4);
});

test('the Event that a finding leads to is marked', async ({ page }) => {
  await open(page, '&e=uid-of-pulling');
  await expect(page.getByRole('row', { name: /Pulling/ })).toHaveAttribute('aria-current', 'true');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the Events: ${colorScheme}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    await open(page);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations).toEqual([]);
    await context.close();
  });
}

test('on a phone nothing is wider than the screen', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  await open(page);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  await context.close();
});
