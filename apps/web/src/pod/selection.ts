/** The selected block, as the address names it, and the ways from it to others. */
import type { Attempt, Millis } from '@podline/domain';
import type { Block, LaneBlocks } from '../timeline/blocks.ts';
import type { Selected } from '../timeline/timeline-address.ts';

export interface Selection {
  readonly lane: LaneBlocks;
  readonly block: Block;
}

/** What names this block in the address. */
export function selectedFrom({ lane, block }: Selection): Selected {
  const { segment } = block;
  const runs = 'attempt' in segment;
  return {
    lane: lane.lane.name,
    attempt: runs ? segment.attempt : null,
    since: runs ? null : block.from,
  };
}

/** The block that an address names; null when it names none, or one that is not there (any more). */
export function selectionOf(
  selected: Selected | null,
  lanes: readonly LaneBlocks[],
): Selection | null {
  if (selected === null) return null;
  const lane = lanes.find((candidate) => candidate.lane.name === selected.lane);
  // Numbers come again when the kubelet counts anew; the newest is meant.
  const block = lane?.blocks.findLast(({ segment, from }) =>
    'attempt' in segment ? segment.attempt === selected.attempt : from === selected.since,
  );
  return lane === undefined || block === undefined ? null : { lane, block };
}

/**
 * What to show before anybody has chosen: the newest failure of the first container that is in trouble, else what the start is
 * held up by, else nothing.
 */
export function mostTelling(lanes: readonly LaneBlocks[], until: Millis | null): Selection | null {
  const troubled = lanes.find(({ blocks }) => IN_TROUBLE.has(blocks.at(-1)?.look));
  if (troubled !== undefined) return newest(troubled, ({ look }) => TELLING.has(look));
  if (until !== null) return null;
  const holding = lanes.find(({ lane, blocks }) => {
    const last = blocks.at(-1);
    if (last?.to !== null || last.look === 'idle' || lane.role === 'ephemeral') return false;
    return last.look !== 'running' || lane.role === 'init' || lane.ready.at(-1)?.to !== null;
  });
  return holding === undefined ? null : newest(holding, () => true);
}

const IN_TROUBLE: ReadonlySet<Block['look'] | undefined> = new Set([
  'failed',
  'back-off',
  'bad-wait',
]);
const TELLING: ReadonlySet<Block['look']> = new Set(['failed', 'bad-wait']);

function newest(lane: LaneBlocks, isMeant: (block: Block) => boolean): Selection | null {
  const block = lane.blocks.findLast(isMeant) ?? lane.blocks.at(-1);
  return block === undefined ? null : { lane, block };
}

/** The run that is selected; null where the block is none. */
export function attemptOf({ lane, block: { segment, from } }: Selection): Attempt | null {
  if (!('attempt' in segment)) return null;
  const numbered = lane.lane.attempts.filter(({ number }) => number === segment.attempt);
  return numbered.find(({ startedAt }) => startedAt === from) ?? numbered.at(-1) ?? null;
}

/** The block that shows a run; null where it has no time, and so no place on the timeline. */
export function blockOf(lane: LaneBlocks, attempt: Attempt): Block | null {
  return (
    lane.blocks.findLast(
      (block) =>
        'attempt' in block.segment &&
        block.segment.attempt === attempt.number &&
        attemptOf({ lane, block }) === attempt,
    ) ?? null
  );
}

/** The run before (-1) or after (1) what is selected, in its lane; null where there is none. */
export function neighbourRun({ lane, block }: Selection, step: 1 | -1): Selection | null {
  const runs = lane.blocks.filter(({ segment }) => 'attempt' in segment);
  const found =
    step === 1
      ? runs.find(({ from, key }) => key !== block.key && from >= (block.to ?? block.from))
      : runs.findLast(({ from, key }) => key !== block.key && from < block.from);
  return found === undefined ? null : { lane, block: found };
}
