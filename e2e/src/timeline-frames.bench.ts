/**
 * Frame times of the timeline of a pod with thousands of attempts, while a hand pans and zooms it in a real Chromium:
 * `npm run bench timeline [attempts]`. Prints one JSON line a gesture.
 */
import { chromium, type Page } from '@playwright/test';
import { type Frames, framesDuring } from './frames.ts';
import { longPod } from './long-pod.ts';
import { startPodline, temporaryFolder } from './podline.ts';
import { readRecordingNamed, startRecordedCluster } from './recorded-cluster.ts';

const attempts = Number(process.argv[2] ?? 5000);

async function measured(page: Page): Promise<Readonly<Record<string, Frames>>> {
  const body = page.locator('.body');
  const box = await body.boundingBox();
  if (box === null) throw new Error('There is no timeline.');
  const y = box.y + box.height / 2;
  const middle = box.x + box.width * 0.6;
  const wheel = async (turns: number, deltaX: number, deltaY: number): Promise<void> => {
    for (let turn = 0; turn < turns; turn += 1) await page.mouse.wheel(deltaX, deltaY);
  };
  await page.mouse.move(middle, y);
  const still = await framesDuring(page, () => page.waitForTimeout(1500));
  await page.keyboard.down('Control');
  const zoomIn = await framesDuring(page, () => wheel(150, 0, -20));
  const zoomOut = await framesDuring(page, () => wheel(80, 0, 20));
  await page.keyboard.up('Control');
  const wheelPan = await framesDuring(page, () => wheel(150, 40, 0));
  const dragPan = await framesDuring(page, async () => {
    await page.mouse.down();
    for (let step = 0; step < 150; step += 1) {
      await page.mouse.move(middle + Math.sin(step / 12) * 300, y);
    }
    await page.mouse.up();
  });
  return { still, zoomIn, zoomOut, wheelPan, dragPan };
}

const folder = await temporaryFolder();
const crashing = await readRecordingNamed('init-crashloop');
const recording = longPod(crashing, attempts, Date.now());
const cluster = await startRecordedCluster(recording, folder.path);
cluster.server.play.advanceTo(0);
const podline = await startPodline(['serve', '--port', '0', '--db', `${folder.path}/podline.db`], {
  KUBECONFIG: cluster.kubeconfig,
  HOME: folder.path,
});
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${podline.url}/pods/init-crashloop/example-pod`);
  await page.getByRole('heading', { name: 'Timeline' }).waitFor();
  for (let n = 1; n <= 50; n += 1) {
    cluster.server.play.advanceTo((recording.meta.durationMs * n) / 50);
    const least = Math.floor((attempts * n) / 50) - 2;
    await page.waitForFunction(
      (count) =>
        Number(
          /(\d[\d,]*) attempts,/
            .exec(
              document.querySelector('[data-track="broken"]')?.getAttribute('aria-label') ?? '',
            )?.[1]
            ?.replaceAll(',', '') ?? 0,
        ) >= count,
      least,
      { timeout: 60_000 },
    );
  }
  const began = performance.now();
  await page.reload();
  await page
    .getByText(/\d attempts$/)
    .first()
    .waitFor();
  const firstPictureMs = Math.round(performance.now() - began);
  process.stdout.write(`${JSON.stringify({ attempts, firstPictureMs })}\n`);
  for (const [gesture, frames] of Object.entries(await measured(page))) {
    process.stdout.write(`${JSON.stringify({ gesture, ...frames })}\n`);
  }
  if (process.env['SHOT'] !== undefined) {
    await page.keyboard.press('f');
    await page.waitForTimeout(600);
    await page.screenshot({ path: process.env['SHOT'] });
  }
} finally {
  await browser.close();
  await podline.end('SIGKILL');
  await cluster.server.close();
  await folder.remove();
}
