/** Scripts for the reflector's step: what comes in, and how many seconds after the start. */
import { millis } from '@podline/domain';
import type { KubeFailure } from '../errors.ts';
import {
  initialState,
  type Moment,
  type ReflectorInput,
  type ReflectorState,
  type ReflectorStep,
  type Versioned,
} from '../reflector-state.ts';
import { next } from '../reflector-step.ts';

export type Thing = Versioned;
type Input = ReflectorInput<Thing>;
type PageInput = Input & { readonly kind: 'page' };

export const behind: KubeFailure = {
  code: 'server-error',
  status: 504,
  retryAfterMs: 1000,
  isBehind: true,
  tried: null,
  sentence: 'Too large resource version.',
  cause: null,
};
const told = { tried: 'GET http://server/api/v1/pods', sentence: 'No.', cause: null };
export const unreachable: KubeFailure = { code: 'unreachable', ...told };
export const expired: KubeFailure = { code: 'expired', ...told };
export const forbidden: KubeFailure = { code: 'forbidden', ...told };
export const unauthorized: KubeFailure = { code: 'unauthorized', ...told };
export const protocol: KubeFailure = { code: 'protocol', ...told };
export const oversized: KubeFailure = { code: 'oversized', ...told };
export const rejected: KubeFailure = { code: 'rejected', status: 422, ...told };
export const throttled = (retryAfterMs: number | null): KubeFailure => ({
  code: 'throttled',
  retryAfterMs,
  ...told,
});
export const serverError = (status: number): KubeFailure => ({
  code: 'server-error',
  status,
  retryAfterMs: null,
  ...told,
});

export const failure = (what: KubeFailure): Input => ({ kind: 'failed', failure: what });
export const opened: Input = { kind: 'opened' };
export const rested: Input = { kind: 'rested' };
export const ended: Input = { kind: 'ended' };
export const silent: Input = { kind: 'silent' };
export const reached: Input = { kind: 'reached' };
export const bookmark = (resourceVersion: string): Input => ({
  kind: 'bookmark',
  resourceVersion,
  endsInitialEvents: false,
});
/** The end mark of a streaming list. */
export const endMark = (resourceVersion: string): Input => ({
  kind: 'bookmark',
  resourceVersion,
  endsInitialEvents: true,
});
export const thing = (uid: string, resourceVersion: string): Thing => ({ uid, resourceVersion });
export const added = (uid: string, resourceVersion: string): Input => ({
  kind: 'object',
  object: thing(uid, resourceVersion),
  isDeleted: false,
  resourceVersion,
});
export const deleted = (uid: string, resourceVersion: string): Input => ({
  kind: 'object',
  object: thing(uid, resourceVersion),
  isDeleted: true,
  resourceVersion,
});
export const tooLarge = (uid: string, resourceVersion: string | null) =>
  ({
    kind: 'object',
    object: { oversized: { namespace: 'shop', name: uid, uid }, bytes: 99 },
    isDeleted: false,
    resourceVersion,
  }) as const;
export const page = (resourceVersion: string, ...names: string[]): PageInput => ({
  kind: 'page',
  items: names.map((name) => thing(name, resourceVersion)),
  resourceVersion,
  continueToken: null,
});

/** One input and how many seconds after the start it comes; random is 0 unless told. */
export type Scripted = readonly [atSeconds: number, input: Input, random?: number];

/** The clock on the wall, when the script begins. */
export const NOON = millis(Date.UTC(2026, 10, 22, 12));
const momentAt = (seconds: number, random: number): Moment => {
  const ms = seconds * 1000;
  return { at: millis(ms), now: millis(NOON + ms), random };
};

export function play(
  from: ReflectorState<Thing>,
  script: readonly Scripted[],
): ReflectorStep<Thing> {
  let step = next(from, { kind: 'started' }, { at: millis(0), now: NOON, random: 0 });
  for (const [seconds, input, random = 0] of script)
    step = next(step.state, input, momentAt(seconds, random));
  return step;
}

/** Lists by pages. */
export const fresh = initialState<Thing>(null, false);
/** Lists by streaming. */
export const streaming = initialState<Thing>(null, true);
export const resumed = initialState<Thing>('7', false);
/** Listed at second 0 and watching from version 10 since. */
export const watching: readonly Scripted[] = [
  [0, page('10', 'a')],
  [0, opened],
];
/** The same, having seen version 11. */
export const moved: readonly Scripted[] = [...watching, [1, added('b', '11')]];

export const list = { kind: 'list', continueToken: null };
export const watch = (version: string | null) => ({ kind: 'watch', version, timeoutSeconds: 240 });
export const reach = (version: string) => ({ kind: 'reach', version });
export const read = (withinMs: number) => ({ kind: 'read', withinMs });
export const wait = (ms: number) => ({ kind: 'wait', ms });
