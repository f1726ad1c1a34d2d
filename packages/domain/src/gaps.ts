/** What a gap in the watch hides: a run is known by its own times whoever watched, of a wait nobody can say what happened. */
import type { Segment } from './segment.ts';
import { earlier, later } from './time.ts';
import type { Gap, Transition } from './transition.ts';

/** The segment, with the parts in which nobody watched drawn as unobserved. In order; `gaps` may overlap and need no order. */
export function splitAtGaps(segment: Segment, gaps: readonly Gap[]): readonly Segment[] {
  if (segment.kind !== 'waiting' && segment.kind !== 'back-off') return [segment];
  const gap = gaps.find((g) => g.to > segment.from && (segment.to === null || g.from < segment.to));
  if (gap === undefined) return [segment];
  const others = gaps.filter((g) => g !== gap);
  const from = later(gap.from, segment.from);
  const to = segment.to === null ? gap.to : earlier(segment.to, gap.to);
  const before = from > segment.from ? splitAtGaps({ ...segment, to: from }, others) : [];
  const blind: Segment = { kind: 'unobserved', from, to, attempts: 0, cause: gap.cause };
  const hasRest = segment.to === null || to < segment.to;
  const rest = hasRest ? splitAtGaps({ ...segment, from: to }, others) : [];
  return [...before, blind, ...rest];
}

/**
 * The gaps that hide something of this pod. A pod that a watch showed only after a gap was over was followed from its first
 * event on, however long ago the cluster says that it was created.
 */
export function gapsHiding(
  transitions: readonly Transition[],
  gaps: readonly Gap[],
): readonly Gap[] {
  const [first] = transitions;
  return first === undefined ? [] : gaps.filter((gap) => first.observedAt <= gap.to);
}
