/** Ten thousand live pods in the table: every row is reached by keys, few are drawn, and frames stay short while it is scrolled. */
import { expect, type Page, test } from '@playwright/test';
import { fleetOf, type ReplayServer, startReplayServer } from '@podline/replay';
import { type Podline, startPodline, temporaryFolder } from './podline.ts';
import { readRecordingNamed } from './recorded-cluster.ts';

const PODS = 10_000;

let podline: Podline;
let cluster: ReplayServer;
let folder: { path: string; remove(): Promise<void> };

test.beforeAll(async () => {
  test.setTimeout(240_000);
  folder = await temporaryFolder();
  const fleet = fleetOf(await readRecordingNamed('init-three-in-order'), {
    pods: PODS,
    seed: 'many',
    // So that pods go on changing while the table is looked at.
    spreadMs: 600_000,
    namespaces: 40,
    nodes: 200,
    events: false,
  });
  cluster = await startReplayServer({
    recordings: [fleet],
    times: 'now',
    startOn: 'first-watch',
    headStartMs: 590_000,
    contextName: 'fleet',
  });
  const kubeconfig = `${folder.path}/kubeconfig`;
  await cluster.writeKubeconfig(kubeconfig);
  podline = await startPodline(['serve', '--port', '0', '--db', `${folder.path}/podline.db`], {
    KUBECONFIG: kubeconfig,
    HOME: folder.path,
  });
});

test.afterAll(async () => {
  await podline.end('SIGKILL');
  await cluster.close();
  await folder.remove();
});

async function openAll(page: Page): Promise<number> {
  await page.goto(`${podline.url}/pods`);
  const table = page.getByRole('table');
  await expect(table).toBeVisible({ timeout: 120_000 });
  await expect
    .poll(async () => Number(await table.getAttribute('aria-rowcount')), { timeout: 120_000 })
    .toBeGreaterThan(PODS * 0.9);
  return Number(await table.getAttribute('aria-rowcount'));
}

test('every row is reached by keys, though few are drawn', async ({ page }) => {
  await openAll(page);
  await page.keyboard.press('j');
  await page.keyboard.press('End');
  const focused = page.locator('tbody a:focus');
  const index = async () =>
    Number(await focused.locator('xpath=ancestor::tr').getAttribute('aria-rowindex'));
  await expect(focused).toBeVisible();
  expect(await index()).toBeGreaterThan(PODS * 0.9);
  await page.keyboard.press('k');
  await page.keyboard.press('k');
  await expect(focused).toBeVisible();
  expect(await page.locator('tbody tr').count()).toBeLessThan(200);
  await page.keyboard.press('Home');
  await expect.poll(index).toBe(2);
  for (let step = 0; step < 60; step += 1) await page.keyboard.press('j');
  await expect.poll(index).toBe(62);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible();
});

test('a query over all of them answers at once', async ({ page }) => {
  await openAll(page);
  await page.getByRole('combobox').fill('ns:fleet-7 node:fleet-node-1*');
  await expect(page.getByRole('status').filter({ hasText: /of/ })).toContainText(/^\d+ of \d+/);
  await expect(page.locator('tbody a').first()).toBeVisible();
});

test('frames stay short while it is scrolled, live', async ({ page }) => {
  await openAll(page);
  const frames = await page.evaluate(async () => {
    const scroller = document.querySelector('.scroller');
    if (scroller === null) throw new Error('there is no table');
    const times: number[] = [];
    let last = performance.now();
    for (let frame = 0; frame < 600; frame += 1) {
      // As a hand scrolls, and now and then a jump.
      scroller.scrollTop += frame % 120 === 119 ? 50_000 : 90;
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      times.push(now - last);
      last = now;
    }
    return times.sort((a, b) => a - b);
  });
  const at = (share: number): number =>
    Math.round((frames[Math.floor(frames.length * share)] ?? 0) * 10) / 10;
  const told = { median: at(0.5), p95: at(0.95), worst: Math.round(frames.at(-1) ?? 0) };
  test.info().annotations.push({ type: 'frames, ms', description: JSON.stringify(told) });
  process.stdout.write(`frames of ${PODS} live pods, ms: ${JSON.stringify(told)}\n`);
  expect(told.median).toBeLessThan(50);
});
