/** The page of a workload: its pods side by side by revision, by the keyboard alone, for everybody. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { type ByHandCluster, startByHandCluster } from './by-hand-cluster.ts';
import { createdPod, nameOf, type RolledPod, startedPod } from './rollout.ts';

const OLD = '5b99d55c64';
const NEW = '69dcd85588';
const PATH = '/workloads/shop/Deployment/checkout';

let cluster: ByHandCluster;
const began = Math.floor(Date.now() / 1000) * 1000;

const oldPod = (end: string): RolledPod => ({
  namespace: 'shop',
  deployment: 'checkout',
  revision: OLD,
  end,
  at: began - 600_000,
});
const newPod = (end: string, agoS: number): RolledPod => ({
  ...oldPod(end),
  revision: NEW,
  at: began - agoS * 1000,
});

const OLD_PODS = ['aa', 'ab', 'ac'].map(oldPod);
const NEW_PODS = ['ba', 'bb', 'bc'].map((end, index) => newPod(end, 120 - index));
const STUCK_POD = newPod('bz', 300);

/** Two revisions of three pods, one more that is stuck, and of the old ones one that is gone. */
test.beforeAll(async () => {
  cluster = await startByHandCluster();
  const read = async (): Promise<string> =>
    (await fetch(`${cluster.podline.url}/api${PATH}`)).text();
  for (const pod of [...OLD_PODS, ...NEW_PODS, STUCK_POD]) {
    // Seen when it is created, so that its start is seen whole.
    cluster.server.apply(createdPod(pod));
    await expect.poll(read).toContain(nameOf(pod));
    const migrate = pod === STUCK_POD ? null : pod.revision === OLD ? 3 : 8;
    cluster.server.apply(startedPod(pod, { migrate, ready: migrate === null ? null : 5 }));
  }
  cluster.server.delete({ namespace: 'shop', name: nameOf(oldPod('aa')) });
  await expect.poll(read).toMatch(/"deletedAt":\d/);
});

test.afterAll(() => cluster.end());

const url = (search = ''): string => `${cluster.podline.url}${PATH}${search}`;
const revision = (page: Page, hash: string): Locator =>
  page.getByRole('region', { name: `Revision ${hash}` });
const line = (page: Page, pod: RolledPod): Locator =>
  page.getByRole('link', { name: new RegExp(`^${nameOf(pod)}: `) });
const spread = (page: Page, name: string): Locator =>
  page.getByRole('img', { name: new RegExp(`^${name}: `) });

test('pods by revision, stuck ones first, gone ones with them, and how much slower they start', async ({
  page,
}) => {
  await page.goto(url());
  await expect(revision(page, NEW).getByRole('listitem')).toHaveCount(4);
  await expect(revision(page, OLD).getByRole('listitem')).toHaveCount(3);
  await expect(page.getByRole('heading', { level: 3 }).first()).toContainText(
    `Newest revision ${NEW}`,
  );
  await expect(revision(page, NEW).getByRole('listitem').first()).toContainText('bz');
  await expect(line(page, STUCK_POD)).toHaveAccessibleName(/Init:0\/1.*stuck: migrate/);
  await expect(line(page, oldPod('ab'))).toHaveAccessibleName(/Running, ready 1\/1, ready in 9s/);
  await expect(revision(page, OLD).getByRole('listitem').last()).toContainText('aa');
  await expect(line(page, oldPod('aa'))).toHaveAccessibleName(/gone/);
  await expect(spread(page, 'migrate')).toHaveAccessibleName(
    `migrate: median 8s, was 3s in revision ${OLD}; 95 of 100 within 8s, of 3 starts; 1 not finished.`,
  );
  await expect(page.locator('.words', { hasText: 'median 8s, was 3s' })).toContainText('▲ slower');
  await expect(page.getByRole('status').filter({ hasText: 'pods' })).toHaveText(
    '6 pods, 5 ready, 1 stuck, 1 gone',
  );
});

test('while nothing changes nothing is asked for', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/api/workloads/')) asked.push(request.url());
  });
  await page.goto(url());
  await expect(revision(page, OLD).getByRole('listitem')).toHaveCount(3);
  const before = asked.length;
  // The clock of the page goes on, and with it every open bar.
  const age = await line(page, newPod('ba', 0)).getAttribute('aria-label');
  await expect(line(page, newPod('ba', 0))).not.toHaveAttribute('aria-label', age ?? '');
  expect(asked.length).toBe(before);
  // One pod changes: what is asked for is what came since.
  cluster.server.mutate({ namespace: 'shop', name: nameOf(newPod('ba', 0)) }, (pod) => ({
    ...pod,
    status: startedPod(newPod('ba', 120), { migrate: 8, ready: null })['status'],
  }));
  await expect(line(page, newPod('ba', 0))).toHaveAccessibleName(/ready 0\/1/);
  await expect.poll(() => asked.length).toBeGreaterThan(before);
  expect(asked.slice(before).every((address) => /\?since=\d+$/.test(address))).toBe(true);
});

