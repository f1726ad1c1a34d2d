/**
 * Gives a pod that is new the container names of its owner's template, so that what a webhook added can be told from the app.
 * Asked for only where it may say something (several app containers, an owner) and only of pods that appear while we watch: a list of
 * 150,000 pods must not become as many requests.
 */
import type { Owner, PodEvent, PodSnapshot } from '@podline/domain';
import type { LivePods } from './live-pods.ts';

export type AskTemplate = (namespace: string, owner: Owner) => Promise<readonly string[] | null>;

/** Owners remembered; the pods of one come together, so the newest are enough. */
const REMEMBERED = 1000;

/** Asks once an owner. */
export function rememberedTemplates(ask: AskTemplate): AskTemplate {
  const answers = new Map<string, ReturnType<AskTemplate>>();
  return (namespace, owner) => {
    const known = answers.get(owner.uid);
    if (known !== undefined) return known;
    const answer = ask(namespace, owner);
    answers.set(owner.uid, answer);
    const [oldest] = answers.keys();
    if (answers.size > REMEMBERED && oldest !== undefined) answers.delete(oldest);
    return answer;
  };
}

/** The same events, in order; what was once told of a pod's template stays with it. `isListing`: they begin within a list. */
export async function withTemplates(
  events: readonly PodEvent[],
  {
    live,
    ask,
    ...begin
  }: {
    readonly live: Pick<LivePods, 'known'>;
    readonly ask: AskTemplate;
    readonly isListing: boolean;
  },
): Promise<readonly PodEvent[]> {
  let { isListing } = begin;
  const asked = events.map(async (event): Promise<PodEvent> => {
    if (event.kind === 'list-began') isListing = true;
    if (event.kind === 'list-ended') isListing = false;
    if (event.kind !== 'applied' && event.kind !== 'deleted') return event;
    const template = await templateOf(event.snapshot, live, isListing ? null : ask);
    return template === null ? event : { ...event, snapshot: { ...event.snapshot, template } };
  });
  return Promise.all(asked);
}

async function templateOf(
  pod: PodSnapshot,
  live: Pick<LivePods, 'known'>,
  ask: AskTemplate | null,
): Promise<readonly string[] | null> {
  const known = live.known(pod.uid);
  if (known !== null) return known.snapshot.template ?? null;
  const apps = pod.containers.filter(({ kind }) => kind === 'app');
  if (ask === null || pod.owner === null || apps.length < 2) return null;
  return ask(pod.namespace, pod.owner);
}
