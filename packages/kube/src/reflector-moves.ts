/** What a reflector does next, whatever led to it: go on, start over, or wait. */
import { backOffMs } from './back-off.ts';
import type { KubeFailure } from './errors.ts';
import type { Moment, ReflectorEvent, ReflectorState, ReflectorStep } from './reflector-state.ts';

/** As client-go: back-off begins anew after two minutes without a failure. */
const HEALTHY_MS = 120_000;

/** List if there is no version to watch from, else watch; from a version of uncertain standing, ask first. */
export function goOn<T>(
  state: ReflectorState<T>,
  events: readonly ReflectorEvent<T>[],
  moment: Moment,
): ReflectorStep<T> {
  const { version, continueToken } = state;
  if (version === null && !state.streams)
    return { state, events, action: { kind: 'list', continueToken } };
  if (version !== null && !state.isReached)
    return { state, events, action: { kind: 'reach', version } };
  // 240 to 300 s, so that the watches of many clients do not all end together.
  const timeoutSeconds = 240 + Math.floor(moment.random * 61);
  return {
    state: { ...state, timeoutSeconds },
    events,
    action: { kind: 'watch', version, timeoutSeconds },
  };
}

/** The same state with no list begun. */
export const withoutList = <T>(state: ReflectorState<T>): ReflectorState<T> => ({
  ...state,
  collected: null,
  count: 0,
  continueToken: null,
});

/** The version is of no use any more, and what happened since is lost: list anew, where that led to nothing before not at once. */
export function startOver<T>(
  state: ReflectorState<T>,
  failure: KubeFailure,
  moment: Moment,
  mayAtOnce: boolean,
): ReflectorStep<T> {
  const anew: ReflectorState<T> = {
    ...withoutList(state),
    version: null,
    cause: 'expired',
    watch: null,
    isBehind: false,
    hasMoved: false,
    troubleSince: null,
  };
  const events: readonly ReflectorEvent<T>[] = [{ kind: 'expired' }];
  return mayAtOnce ? goOn(anew, events, moment) : backedOff(anew, failure, moment, events);
}

/** Tells the failure, after `events`, and waits. */
export function backedOff<T>(
  state: ReflectorState<T>,
  failure: KubeFailure,
  { at, random }: Moment,
  events: readonly ReflectorEvent<T>[] = [],
): ReflectorStep<T> {
  const wasHealthy = state.healthySince !== null && at - state.healthySince >= HEALTHY_MS;
  const failures = wasHealthy ? 0 : state.failures;
  const ms = backOffMs({
    failures,
    random,
    forbidden: failure.code === 'forbidden',
    retryAfterMs:
      failure.code === 'throttled' || failure.code === 'server-error' ? failure.retryAfterMs : null,
  });
  return {
    state: { ...state, watch: null, failures: failures + 1, healthySince: null },
    events: [...events, { kind: 'failed', failure, retryInMs: ms }],
    action: { kind: 'wait', ms },
  };
}
