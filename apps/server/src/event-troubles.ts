/** When people are told that Kubernetes Events are not read: once, and not while the pods cannot be read either. */
import type { Notice } from '@podline/contract';
import type { Millis } from '@podline/domain';
import type { KubeFailure, ReflectorEvent } from '@podline/kube';

export interface EventTroublesParts {
  readonly notice: (said: Pick<Notice, 'sentence' | 'namespace'>, at: Millis) => void;
  /** What was told is over. */
  readonly settled: () => void;
  /** Whether the pods are being watched: otherwise the page says what is wrong already. */
  readonly isLive: () => boolean;
  /** Milliseconds that only grow. */
  readonly monotonic: () => number;
  readonly say: { warn(sentence: string): void; info(sentence: string): void };
}

export interface EventTroubles {
  /** What the reflector of the events of `scope` said. */
  heard(scope: string, event: ReflectorEvent<unknown>, at: Millis): void;
}

/** A watch that is cut is opened again within seconds; a server that is restarted comes back within this. */
const PASSING_MS = 60_000;

interface Trouble {
  readonly sinceTick: number;
  readonly isTold: boolean;
}

export function eventTroubles(parts: EventTroublesParts): EventTroubles {
  const { notice, settled, isLive, monotonic, say } = parts;
  const troubles = new Map<string, Trouble>();

  const failed = (scope: string, failure: KubeFailure, at: Millis): void => {
    const trouble = troubles.get(scope) ?? { sinceTick: monotonic(), isTold: false };
    const lasts = failure.code === 'forbidden' || monotonic() - trouble.sinceTick >= PASSING_MS;
    const isNews = !trouble.isTold && lasts && isLive();
    troubles.set(scope, { ...trouble, isTold: trouble.isTold || isNews });
    if (!isNews) return;
    const sentence = sentenceOf(scope, failure);
    say.warn(sentence);
    notice({ sentence, namespace: scope === '' ? null : scope }, at);
  };

  return {
    heard(scope, event, at) {
      if (event.kind === 'failed') failed(scope, event.failure, at);
      if (event.kind !== 'watching') return;
      const was = troubles.get(scope);
      troubles.delete(scope);
      if (was?.isTold !== true) return;
      say.info(`Kubernetes Events${of(scope)} are read again.`);
      if (![...troubles.values()].some(({ isTold }) => isTold)) settled();
    },
  };
}

const of = (scope: string): string => (scope === '' ? '' : ` of the namespace ${scope}`);

const sentenceOf = (scope: string, failure: KubeFailure): string =>
  failure.code === 'forbidden'
    ? `Kubernetes Events${of(scope)} are not read: the credentials may not. Allow get, list and watch on events, as k8s/base/rbac.yaml does; everything else works without.`
    : `Kubernetes Events${of(scope)} are not read: ${failure.sentence} Podline goes on trying.`;
