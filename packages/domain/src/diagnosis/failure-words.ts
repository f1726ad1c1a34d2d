/** How often it failed, whether it ever did its work, and how it stands: what all rules about ends have to say. */

import { type Circumstances, usualOf } from './circumstances.ts';
import type { Course, EndedAttempt } from './course.ts';
import { quoted, ranFor, times } from './words.ts';

/** `once`, `6 times in a row`. Runs that nobody saw are said to be so. */
export function howOften({ lane }: Course, bad: readonly EndedAttempt[]): string {
  const unseen = lane.segments.some((it) => it.kind === 'unobserved' && it.attempts > 0);
  const count = bad.length === 1 ? 'once' : `${times(bad.length)} in a row`;
  return unseen ? `at least ${count}` : count;
}

/** Whether it ever did its work, here or in another revision. */
export function everWords(c: Circumstances, { lane, hasWorked, ends, failures }: Course): string {
  const elsewhere = usualOf(c, lane.name)?.succeededIn ?? null;
  const isToEnd = lane.kind === 'app' && c.pod.restartPolicy !== 'Always';
  const work = isToEnd ? 'ended well' : 'stayed up for a minute';
  const what = lane.role === 'init' ? 'completed' : work;
  if (isToEnd ? ends.length > failures.length : hasWorked) {
    return `It has ${what} before in this pod.`;
  }
  return elsewhere === null
    ? `It has never ${what}.`
    : `It has never ${what} here; it did in revision ${quoted(elsewhere)}.`;
}

/** `, after 3s each time`; how long the newest took where they differ. */
export function runWords(bad: readonly EndedAttempt[]): string {
  const newest = bad.at(-1);
  if (newest === undefined) return '';
  const all = new Set(bad.map(ranFor));
  const words = ranFor(newest);
  if (words === '') return '';
  return all.size === 1 && bad.length > 1
    ? `,${words} each time`
    : `,${bad.length > 1 ? ' last' : ''}${words}`;
}
