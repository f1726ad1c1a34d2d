/** How often it failed, whether it ever did its work, and how it stands: what all rules about ends have to say. */

import { workloadOf } from '../workload.ts';
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
  const isToEnd = lane.kind === 'app' && c.pod.restartPolicy !== 'Always';
  const work = isToEnd ? 'ended well' : 'stayed up for a minute';
  const what = lane.role === 'init' ? 'completed' : work;
  if (isToEnd ? ends.length > failures.length : hasWorked) {
    return `It has ${what} before in this pod.`;
  }
  const elsewhere = elsewhereWords(c, lane);
  return elsewhere === null ? `It has never ${what}.` : `It has never ${what} here; ${elsewhere}.`;
}

/**
 * What starts of other pods tell: an init completed, any other was started up and ready, which is less than to stay so. Of its own
 * revision only an init's: one that completed was in another pod.
 */
function elsewhereWords(c: Circumstances, { name, role }: Course['lane']): string | null {
  const revision = usualOf(c, name)?.succeededIn ?? null;
  if (revision === null) return null;
  const isOwn = revision === workloadOf(c.pod)?.revision;
  if (role === 'init') {
    return isOwn
      ? 'it did in other pods of this revision'
      : `it did in revision ${quoted(revision)}`;
  }
  return isOwn ? null : `it came up in revision ${quoted(revision)}`;
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
