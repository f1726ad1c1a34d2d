/** What stands where the content would: empty, loading, stale, forbidden, failed. Each is one sentence and a way on, in both themes. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { type ByHandCluster, type ByHandOptions, startByHandCluster } from './by-hand-cluster.ts';

const pod = {
  metadata: { name: 'web', namespace: 'shop', creationTimestamp: '2026-11-22T12:00:00Z' },
  spec: { nodeName: 'node-1', containers: [{ name: 'app', image: 'web:1' }] },
  status: { phase: 'Pending' },
};

interface Case {
  readonly name: string;
  readonly options?: ByHandOptions;
  readonly path: string;
  /** Once the page is there. */
  readonly act?: (cluster: ByHandCluster, page: Page) => void | Promise<void>;
  readonly says: string | RegExp;
  /** The link, the button or the words that lead on. */
  readonly wayOn: (page: Page) => ReturnType<Page['getByText']>;
}

const link = (name: string) => (page: Page) => page.getByRole('main').getByRole('link', { name });
const button = (name: string) => (page: Page) => page.getByRole('button', { name });
const words = (text: string | RegExp) => (page: Page) => page.getByText(text);
const there: ByHandOptions = { before: (server) => server.apply(pod) };

const CASES: readonly Case[] = [
  {
    name: 'no pods at all',
    path: '/pods',
    says: 'There are no pods here now.',
    wayOn: link('To what is known of the cluster'),
  },
  { name: 'nothing stuck', path: '/', says: 'Nothing is stuck.', wayOn: link('Pods 0') },
  {
    name: 'no pod that matches',
    options: there,
    path: '/pods?q=nothing-of-the-kind',
    says: 'No pod matches nothing-of-the-kind.',
    wayOn: button('Show all 1'),
  },
  {
    name: 'an unknown pod',
    options: there,
    path: '/pods/shop/gone',
    says: 'No pod of that name or uid is known here.',
    wayOn: link('To the pods'),
  },
  {
    name: 'an unknown address',
    path: '/nowhere',
    says: '/nowhere is not an address of Podline.',
    wayOn: link('To the pods'),
  },
  ...(['/', '/pods'] as const).map(
    (path): Case => ({
      name: `a first list that is long in coming, on ${path}`,
      options: {
        before(server) {
          for (let index = 0; index < 600; index += 1)
            server.apply({ ...pod, metadata: { ...pod.metadata, name: `web-${index}` } });
          server.faults.inject({
            on: 'list',
            after: 1,
            times: 'always',
            do: { kind: 'delay', ms: 60_000 },
          });
        },
        streamingLists: false,
      },
      path,
      says: path === '/' ? 'Loading the cluster…' : 'Loading the pods…',
      wayOn: words('So far: 500.'),
    }),
  ),
  ...(['/', '/pods'] as const).map(
    (path): Case => ({
      name: `a cluster that forbids it, on ${path}`,
      options: {
        before: (server) =>
          void server.faults.inject({ times: 'always', do: { kind: 'status', code: 403 } }),
      },
      path,
      says: 'Nothing is known yet: Podline may not read the pods of this cluster.',
      wayOn: words('It goes on by itself as soon as the cluster answers.'),
    }),
  ),
  {
    name: 'a cluster that fails',
    options: {
      before: (server) =>
        void server.faults.inject({ times: 'always', do: { kind: 'status', code: 500 } }),
    },
    path: '/pods',
    says: 'Nothing is known yet: the cluster does not answer.',
    wayOn: words('It goes on by itself as soon as the cluster answers.'),
  },
  {
    name: 'what was true and may have changed',
    options: there,
    path: '/pods',
    async act({ server }, page) {
      await expect(page.getByRole('table').getByRole('link', { name: 'web' })).toBeVisible();
      server.faults.inject({ times: 'always', do: { kind: 'status', code: 500 } });
      server.faults.strike({ kind: 'end' }, { on: 'watch' });
    },
    says: /^stale since \d\d:\d\d:\d\d$/,
    wayOn: words(/What is shown was true at \d\d:\d\d:\d\d/),
  },
];

for (const { name, options, path, act, says, wayOn } of CASES) {
  test(`${name}: one sentence, and a way on`, async ({ page }) => {
    const cluster = await startByHandCluster(options);
    try {
      await page.goto(`${cluster.podline.url}${path}`);
      await act?.(cluster, page);
      await expect(page.getByText(says).first()).toBeVisible({ timeout: 60_000 });
      await expect(wayOn(page).first()).toBeVisible();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect((await new AxeBuilder({ page }).analyze()).violations, colorScheme).toEqual([]);
      }
    } finally {
      await cluster.end();
    }
  });
}
