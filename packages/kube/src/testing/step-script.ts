/** Scripts for the reflector's step: what comes in, and how many seconds after the start. */
import { millis } from '@podline/domain';
import type { KubeFailure } from '../errors.ts';
import {
  initialState,
  type ReflectorInput,
  type ReflectorState,
  type ReflectorStep,
} from '../reflector-state.ts';
import { next } from '../reflector-step.ts';

export type Thing = { readonly name: string };
type Input = ReflectorInput<Thing>;

const told = { tried: 'GET http://server/api/v1/pods', sentence: 'No.', cause: null };
export const unreachable: KubeFailure = { code: 'unreachable', ...told };
export const expired: KubeFailure = { code: 'expired', ...told };
export const forbidden: KubeFailure = { code: 'forbidden', ...told };
export const unauthorized: KubeFailure = { code: 'unauthorized', ...told };
export const protocol: KubeFailure = { code: 'protocol', ...told };
export const oversized: KubeFailure = { code: 'oversized', ...told };
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
export const bookmark = (resourceVersion: string): Input => ({ kind: 'bookmark', resourceVersion });
export const added = (name: string, resourceVersion: string): Input => ({
  kind: 'object',
  type: 'ADDED',
  object: { name },
  resourceVersion,
});
export const page = (resourceVersion: string, ...names: string[]): Input => ({
  kind: 'page',
  items: names.map((name) => ({ name })),
  resourceVersion,
  continueToken: null,
});

/** One input and how many seconds after the start it comes; random is 0 unless told. */
export type Scripted = readonly [atSeconds: number, input: Input, random?: number];

export function play(
  from: ReflectorState<Thing>,
  script: readonly Scripted[],
): ReflectorStep<Thing> {
  let step = next(from, { kind: 'started' }, { at: millis(0), random: 0 });
  for (const [seconds, input, random = 0] of script)
    step = next(step.state, input, { at: millis(seconds * 1000), random });
  return step;
}

export const fresh = initialState<Thing>(null);
export const resumed = initialState<Thing>('7');
/** Listed at second 0 and watching from version 10 since. */
export const watching: readonly Scripted[] = [
  [0, page('10', 'a')],
  [0, opened],
];
/** The same, having seen version 11. */
export const moved: readonly Scripted[] = [...watching, [1, added('b', '11')]];

export const list = { kind: 'list', continueToken: null };
export const watch = (version: string) => ({ kind: 'watch', version, timeoutSeconds: 240 });
export const wait = (ms: number) => ({ kind: 'wait', ms });
