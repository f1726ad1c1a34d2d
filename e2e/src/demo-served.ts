/** The demo, served for the tests of one file, and what most of them do with it first. */
import { expect, type Locator, type Page, test } from '@playwright/test';
import { type Podline, startPodline, temporaryFolder } from './podline.ts';

export type ServedDemo = Pick<Podline, 'url' | 'output'>;

/** Started before the first test of the file that calls it, ended after the last: only in tests is there anything to read. */
export function demoServed(): ServedDemo {
  let podline: Podline;
  let folder: { path: string; remove(): Promise<void> };

  test.beforeAll(async () => {
    folder = await temporaryFolder();
    podline = await startPodline(['serve', '--port', '0', '--db', `${folder.path}/demo.db`], {
      HOME: folder.path,
    });
  });

  test.afterAll(async () => {
    await podline.end('SIGTERM');
    await folder.remove();
  });

  return {
    get url() {
      return podline.url;
    },
    output: () => podline.output(),
  };
}

/** The pods of the table, each by its link. */
export const podLinks = (page: Page): Locator => page.getByRole('table').getByRole('link');

/** The palette. */
export const palette = (page: Page): Locator => page.getByRole('dialog', { name: 'Find' });

/** Resolves when the table has pods. */
export async function openPods(page: Page, { url }: ServedDemo): Promise<void> {
  await page.goto(`${url}/pods`);
  await expect(podLinks(page).first()).toBeVisible();
}
