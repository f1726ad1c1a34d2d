/** What can be taken away from a pod's page as a file: each format, from the menu, by keyboard and by mouse. */
import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { demoServed } from './demo-served.ts';

const podline = demoServed();

async function atPod(page: Page): Promise<string> {
  await page.goto(`${podline.url}/pods?q=gateway`);
  await page.getByRole('table').getByRole('link').first().click();
  await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible();
  return (await page.getByRole('heading', { level: 1 }).textContent()) ?? '';
}

/** What the file must hold to be one of its kind, of this pod. */
const FILES: readonly (readonly [words: string, ending: string, holds: (text: string) => void])[] =
  [
    [
      'JSON',
      'json',
      (text) => {
        const document = JSON.parse(text);
        expect(document.version).toBe(1);
        expect(document.pods).toHaveLength(1);
        expect(document.pods[0].lanes.length).toBeGreaterThan(1);
      },
    ],
    [
      'CSV',
      'csv',
      (text) => {
        expect(text).toMatch(/^namespace,pod,uid,container,/);
        expect(text).toContain(',otel-collector,native-sidecar,attempt,0,');
      },
    ],
    [
      'Perfetto',
      'trace.json',
      (text) => {
        const names = JSON.parse(text).traceEvents.map(
          (it: { args: { name?: string } }) => it.args.name,
        );
        expect(names).toContain('native sidecar otel-collector');
      },
    ],
    [
      'OTLP',
      'otlp.json',
      (text) => {
        const [{ scopeSpans }] = JSON.parse(text).resourceSpans;
        const errors = scopeSpans[0].spans.filter(
          (span: { status: { code: number }; name: string }) =>
            span.status.code === 2 && span.name === 'otel-collector attempt',
        );
        expect(errors.length).toBeGreaterThan(2);
      },
    ],
  ];

for (const [words, ending, holds] of FILES) {
  test(`a pod’s timeline is taken away as ${words}`, async ({ page }) => {
    const name = await atPod(page);
    await page.getByText('Export', { exact: true }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: new RegExp(`^${words} `) }).click();
    const download = await saved;
    expect(download.suggestedFilename()).toBe(`${name}.${ending}`);
    holds(await readFile(await download.path(), 'utf8'));
    await expect(page.getByRole('status').filter({ hasText: `${words} saved.` })).toBeAttached();
  });
}

test('the menu of files is used by keys alone', async ({ page }) => {
  await atPod(page);
  await page.getByText('Export', { exact: true }).focus();
  await page.keyboard.press('Enter');
  for (let entry = 0; entry < 4; entry += 1) await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('button', { name: /^CSV / })).toBeFocused();
  const saved = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  expect((await saved).suggestedFilename()).toMatch(/\.csv$/);
  await expect(page.getByText('Export', { exact: true })).toBeFocused();
});

test('a file that cannot be had is told, and nothing is saved', async ({ page }) => {
  await atPod(page);
  await page.route('**/timeline?**', (route) => route.fulfill({ status: 503, body: '{}' }));
  await page.getByText('Export', { exact: true }).click();
  await page.getByRole('button', { name: /^CSV / }).click();
  const told = page.getByText('CSV could not be made: the server says 503.');
  expect((await told.boundingBox())?.width).toBeGreaterThan(100);
});
