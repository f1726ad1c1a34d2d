/** Telling others: looks at the causes now and then, and tells what is new of them. */
import type { Cause } from '@podline/contract';
import type { Finding, Millis } from '@podline/domain';
import { type Announcement, Announcer, type Told } from './announcer.ts';
import { Delivery, type DeliveryParts } from './delivery.ts';
import { bodyOf, messageOf, type Shape } from './message.ts';

const LOOK_MS = 5_000;
/** Alertmanager takes an alert for resolved that it has not heard of for five minutes. */
const REMIND_MS = 60_000;

export interface WebhookParts extends DeliveryParts {
  readonly shape: Shape;
  readonly publicUrl: string;
  readonly clusterName: () => string;
  /** The causes now; null while that cannot be told: the watch is not live. */
  readonly causes: () => readonly Cause[] | null;
  /** The first finding of a pod. */
  readonly findingOf: (uid: string) => Promise<Finding | null>;
  /** What was told before this start. */
  readonly told: () => Promise<readonly Told[]>;
  readonly remember: (told: readonly Told[]) => Promise<void>;
  readonly now: () => Millis;
}

/** Resolves when the signal aborts; never rejects. */
export async function tellOthers(parts: WebhookParts): Promise<void> {
  const { sleep, signal, say } = parts;
  const delivery = new Delivery(parts);
  const delivering = delivery.run();
  let looking: (() => Promise<void>) | null = null;
  while (!signal.aborted) {
    await sleep(LOOK_MS, signal);
    if (signal.aborted) break;
    try {
      looking ??= lookingOf(parts, delivery, await parts.told());
      await looking();
    } catch (error) {
      say.warn(`The webhook was not told: ${error instanceof Error ? error.message : error}`);
    }
  }
  await delivering;
}

/** What looks once and tells what is new. */
function lookingOf(
  parts: WebhookParts,
  delivery: Delivery,
  before: readonly Told[],
): () => Promise<void> {
  const { monotonic, shape, say } = parts;
  const announcer = new Announcer(before);
  /** What the receiver knows: the rest is told again after a restart. */
  const taken = new Map(before.map((told) => [told.key, told]));
  const taking = ({ event, cause }: Announcement): void => {
    if (event === 'firing') taken.set(cause.key, { key: cause.key, cause });
    else taken.delete(cause.key);
    parts
      .remember([...taken.values()])
      .catch((error: Error) => say.warn(`What the webhook was told is not kept: ${error.message}`));
  };
  const tell = async (news: readonly Announcement[]): Promise<void> => {
    for (const it of news) delivery.send(await bodyFor(parts, it), () => taking(it));
  };
  let remindAt = monotonic() + REMIND_MS;
  return async () => {
    const causes = parts.causes();
    if (causes === null) return;
    await tell(announcer.look(causes, monotonic()));
    // What still waits says what a reminder would say, and must not be driven out by one.
    if (shape !== 'alertmanager' || monotonic() < remindAt || !delivery.isIdle) return;
    remindAt = monotonic() + REMIND_MS;
    await tell(announcer.told().map(({ cause }) => ({ event: 'firing', cause, stillStuck: 0 })));
  };
}

async function bodyFor(parts: WebhookParts, announcement: Announcement): Promise<string> {
  const { publicUrl, shape } = parts;
  const uid = announcement.cause.members[0]?.uid;
  const isOver = announcement.event === 'resolved';
  // Without its finding it is told all the same: a database that cannot be read now would have it never told.
  const finding = uid === undefined || isOver ? null : await parts.findingOf(uid).catch(() => null);
  const about = { cluster: parts.clusterName(), publicUrl, finding, now: parts.now() };
  return JSON.stringify(bodyOf(shape, messageOf(announcement, about)));
}
