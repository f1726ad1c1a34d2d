/** The same failure in two pods of two workloads: told on either's log, with the way from one to the other. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import type { TailList } from '@podline/contract';
import { type Recording, type ReplayServer, startReplayServer } from '@podline/replay';
import { param } from './crashed-pod.ts';
import { type Podline, startPodline, temporaryFolder } from './podline.ts';
import { readRecordingNamed } from './recorded-cluster.ts';

/** Each fails with the same line, but for what differs from one time to the next. */
const PODS = {
  'init-crashloop': ['broken', 'try 1\nERROR: cannot reach <b>the</b> database at 10.0.0.7:5432\n'],
  'native-sidecar-crash-blocks-init': [
    'proxy',
    'hello\nERROR: cannot reach <b>the</b> database at 10.9.8.77:6432\n',
  ],
} as const;
type Name = keyof typeof PODS;

let podline: Podline;
let cluster: ReplayServer;
let removeFolder: () => Promise<void>;

async function failing(name: Name): Promise<Recording> {
  const [container, text] = PODS[name];
  const log = { current: Buffer.from(text), previous: Buffer.from(text) };
  const recording = await readRecordingNamed(name);
  return { ...recording, logs: new Map([[`example-pod/${container}`, log]]) };
}

test.beforeAll(async () => {
  const folder = await temporaryFolder();
  removeFolder = folder.remove;
  const recordings = [
    await failing('init-crashloop'),
    await failing('native-sidecar-crash-blocks-init'),
  ];
  cluster = await startReplayServer({ recordings, startOn: 'told', contextName: 'recorded' });
  const kubeconfig = `${folder.path}/kubeconfig`;
  await cluster.writeKubeconfig(kubeconfig);
  podline = await startPodline(['serve', '--port', '0', '--db', `${folder.path}/podline.db`], {
    KUBECONFIG: kubeconfig,
    HOME: folder.path,
  });
  cluster.play.advanceTo(20_000);
});

test.afterAll(async () => {
  await podline.end('SIGTERM');
  await cluster.close();
  await removeFolder();
});

/** The newest attempt of which the lines are kept. */
async function newest(page: Page, name: Name): Promise<string> {
  let attempt: number | undefined;
  await expect
    .poll(async () => {
      const answer = await page.request.get(`${podline.url}/api/pods/${name}/example-pod/tails`);
      const { tails = [] } = (await answer.json()) as Partial<TailList>;
      attempt = tails.findLast(({ lines }) => lines > 0)?.attempt;
      return attempt;
    })
    .not.toBeUndefined();
  return `${PODS[name][0]}.${attempt}`;
}

const card = (page: Page) => page.getByRole('region', { name: 'Log of the selected attempt' });
const list = (page: Page) =>
  card(page).getByRole('list', { name: 'Attempts that failed like this, newest first' });

test('a failure leads to where else it was seen, by the keyboard, and axe finds nothing', async ({
  browser,
}) => {
  const first = await browser.newPage();
  const selected = await newest(first, 'init-crashloop');
  await newest(first, 'native-sidecar-crash-blocks-init');
  await first.close();
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    await page.goto(`${podline.url}/pods/init-crashloop/example-pod?sel=${selected}`);
    const summary = card(page).locator('summary');
    await expect(summary).toHaveText(/Seen \d+ times in 2 pods since \S+: show$/);
    await summary.focus();
    await page.keyboard.press('Enter');
    await expect(list(page)).toContainText('(this one)');
    await expect(card(page)).toContainText(
      'exit code 1: ERROR: cannot reach <b>the</b> database at <ip>',
    );
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations).toEqual([]);
    const other = list(page).getByRole('link', { name: 'example-pod, proxy, attempt' }).first();
    await other.focus();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/pods\/native-sidecar-crash-blocks-init\/example-pod\/[^/]+\?/);
    expect(param(page, 'sel')).toMatch(/^proxy\.\d+$/);
    await expect(card(page)).toContainText('10.9.8.77:6432');
    await expect(card(page).locator('summary')).toHaveText(/Seen \d+ times in 2 pods since/);
    await context.close();
  }
});

test('on a phone nothing is wider than the screen', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const selected = await newest(page, 'init-crashloop');
  await page.goto(`${podline.url}/pods/init-crashloop/example-pod?sel=${selected}`);
  await card(page).locator('summary').click();
  await expect(list(page)).toBeVisible();
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  await context.close();
});