test('by the keyboard alone: to a pod and into it, another axis, a revision alone, and back', async ({
  page,
}) => {
  await page.goto(url());
  await expect(revision(page, OLD).getByRole('listitem')).toHaveCount(3);
  await page.keyboard.press('j');
  await expect(line(page, STUCK_POD)).toBeFocused();
  // What its containers did stands beside the row.
  await expect(page.locator('.tooltip')).toContainText(
    'init 1 migrate: 1 attempt; now attempt 0 runs',
  );
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('k');
  await page.keyboard.press('Home');
  await expect(line(page, STUCK_POD)).toBeFocused();

  await page.keyboard.press('o');
  await expect(page).toHaveURL(/axis=time/);
  await expect(page.getByRole('button', { name: 'Time of day' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await page.keyboard.press('+');
  await expect(page).toHaveURL(/from=\d{4}-/);
  await page.keyboard.press('f');
  await expect(page).not.toHaveURL(/from=/);
  await page.keyboard.press(']');
  await expect(page).toHaveURL(new RegExp(`rev=${NEW}`));
  await expect(revision(page, OLD)).toBeHidden();
  await page.keyboard.press(']');
  await expect(revision(page, NEW)).toBeHidden();
  await expect(revision(page, OLD)).toBeVisible();

  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(url());
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^checkout-/);
  const owner = page.getByRole('link', { name: 'checkout', exact: true });
  await owner.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Deployment checkout');
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/\/pods\?q=/);
  await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', '7');
});

test('what was chosen stands in the address', async ({ page }) => {
  await page.goto(url(`?axis=since&rev=${OLD}&from=2s&to=8s`));
  await expect(revision(page, OLD)).toBeVisible();
  await expect(revision(page, NEW)).toBeHidden();
  await expect(page.locator('.axis')).toContainText('+5s');
  await expect(page.locator('.axis')).not.toContainText('+9s');
  await page.goto(url('?from=all'));
  await expect(page.getByRole('button', { name: 'All', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await page.goto(url('?rev=unknown&from=nonsense&axis=%3Cscript%3E'));
  await expect(revision(page, NEW)).toBeVisible();
});

test('the mouse: a strip tells of what is under it, and opens its pod', async ({ page }) => {
  await page.goto(url());
  const row = page.locator(`[data-line]`, { hasText: nameOf(newPod('bb', 0)) });
  await row.scrollIntoViewIfNeeded();
  await expect(row.locator('path').first()).toBeVisible();
  const box = await row.locator('.track').boundingBox();
  if (box === null) throw new Error('The strip has no place.');
  await page.mouse.move(box.x + 30, box.y + box.height / 2 - 5);
  await expect(page.locator('.tooltip')).toContainText('migrate: attempt 0 ended well: exit 0');
  await page.mouse.click(box.x + 30, box.y + box.height / 2 - 5);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(nameOf(newPod('bb', 0)));
});

test('the table and Now lead to it', async ({ page }) => {
  await page.goto(`${cluster.podline.url}/pods?cols=name,workload`);
  const row = page.getByRole('row', { name: new RegExp(nameOf(newPod('bb', 0))) });
  await row.hover();
  await row.getByRole('link', { name: /its pods side by side/ }).click();
  await expect(page).toHaveURL(new RegExp(PATH));
  await page.goto(cluster.podline.url);
  const cause = page.getByRole('listitem').filter({ hasText: 'Deployment/checkout' });
  await cause.locator('summary').first().click();
  await cause.getByRole('link', { name: 'All pods of Deployment checkout side by side' }).click();
  await expect(page).toHaveURL(new RegExp(PATH));
});

for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds nothing in the ${colorScheme} theme`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    for (const search of ['', '?axis=time&rev=all']) {
      await page.goto(url(search));
      await expect(revision(page, OLD).getByRole('listitem')).toHaveCount(3);
      await page.keyboard.press('j');
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    }
    await page.goto(`${cluster.podline.url}/workloads/shop/Deployment/none`);
    await expect(page.getByText('No pod of such a workload is known here.')).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await context.close();
  });
}

test('on a phone nothing is wider than the screen', async ({ browser }) => {
  const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
  await page.goto(url());
  await expect(revision(page, OLD).getByRole('listitem')).toHaveCount(3);
  const overflow = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect(overflow).toBe(0);
  await page.close();
});
