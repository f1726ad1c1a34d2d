/** The page Now over the demo: no click from a cold start to the name of each container that holds a pod up. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import type { PodRow } from '@podline/contract';
import { startReplayServer } from '@podline/replay';
import { demoServed } from './demo-served.ts';
import { startPodline, temporaryFolder } from './podline.ts';
import { readRecordingNamed } from './recorded-cluster.ts';

const podline = demoServed();

async function found(page: Page, query: string): Promise<readonly PodRow[]> {
  const answer = await page.request.get(`${podline.url}/api/pods?q=${encodeURIComponent(query)}`);
  const { pods } = (await answer.json()) as { pods: readonly PodRow[] };
  return pods;
}

const causes = (page: Page) => page.getByRole('region', { name: 'Stuck now, by cause' });

test('no click from a cold start to the blocking container of each stuck demo pod', async ({
  page,
}) => {
  await page.goto(podline.url);
  await expect(causes(page)).toBeVisible();
  await expect.poll(async () => (await found(page, 'stuck')).length).toBeGreaterThan(8);
  // The cause of each is named soon after it is stuck.
  await expect
    .poll(async () => (await found(page, 'stuck')).filter(({ cause }) => cause === null))
    .toEqual([]);
  for (const { namespace, workload, name, stuck, cause: named } of await found(page, 'stuck')) {
    if (stuck === null || named === null) throw new Error(`${name} is not stuck.`);
    const owner = workload === null ? `pod ${name}` : `${workload.kind}/${workload.name}`;
    const cause = causes(page)
      .locator('summary')
      .filter({ hasText: `${owner} in ${namespace}` })
      .filter({ hasText: stuck.container ?? named.title })
      .filter({ hasText: named.code });
    await expect(cause, `${namespace}/${name}: ${stuck.container}`).toBeVisible();
  }
});

test('each figure is what its query finds in the table', async ({ page }) => {
  await page.goto(podline.url);
  const figures = page.getByRole('list', { name: 'Figures' }).getByRole('link');
  await expect(figures).toHaveCount(6);
  const stuck = figures.filter({ has: page.getByText('Stuck', { exact: true }) });
  // The demo goes on meanwhile: both are asked until they agree.
  const missing = async (shown: Promise<string | null>): Promise<number> =>
    (await found(page, 'stuck')).length - Number(await shown);
  await expect.poll(() => missing(stuck.locator('b').textContent())).toBe(0);
  await stuck.click();
  await expect(page).toHaveURL(/\/pods\?q=stuck$/);
  const table = page.getByRole('table');
  await expect.poll(() => missing(table.getAttribute('aria-rowcount'))).toBe(-1);
});

test('a cause opens into its pods by keyboard, and leads to the table', async ({ page }) => {
  await page.goto(podline.url);
  const gateway = causes(page).getByRole('listitem').filter({ hasText: 'Deployment/gateway' });
  // Once it is named it stays the same row.
  await expect(gateway).toContainText('exits-non-zero');
  await gateway.locator('summary').first().focus();
  await page.keyboard.press('Enter');
  const pods = gateway.getByRole('list', { name: 'Its pods' });
  await expect(pods.getByRole('link', { name: /^gateway-/ })).toHaveCount(2);
  await pods.getByRole('link', { name: 'Show in the table' }).press('Enter');
  await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', '3');
  expect(new URL(page.url()).searchParams.get('q')).toContain('blocker:otel-collector');
});

test('an opened cause stays open under another key, and the keyboard stays with it', async ({
  page,
}) => {
  let regroup = (): void => undefined;
  await page.routeWebSocket(/\/socket\.io\//, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      socket.send(message);
      const isNow = typeof message === 'string' && message.includes('"state":{"kind":"now"');
      // As a finding that comes does: the same pods, other keys.
      if (isNow) regroup = () => socket.send(message.replaceAll('"key":"', '"key":"named '));
    });
  });
  await page.goto(podline.url);
  const gateway = causes(page).getByRole('listitem').filter({ hasText: 'Deployment/gateway' });
  const row = gateway.locator('summary').first();
  const link = gateway.getByRole('link', { name: /^gateway-/ }).last();
  await row.focus();
  await page.keyboard.press('Enter');
  await expect(link).toBeVisible();
  regroup();
  await expect(row).toBeFocused();
  await expect(link).toBeVisible();
  await link.focus();
  const element = await link.elementHandle();
  regroup();
  await expect(link).toBeFocused();
  expect(await element?.evaluate((it) => it.isConnected)).toBe(true);
  await expect(gateway.locator('details')).toHaveAttribute('open');
});

for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds nothing on Now in the ${colorScheme} theme`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    await page.goto(podline.url);
    await causes(page).locator('summary').first().click();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await context.close();
  });
}

test('on a phone nothing of Now is wider than the screen', async ({ browser }) => {
  const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
  await page.goto(podline.url);
  await causes(page).locator('summary').first().click();
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  await page.close();
});

test('when nothing is stuck it says so, and shows what starts and what ended badly', async ({
  page,
}) => {
  const own = await temporaryFolder();
  const names = ['app-fails-restart-never', 'startup-probe-slow-app'];
  const cluster = await startReplayServer({
    recordings: await Promise.all(names.map(readRecordingNamed)),
    times: 'now',
    startOn: 'first-watch',
    contextName: 'calm',
  });
  const kubeconfig = `${own.path}/kubeconfig`;
  await cluster.writeKubeconfig(kubeconfig);
  const calm = await startPodline(['serve', '--port', '0', '--db', `${own.path}/podline.db`], {
    KUBECONFIG: kubeconfig,
    HOME: own.path,
  });
  try {
    await page.goto(calm.url);
    const starting = page.getByRole('region', { name: 'Starting now' });
    await expect(starting.getByRole('link').first()).toBeVisible();
    await expect(page.getByText('Nothing is stuck.')).toBeVisible();
    const ended = page.getByRole('region', { name: 'Ended badly in the last half hour' });
    await expect(ended).toContainText('exit 3 Error');
    await expect(starting).toContainText('No pod is starting.');
    await expect(page.getByText('Nothing is stuck.')).toBeVisible();
  } finally {
    await calm.end('SIGKILL');
    await cluster.close();
    await own.remove();
  }
});
