/** How far the page can be trusted: the words of the fault catalogue, from real faults, in a real browser. */
import { DatabaseSync } from 'node:sqlite';
import { expect, type Page, test } from '@playwright/test';
import { type ByHandCluster, type ByHandOptions, startByHandCluster } from './by-hand-cluster.ts';
import { freePort } from './podline.ts';

const pod = (name: string, namespace = 'shop', phase = 'Running') => ({
  metadata: { name, namespace, creationTimestamp: '2026-11-22T12:00:00Z' },
  spec: { containers: [{ name: 'app' }] },
  status: { phase },
});

/** A Podline that shows the pod `web` of a cluster, for one test. */
async function withPage(
  page: Page,
  options: ByHandOptions,
  run: (cluster: ByHandCluster) => Promise<void>,
): Promise<void> {
  const cluster = await startByHandCluster(options);
  try {
    cluster.server.apply(pod('web'));
    await page.goto(`${cluster.podline.url}/pods`);
    await expect(row(page, 'web')).toBeVisible();
    await run(cluster);
  } finally {
    await cluster.end();
  }
}

const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) });
const line = (page: Page, words: string | RegExp) =>
  page.getByRole('status').filter({ hasText: words });
const badge = (page: Page) =>
  page
    .getByRole('banner')
    .getByText(/^Connection:/)
    .locator('..');
const greyed = (page: Page) =>
  page.getByRole('main').evaluate((main) => getComputedStyle(main).filter !== 'none');

test('F55, F35: a server that is told to end says so, and the page catches up when it is back', async ({
  page,
}) => {
  await withPage(page, { port: await freePort() }, async (cluster) => {
    await cluster.podline.end('SIGTERM');
    await expect(badge(page)).toContainText('server restarting');
    await expect(line(page, 'The server is restarting.')).toBeVisible();
    await expect(line(page, /lost/)).toBeHidden();
    cluster.server.apply(pod('later'));
    await cluster.restart();
    await expect(row(page, 'later')).toBeVisible();
    await expect(badge(page)).toContainText('resynced');
    await expect(line(page, 'Connected again.')).toBeVisible();
    await expect(line(page, 'Connected again.')).toBeHidden();
    await expect(page.getByText('live', { exact: true })).toBeVisible();
  });
});

test('F42: a server that is killed is reconnected to quietly; after a quarter of a minute it is lost, and what is shown is grey', async ({
  page,
}) => {
  await withPage(page, { port: await freePort() }, async (cluster) => {
    await cluster.podline.end('SIGKILL');
    await expect(badge(page)).toContainText('reconnecting');
    expect(await greyed(page)).toBe(false);
    await expect(line(page, 'The connection to Podline is lost.')).toBeVisible();
    await expect(page.getByText(/What is shown was true at \d\d:\d\d:\d\d/)).toBeVisible();
    expect(await greyed(page)).toBe(true);
    await expect(row(page, 'web')).toBeVisible();
    await cluster.restart();
    await page.getByRole('button', { name: 'Try now' }).click();
    await expect(page.getByText('live', { exact: true })).toBeVisible();
    expect(await greyed(page)).toBe(false);
  });
});

test('F3: an expired version is resyncing, with since when, and then live', async ({ page }) => {
  await withPage(page, {}, async ({ server }) => {
    const late = server.faults.inject({
      on: 'list',
      resource: 'pods',
      times: 'always',
      do: { kind: 'delay', ms: 4000 },
    });
    server.faults.inject({
      on: 'watch',
      resource: 'pods',
      times: 1,
      do: { kind: 'status', code: 410 },
    });
    server.faults.strike({ kind: 'end' }, { on: 'watch', resource: 'pods' });
    await expect(badge(page)).toContainText('resyncing');
    await expect(
      line(page, /^Resyncing: the cluster no longer had what happened since \d\d:\d\d:\d\d\.$/),
    ).toBeVisible();
    server.faults.clear(late);
    await expect(page.getByText('live', { exact: true })).toBeVisible();
  });
});

test('F9: a cluster that throttles is named, and waited for', async ({ page }) => {
  await withPage(page, {}, async ({ server }) => {
    const id = server.faults.inject({
      on: 'watch',
      resource: 'pods',
      times: 'always',
      do: { kind: 'status', code: 429, retryAfter: 3 },
    });
    server.faults.strike({ kind: 'end' }, { on: 'watch', resource: 'pods' });
    await expect(badge(page)).toContainText(/stale since \d\d:\d\d:\d\d/);
    await expect(badge(page)).toContainText('throttled by the cluster');
    await expect(line(page, 'The cluster asks to slow down.')).toBeVisible();
    expect(await greyed(page)).toBe(true);
    server.faults.clear(id);
    await expect(page.getByText('live', { exact: true })).toBeVisible();
    expect(await greyed(page)).toBe(false);
  });
});

