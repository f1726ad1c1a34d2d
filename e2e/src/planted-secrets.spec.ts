/** No planted secret comes to the page, neither into what it shows nor into what it is sent; and with a mask file none of one's own. */
import { writeFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import {
  PLANTED_LINES,
  PLANTED_NAMESPACE,
  plantedIn,
  plantedRecording,
} from '@podline/replay/testing';
import { startPodline, temporaryFolder } from './podline.ts';
import { startRecordedCluster } from './recorded-cluster.ts';

/** What only a rule of one's own tells for secret. */
const OWN = 'fjord-77-otter';
const OWN_LINES = Array.from({ length: 12 }, () => `started with ACME_LICENCE_CODE=${OWN}`);
const OWN_RULES = [{ kind: 'key', name: 'licences', key: 'licence_code' }];

const RECORDING = plantedRecording([...OWN_LINES, ...PLANTED_LINES]);
const PODS = [...new Set(RECORDING.pods.map(({ object }) => String(object.metadata['name'])))];

interface Seen {
  /** All that the page showed, as HTML and as text, and all that it was sent by the feed. */
  readonly shown: string;
  readonly frames: string;
  /** What Podline printed. */
  readonly output: string;
}

/** Looks at the pages of the fleet, and at every tab of these pods. */
async function seenOn(
  page: Page,
  { pods, withMask }: { readonly pods: readonly string[]; readonly withMask: boolean },
): Promise<Seen> {
  const folder = await temporaryFolder();
  const cluster = await startRecordedCluster(RECORDING, folder.path);
  const mask = `${folder.path}/mask.json`;
  await writeFile(mask, JSON.stringify(OWN_RULES));
  const podline = await startPodline(
    [
      ...['serve', '--port', '0', '--db', `${folder.path}/podline.db`, '--log-level', 'debug'],
      ...(withMask ? ['--mask', mask] : []),
    ],
    { KUBECONFIG: cluster.kubeconfig, HOME: folder.path },
  );
  const [shown, frames]: [string[], string[]] = [[], []];
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => void frames.push(payload.toString())),
  );
  // The text beside the HTML: what is coloured stands in several elements.
  const look = async (): Promise<void> =>
    void shown.push(await page.content(), (await page.locator('body').textContent()) ?? '');
  try {
    await page.goto(`${podline.url}/pods`);
    cluster.server.play.advanceTo(RECORDING.meta.durationMs);
    await expect(page.getByRole('row', { name: /planted-/ })).toHaveCount(PODS.length);
    await look();
    await page.goto(podline.url);
    await expect(page.getByRole('main')).toContainText('app');
    await look();
    for (const pod of pods) {
      await page.goto(`${podline.url}/pods/${PLANTED_NAMESPACE}/${pod}`);
      await lookAtPod(page, look);
    }
    await page.goto(`${podline.url}/workloads/${PLANTED_NAMESPACE}/Deployment/planted`);
    await expect(page.getByRole('main')).toContainText(PODS[0] ?? '');
    await look();
  } finally {
    await podline.end('SIGTERM');
    await cluster.server.close();
    await folder.remove();
  }
  return { shown: shown.join('\n'), frames: frames.join('\n'), output: podline.output() };
}

async function lookAtPod(page: Page, look: () => Promise<void>): Promise<void> {
  const lane = page.getByRole('listitem', { name: /^app app/ });
  await expect(lane).toBeVisible();
  await lane.getByRole('button').last().click();
  await expect(page.getByText('•••').first()).toBeAttached();
  await look();
  await page.keyboard.press('2');
  await expect(page.getByRole('log').locator('.row').first()).toBeVisible();
  await look();
  await page.keyboard.press('3');
  await expect(page.getByText('Liveness probe failed').first()).toBeVisible();
  await look();
  await page.keyboard.press('4');
  await expect(page.getByRole('region', { name: 'YAML of the pod' })).toContainText('kind: Pod');
  await look();
}

test('no planted secret is on any page, nor in what a page is sent', async ({ page }) => {
  const { shown, frames, output } = await seenOn(page, { pods: PODS, withMask: true });
  for (const said of [shown, frames]) expect(said).toContain('•••');
  for (const said of [shown, frames, output]) {
    expect(plantedIn(said)).toEqual([]);
    expect(said).not.toContain(OWN);
  }
});

test('without the mask file its secrets are found by the same search, and no others', async ({
  page,
}) => {
  const { shown, frames, output } = await seenOn(page, {
    pods: PODS.slice(0, 1),
    withMask: false,
  });
  for (const said of [shown, frames]) expect(said).toContain(OWN);
  for (const said of [shown, frames, output]) expect(plantedIn(said)).toEqual([]);
});
