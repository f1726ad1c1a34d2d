/** What the webhook was told is kept in the log, so that a restart tells nobody twice. */
import type { LivePods } from '../live-pods.ts';
import type { WebhookParts } from './webhook.ts';

const TOLD_NOTE = 'webhook-told';

export const rememberedIn = ({
  log,
}: Pick<LivePods, 'log'>): Pick<WebhookParts, 'told' | 'remember'> => ({
  async told() {
    const noted = await (await log()).noted(TOLD_NOTE);
    return noted === null ? [] : JSON.parse(noted);
  },
  remember: async (told) => (await log()).note(TOLD_NOTE, JSON.stringify(told)),
});
