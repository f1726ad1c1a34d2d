/** What the first look at a page costs: its script, compressed, is kept within 150 kB. */
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { demoServed } from './demo-served.ts';

const MOST_BYTES = 150_000;

const podline = demoServed();

for (const [name, path] of [
  ['Now', '/'],
  ['the pods', '/pods'],
  ['a pod', '/pods/payments/ledger-1'],
] as const) {
  test(`the first load of ${name} is at most 150 kB of script, compressed`, async ({ page }) => {
    const sizes: Promise<number>[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() !== 'script') return;
      sizes.push(response.body().then((body) => gzipSync(body).length));
    });
    await page.goto(`${podline.url}${path}`, { waitUntil: 'networkidle' });
    await expect(page.getByText('live', { exact: true })).toBeVisible();
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    test.info().annotations.push({ type: 'script, compressed, bytes', description: String(bytes) });
    process.stdout.write(`${name}: ${Math.round(bytes / 1000)} kB of script\n`);
    expect(bytes).toBeGreaterThan(20_000);
    expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
  });
}
