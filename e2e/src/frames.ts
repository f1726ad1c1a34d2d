/** Times between frames in a real browser, for the measurements. */
import type { Page } from '@playwright/test';

/** Times between frames, in ms. */
export interface Frames {
  readonly median: number;
  readonly p95: number;
  readonly worst: number;
  readonly frames: number;
}

/** What a viewer feels while `gesture` goes on. */
export async function framesDuring(page: Page, gesture: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const deltas: number[] = [];
    let last = 0;
    const frame = (at: number): void => {
      if (last > 0) deltas.push(at - last);
      last = at;
      if (!('framesEnd' in window)) requestAnimationFrame(frame);
    };
    Object.assign(window, { frameDeltas: deltas });
    Reflect.deleteProperty(window, 'framesEnd');
    requestAnimationFrame(frame);
  });
  await gesture();
  const deltas = await page.evaluate(() => {
    Object.assign(window, { framesEnd: true });
    return Reflect.get(window, 'frameDeltas') as number[];
  });
  const sorted = deltas.toSorted((a, b) => a - b);
  const at = (part: number): number =>
    Math.round((sorted[Math.floor((sorted.length - 1) * part)] ?? 0) * 10) / 10;
  return { median: at(0.5), p95: at(0.95), worst: at(1), frames: sorted.length };
}
