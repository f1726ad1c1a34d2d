/** The pod of `long-pod.ts`, told live by a recorded cluster to a Podline of its own. */
import { expect, type Locator, type Page } from '@playwright/test';
import { longPod } from './long-pod.ts';
import { startPodline, temporaryFolder } from './podline.ts';
import { readRecordingNamed, startRecordedCluster } from './recorded-cluster.ts';

const POD = '/pods/init-crashloop/example-pod';

export interface CrashedPod {
  /** Address of its page. */
  readonly url: string;
  end(): Promise<void>;
}

/** Resolves when Podline has seen all its attempts, on `page`. */
export async function startCrashedPod(page: Page, attempts: number): Promise<CrashedPod> {
  const folder = await temporaryFolder();
  const recording = longPod(await readRecordingNamed('init-crashloop'), attempts, Date.now());
  const cluster = await startRecordedCluster(recording, folder.path);
  cluster.server.play.advanceTo(0);
  const podline = await startPodline(
    ['serve', '--port', '0', '--db', `${folder.path}/podline.db`],
    {
      KUBECONFIG: cluster.kubeconfig,
      HOME: folder.path,
    },
  );
  await page.goto(podline.url + POD);
  await expect(crashingLane(page)).toHaveAccessibleName(/never started/);
  cluster.server.play.advanceTo(recording.meta.durationMs);
  const all = new RegExp(`${attempts} attempts, ${attempts} failed`);
  await expect(crashingLane(page)).toHaveAccessibleName(all);
  return {
    url: podline.url + POD,
    async end() {
      await podline.end('SIGTERM');
      await cluster.server.close();
      await folder.remove();
    },
  };
}

/** The lane of the container that crashes. */
export const crashingLane = (page: Page): Locator =>
  page.getByRole('listitem', { name: /^init 1 broken/ });

/** What the address of the page says. */
export const param = (page: Page, key: string): string | null =>
  new URL(page.url()).searchParams.get(key);

/** Opens the pod's page; where its lane is, in pixels. */
export async function openPod(
  page: Page,
  url: string,
): Promise<{ x: number; y: number; width: number }> {
  await page.goto(url);
  await expect(crashingLane(page)).toBeVisible();
  const track = crashingLane(page).locator('.track');
  // A cause stands above it, and on a phone that is a screen.
  await track.scrollIntoViewIfNeeded();
  const box = await track.boundingBox();
  if (box === null) throw new Error('The lane has no place.');
  return { x: box.x, y: box.y + box.height / 2, width: box.width };
}

const MINUTE_MS = 60_000;

/** Twenty minutes in the middle of its life, as the address says it. */
export async function stretch(page: Page, url: string): Promise<string> {
  await page.goto(url);
  const createdAt = await page.evaluate(async () => {
    const answer = await fetch('/api/pods');
    const { pods } = (await answer.json()) as { pods: { createdAt: number }[] };
    return pods[0]?.createdAt ?? 0;
  });
  const rfc = (minutes: number) => new Date(createdAt + minutes * MINUTE_MS).toISOString();
  return `?from=${rfc(20)}&to=${rfc(40)}`;
}
