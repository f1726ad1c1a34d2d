/** Since which revision of a template a container has started more slowly than before, and what changed in it. */

import {
  changedSince,
  type TemplateChange,
  type TemplateFingerprint,
} from './template-fingerprint.ts';
import { type DurationMs, durationMs } from './time.ts';
import type { PodStart, UsualStage } from './usual.ts';
import { usualOf } from './usual.ts';

export interface SlowerSince extends Pick<UsualStage, 'stage'> {
  readonly container: string;
  /** The first revision that was slower than the one before it. */
  readonly revision: string | null;
  readonly before: string | null;
  /** Half of the starts took no longer: in the revision before, and in the newest. */
  readonly fromMs: DurationMs;
  readonly toMs: DurationMs;
  /** Null where a revision was never seen, so that nobody can say. */
  readonly changed: readonly TemplateChange[] | null;
}

/** Starts of a revision from which its median says something. */
const ENOUGH = 5;
/** Half as long again, and longer than the whole seconds of the kubelet's times can feign. */
const FACTOR = 1.5;
const AT_LEAST = durationMs(2_000);

/** What can be compared: the starts of one revision, and what its template was. */
export interface MeasuredRevision {
  readonly revision: string | null;
  readonly starts: readonly PodStart[];
  readonly fingerprint: TemplateFingerprint | null;
}

/** `revisions` from the oldest to the newest. Those that lost most time come first; none where nothing became slower. */
export function slowerSince(revisions: readonly MeasuredRevision[]): readonly SlowerSince[] {
  const told = revisions.map((it) => ({
    ...it,
    usual: usualOf(it.starts.flatMap(({ facts }) => facts)),
  }));
  const newest = told.at(-1)?.usual ?? [];
  return newest
    .flatMap(({ container, stage }): readonly SlowerSince[] => {
      if (container === null) return [];
      const known = told.flatMap(({ usual, ...of }) => {
        const own = usual.find((it) => it.container === container && it.stage === stage);
        return own === undefined || own.starts < ENOUGH ? [] : [{ ...of, p50Ms: own.p50Ms }];
      });
      return stepUp(known).map((step) => ({ container, stage, ...step }));
    })
    .sort((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs));
}

interface Known extends MeasuredRevision {
  readonly p50Ms: DurationMs;
}

/** The newest step up from which it never came down again. */
function stepUp(known: readonly Known[]): readonly Omit<SlowerSince, 'container' | 'stage'>[] {
  const last = known.at(-1);
  if (last === undefined) return [];
  const at = known.findLastIndex((revision, index) => {
    const before = known[index - 1];
    if (before === undefined || !isSlower(revision.p50Ms, before.p50Ms)) return false;
    return known.slice(index).every(({ p50Ms }) => isSlower(p50Ms, before.p50Ms));
  });
  const [before, first] = [known[at - 1], known[at]];
  if (before === undefined || first === undefined) return [];
  const isTold = before.fingerprint !== null && first.fingerprint !== null;
  return [
    {
      revision: first.revision,
      before: before.revision,
      fromMs: before.p50Ms,
      toMs: last.p50Ms,
      changed: isTold ? changedSince(before.fingerprint, first.fingerprint) : null,
    },
  ];
}

const isSlower = (now: DurationMs, before: DurationMs): boolean =>
  now >= before * FACTOR && now - before >= AT_LEAST;
