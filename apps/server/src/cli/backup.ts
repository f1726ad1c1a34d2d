/** `podline backup`: a copy of the database, made while Podline runs. */
import { backup } from '@podline/store';
import { systemClock } from '../clock.ts';

/** Where the database is when nothing names it. */
const DEFAULT_DB = '.podline/podline.db';

/** What was copied, in a sentence. @throws StoreError in a sentence; nothing is left of a copy that failed. */
export async function backUp(to: string, db: string | null): Promise<string> {
  const from = db ?? DEFAULT_DB;
  const { bytes, pods, transitions } = await backup({ from, to, now: systemClock.now });
  const size = `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
  return `${to} holds ${from} as it was just now: ${pods} pods with ${transitions} transitions, ${size}, checked.`;
}
