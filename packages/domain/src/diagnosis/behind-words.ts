/** The pods behind what is waited for: which of them to tell of, and why it is not up. */
import { byStatus } from './evidence.ts';
import type { Evidence } from './finding.ts';
import type { PodBehind } from './surroundings.ts';
import { clipped, quoted } from './words.ts';

export interface Link {
  readonly pod: string;
  readonly status: string;
  /** `; its pod `db-0` is Init:0/1: …`. */
  readonly words: string;
  readonly evidence: readonly Evidence[];
  /** What it waits for in turn; missing where nothing tells, or where that leads round in a circle. */
  readonly waits?: PodBehind['waits'];
}

/** Of the pod to tell of: one that is stuck, else one that is not ready. Null when there is none. `onTheWay`: `namespace/name` of the pods that led there. */
export function behindState(
  pods: readonly PodBehind[],
  namespace: string,
  onTheWay: readonly string[],
): Link | null {
  const told =
    pods.find(({ because }) => because !== null) ?? pods.find(({ isReady }) => isReady === false);
  if (told === undefined) return null;
  const { name, status, because, waits } = told;
  const evidence = [byStatus(`Pod ${name}: ${status}`)];
  const link = { pod: name, status, evidence };
  const place = onTheWay.indexOf(`${namespace}/${name}`);
  if (place !== -1) return { ...link, words: circleWords(name, place === 0) };
  const why = because === null ? '' : `: ${clipped(because).replace(/\.$/, '')}`;
  const words = `; its pod ${quoted(name)} is ${status}${why}`;
  return waits === undefined ? { ...link, words } : { ...link, words, waits };
}

const circleWords = (name: string, isOwn: boolean): string =>
  isOwn
    ? `; its pod is ${quoted(name)} itself, so they wait for each other`
    : `; its pod ${quoted(name)} waits for that in turn, so they wait for each other`;