test('F10: rejected credentials are told at once', async ({ page }) => {
  await withPage(page, {}, async ({ server }) => {
    server.rotateToken('another');
    server.faults.strike({ kind: 'end' }, { on: 'watch', resource: 'pods' });
    await expect(badge(page)).toContainText('credentials rejected');
    await expect(line(page, 'The cluster rejects the credentials.')).toBeVisible();
    server.rotateToken('the-token-of-this-test');
    await expect(page.getByText('live', { exact: true })).toBeVisible();
  });
});

test('F11: a namespace that is forbidden is named, and the others are live', async ({ page }) => {
  const args = ['--namespace', 'shop', '--namespace', 'payments'];
  await withPage(page, { args }, async ({ server }) => {
    await expect(page.getByText('live', { exact: true })).toBeVisible();
    server.faults.inject({
      namespace: 'payments',
      times: 'always',
      do: { kind: 'status', code: 403 },
    });
    server.faults.strike({ kind: 'end' }, { on: 'watch', namespace: 'payments' });
    await expect(line(page, 'Forbidden: namespace payments.')).toBeVisible();
    await expect(badge(page)).toContainText('but not namespace payments');
    server.apply(pod('other'));
    await expect(row(page, 'other')).toBeVisible();
    expect(await greyed(page)).toBe(false);
  });
});

test('F19: an object that is too large is named, and the line can be put away', async ({
  page,
}) => {
  await withPage(page, {}, async ({ server }) => {
    const { metadata, ...rest } = pod('huge');
    const annotations = { note: 'x'.repeat(20 * 1024 * 1024) };
    server.apply({ metadata: { ...metadata, annotations }, ...rest });
    await expect(line(page, 'Object too large.')).toBeVisible();
    await expect(page.getByText(/The pod shop\/huge is too large to be read/)).toBeVisible();
    await page.getByRole('button', { name: 'Put away: Object too large.' }).click();
    await expect(line(page, 'Object too large.')).toBeHidden();
    await page.reload();
    await expect(row(page, 'web')).toBeVisible();
    await expect(line(page, 'Object too large.')).toBeHidden();
  });
});

test('F21: while the first list comes, the page says how far it is, and never that there are no pods', async ({
  page,
}) => {
  const cluster = await startByHandCluster({
    before(server) {
      for (let index = 0; index < 1200; index += 1) server.apply(pod(`web-${index}`));
      server.faults.inject({
        on: 'list',
        resource: 'pods',
        after: 1,
        times: 'always',
        do: { kind: 'delay', ms: 5000 },
      });
    },
    streamingLists: false,
  });
  try {
    await page.goto(`${cluster.podline.url}/pods`);
    await expect(badge(page)).toContainText(/loading.*500 pods so far/);
    await expect(page.getByText('500 pods listed so far')).toBeVisible();
    await expect(page.getByText(/There are no pods/)).toBeHidden();
    cluster.server.faults.clear();
    await expect(page.getByText('live', { exact: true })).toBeVisible();
    await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', '1201');
  } finally {
    await cluster.end();
  }
});

test('F49: a database that takes nothing is told with since when, while the list stays live', async ({
  page,
}) => {
  await withPage(page, {}, async ({ server, dbPath }) => {
    await expect(page.getByText('live', { exact: true })).toBeVisible();
    const outsider = new DatabaseSync(dbPath);
    outsider.exec('BEGIN IMMEDIATE');
    server.apply(pod('meanwhile'));
    await expect(line(page, /^Not recording since \d\d:\d\d:\d\d\.$/)).toBeVisible({
      timeout: 40_000,
    });
    await expect(badge(page)).toContainText('not recording');
    await expect(page.getByText('What is shown stays live.')).toBeVisible();
    await expect(row(page, 'meanwhile')).toBeVisible();
    outsider.exec('ROLLBACK');
    outsider.close();
    await expect(line(page, /^Not recording/)).toBeHidden({ timeout: 40_000 });
    await expect(row(page, 'meanwhile')).toBeVisible();
  });
});
