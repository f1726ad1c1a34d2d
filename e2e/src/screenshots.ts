/**
 * The pictures of docs/screenshots: `npm run screenshots`. The demo is recorded, its clock stands still, and so the same page gives the same
 * picture; a picture that changed shows what a change did. To picture more, add a line to SHOTS.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type BrowserContextOptions, chromium, type Page } from '@playwright/test';
import { smallerPng } from './png.ts';
import { type Podline, startPodline, temporaryFolder } from './podline.ts';
import { STILL_AT } from './still-clock.ts';

const FOLDER = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const MOST_BYTES = 250_000;

const WIDE: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
};

interface Shot {
  readonly name: string;
  readonly options: BrowserContextOptions;
  /** From the start page to what is pictured, and that it is there. */
  readonly show: (page: Page, url: string) => Promise<unknown>;
}

async function toPod(page: Page, url: string, query: string, container: string): Promise<void> {
  await page.goto(`${url}/pods?q=${query}`);
  await page.getByRole('table').getByRole('link').first().click();
  const lane = page.getByRole('listitem', { name: new RegExp(` ${container}: `) });
  await lane
    .getByRole('button', { name: /failed/ })
    .last()
    .click();
  await page.getByRole('region', { name: 'Facts of the selected bar' }).waitFor();
}

async function toNow(page: Page): Promise<void> {
  await page
    .getByRole('region', { name: 'Stuck now, by cause' })
    .getByRole('listitem')
    .first()
    .waitFor();
}

async function toPods(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/pods`);
  await page.getByRole('table').getByRole('link').first().waitFor();
}

/** A part of a pod's page, once it shows something. */
async function toPart(page: Page, url: string, tab: string, shown: string): Promise<void> {
  await page.goto(`${url}/pods?q=name:shop-api-*%20stuck`);
  await page.getByRole('table').getByRole('link').first().click();
  await page.getByRole('link', { name: tab }).click();
  await page.getByText(shown).first().waitFor();
}

async function toWorkload(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/workloads/shop/Deployment/shop-api`);
  await page.getByRole('heading', { name: 'Start-up times' }).waitFor();
}

const SHOTS: readonly Shot[] = [
  { name: 'now', options: WIDE, show: toNow },
  { name: 'pods', options: WIDE, show: toPods },
  {
    name: 'pod',
    options: WIDE,
    show: (page, url) => toPod(page, url, 'name:shop-api-*%20stuck', 'db-migrate'),
  },
  {
    name: 'logs',
    options: WIDE,
    show: (page, url) => toPart(page, url, 'Logs', 'already exists'),
  },
  {
    name: 'events',
    options: WIDE,
    show: (page, url) => toPart(page, url, 'Events', 'Back-off restarting'),
  },
  { name: 'workload', options: WIDE, show: toWorkload },
  {
    name: 'high-contrast',
    options: { ...WIDE, contrast: 'more' },
    show: (page, url) => toPod(page, url, 'gateway', 'otel-collector'),
  },
  { name: 'phone-now', options: PHONE, show: toNow },
  {
    name: 'phone-pod',
    options: PHONE,
    show: (page, url) => toPod(page, url, 'name:shop-api-*%20stuck', 'db-migrate'),
  },
];

const folder = await temporaryFolder();
const podline: Podline = await startPodline(
  ['demo', '--port', '0', '--db', `${folder.path}/demo.db`],
  {
    HOME: folder.path,
    NODE_OPTIONS: `--import ${new URL('./still-clock.ts', import.meta.url).href}`,
  },
);
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--force-color-profile=srgb'],
});

/** The first picture that is as the one before it: nothing is on its way any more. */
async function settledPicture(page: Page): Promise<Buffer> {
  let before: Buffer = Buffer.alloc(0);
  for (let tries = 0; tries < 20; tries += 1) {
    const png = await page.screenshot({ animations: 'disabled', caret: 'hide' });
    if (png.equals(before)) return png;
    before = png;
    await page.waitForTimeout(250);
  }
  throw new Error('The page never stands still.');
}

/** Curves and dots are drawn a shade lighter or darker from run to run: what nobody sees is no change. */
const SHADES = 16;

const looksAs = (page: Page, a: Buffer, b: Buffer): Promise<boolean> =>
  page.evaluate(
    async ([shades, ...pictures]) => {
      const [one, other] = await Promise.all(
        pictures.map(async (base64) => {
          const image = new Image();
          image.src = `data:image/png;base64,${base64}`;
          await image.decode();
          const canvas = new OffscreenCanvas(image.width, image.height);
          const context = canvas.getContext('2d');
          context?.drawImage(image, 0, 0);
          return context?.getImageData(0, 0, image.width, image.height);
        }),
      );
      return (
        one?.width === other?.width &&
        one?.height === other?.height &&
        one?.data.every((value, index) => Math.abs(value - (other?.data[index] ?? 0)) <= shades) ===
          true
      );
    },
    [SHADES, a.toString('base64'), b.toString('base64')] as const,
  );

/** Until the recording's past is played: its clock stands still, so what is to come never comes. */
async function settledDemo(): Promise<void> {
  let before = '';
  for (;;) {
    const now = await (await fetch(`${podline.url}/api/pods`)).text();
    if (now === before && now.includes('"pods":[{')) return;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function take(shot: Shot, colorScheme: 'light' | 'dark'): Promise<void> {
  const context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    colorScheme,
    ...shot.options,
  });
  const page = await context.newPage();
  await page.clock.setFixedTime(STILL_AT);
  await page.goto(podline.url);
  await shot.show(page, podline.url);
  // What is hovered or flashes is no part of the picture.
  await page.mouse.move(0, 0);
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.getByText('live', { exact: true }).waitFor();
  await page.evaluate(() => document.fonts.ready);
  const png = smallerPng(await settledPicture(page));
  const file = `${shot.name}-${colorScheme}.png`;
  if (png.length > MOST_BYTES)
    throw new Error(`${file} has ${png.length} bytes, of ${MOST_BYTES} at most.`);
  const before = await readFile(`${FOLDER}${file}`).catch(() => null);
  const isSame = before !== null && (await looksAs(await context.newPage(), before, png));
  if (!isSame) await writeFile(`${FOLDER}${file}`, png);
  const kilobytes = Math.round(png.length / 1000);
  process.stdout.write(`${file}  ${kilobytes} kB${isSame ? ', as it was' : ''}\n`);
  await context.close();
}

try {
  await mkdir(FOLDER, { recursive: true });
  await settledDemo();
  for (const shot of SHOTS) {
    await take(shot, 'light');
    await take(shot, 'dark');
  }
} finally {
  await browser.close();
  await podline.end('SIGTERM');
  await folder.remove();
}
