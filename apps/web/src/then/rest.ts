/** What REST answers: a value or a problem, made visible like all that others wrote. */
import { type Problem, problem } from '@podline/contract';
import { visibleIn } from '../ui/visible.ts';

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

const NO_ANSWER: Problem = problem('INTERNAL', 'Podline does not answer; trying again.');

/** Null when it was aborted. Never rejects: a server that cannot be reached is a problem. */
export async function ask<T>(path: string, signal: AbortSignal): Promise<Answer<T> | null> {
  try {
    const answer = await fetch(path, { signal });
    // Our own server's, which is of this very build.
    const body = visibleIn(await answer.json()) as T & Problem;
    return answer.ok ? { ok: true, value: body } : { ok: false, problem: body };
  } catch {
    return signal.aborted ? null : { ok: false, problem: NO_ANSWER };
  }
}
