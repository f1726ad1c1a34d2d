/** A cluster under load: pods that come, crash and go, one change at a time, from a seed. */
import type { JsonObject } from '@podline/replay';
import { type LifePod, NAMESPACES, podObject } from './life.ts';
import type { Random } from './random.ts';

/** What of a replay server the load needs. */
export interface Hands {
  apply(object: JsonObject): unknown;
  delete(ref: { readonly namespace: string; readonly name: string }): unknown;
}

export interface Load {
  /** Makes so many changes at once. */
  change(count: number): void;
  /** Makes `perTick` changes again and again, letting everything else run in between; the function returned ends it. */
  run(perTick: number, everyMs: number): () => void;
  /** Changes so far. */
  readonly changes: number;
}

/** At most `most` pods at a time. Some names come back with another uid. */
export function loadOf(hands: Hands, random: Random, most: number): Load {
  const pods: LifePod[] = [];
  let changes = 0;

  const create = (): void => {
    const namespace = random.pick(NAMESPACES);
    // Few names for many pods: so that names come back.
    const name = `pod-${random.below(most * 2)}`;
    const isTaken = pods.some((pod) => pod.name === name && pod.namespace === namespace);
    if (!isTaken) set(pods.length, { namespace, name, step: 0 });
  };
  const set = (index: number, pod: LifePod): void => {
    pods[index] = pod;
    hands.apply(podObject(pod, Date.now()) as JsonObject);
    changes += 1;
  };
  const remove = (index: number): void => {
    const [pod] = pods.splice(index, 1);
    if (pod === undefined) return;
    hands.delete({ namespace: pod.namespace, name: pod.name });
    changes += 1;
  };
  const one = (): void => {
    const index = random.below(most);
    const pod = pods[index];
    const chance = random.next();
    if (pod === undefined) create();
    else if (chance < 0.05) remove(index);
    else set(index, { ...pod, step: pod.step + 1 });
  };
  const change = (count: number): void => {
    const goal = changes + count;
    while (changes < goal) one();
  };
  return {
    change,
    run(perTick, everyMs) {
      const timer = setInterval(() => change(perTick), everyMs);
      return () => clearInterval(timer);
    },
    get changes() {
      return changes;
    },
  };
}
