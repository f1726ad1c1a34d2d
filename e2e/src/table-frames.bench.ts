/**
 * Frame times of the table of thousands of live pods, while it is scrolled by the wheel, by jumps and by keys in a real Chromium:
 * `npm run bench table [pods]`. Prints one JSON line a gesture.
 */
import { chromium, type Page } from '@playwright/test';
import { serveFleet } from './fleet-served.ts';
import { framesDuring } from './frames.ts';

const pods = Number(process.argv[2] ?? 10_000);

type Gesture = readonly [name: string, make: (page: Page) => Promise<void>];

const GESTURES: readonly Gesture[] = [
  ['still', (page) => page.waitForTimeout(3000)],
  [
    'wheel',
    async (page) => {
      for (let turn = 0; turn < 200; turn += 1) await page.mouse.wheel(0, 120);
    },
  ],
  [
    'jumps',
    async (page) => {
      for (let jump = 0; jump < 25; jump += 1)
        await page.mouse.wheel(0, jump % 2 ? -9_000 : 14_000);
    },
  ],
  [
    'keys',
    async (page) => {
      for (let row = 0; row < 150; row += 1) await page.keyboard.press('j');
    },
  ],
];

const fleet = await serveFleet(pods);
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${fleet.url}/pods`);
  await page.waitForFunction(
    (least) => Number(document.querySelector('table')?.getAttribute('aria-rowcount') ?? 0) > least,
    pods * 0.9,
    { timeout: 240_000 },
  );
  const began = performance.now();
  await page.reload();
  await page.locator('tbody a').first().waitFor();
  const firstRowsMs = Math.round(performance.now() - began);
  process.stdout.write(`${JSON.stringify({ pods, firstRowsMs })}\n`);
  await page.mouse.move(720, 600);
  for (const [gesture, make] of GESTURES) {
    const frames = await framesDuring(page, () => make(page));
    process.stdout.write(`${JSON.stringify({ gesture, ...frames })}\n`);
  }
} finally {
  await browser.close();
  await fleet.end();
}
