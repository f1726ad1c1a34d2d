/** The timeline as a list: the same facts in the order of time, for those who read rather than look. */
import type { Millis } from '@podline/domain';
import { messageOf, titleOf } from './block-words.ts';
import type { Block, LaneBlocks } from './blocks.ts';
import type { PointMark } from './point-marks.ts';
import type { TimeWindow } from './time-scale.ts';

export interface ListEntry {
  readonly key: string;
  /** A container; null: the pod. */
  readonly lane: LaneBlocks | null;
  readonly block: Block | null;
  readonly from: Millis;
  /** Null: goes on; the same as `from` for a point in time. */
  readonly to: Millis | null;
  readonly what: string;
  readonly detail: string | null;
}

/** What is in the window, in the order in which it began; of one moment the pod's facts come first. */
export function listEntries(
  lanes: readonly LaneBlocks[],
  marks: readonly PointMark[],
  window: TimeWindow,
): readonly ListEntry[] {
  const facts = marks.flatMap(({ at, title, detail }, index): ListEntry[] =>
    at < window.from || at > window.to
      ? []
      : [{ key: `pod ${index}`, lane: null, block: null, from: at, to: at, what: title, detail }],
  );
  const stretches = lanes.flatMap((lane) =>
    lane.blocks.flatMap((block): ListEntry[] => {
      const { from, to, key } = block;
      if (from > window.to || (to !== null && to < window.from)) return [];
      const name = `${lane.lane.name} ${key}`;
      return [{ key: name, lane, block, from, to, what: titleOf(block), detail: messageOf(block) }];
    }),
  );
  return [...facts, ...stretches].sort((a, b) => a.from - b.from);
}
