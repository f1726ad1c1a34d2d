/**
 * Blocks are what a lane is drawn of: the segments of the timeline, with the time in which a container's turn had not come told
 * apart from the time in which it was really waited for.
 *
 *     init-2 |______....====o     _ idle: init-1 is not done   . waiting: image, sandbox   = running   o completed
 */
import {
  type Lane,
  type Millis,
  type Segment,
  startupOf,
  type Timeline,
  toldByReason,
} from '@podline/domain';

/** How a block is drawn. `bad-wait`: a wait that names something to mend, as ErrImagePull does. */
export type Look = 'idle' | 'bad-wait' | Segment['kind'];

export interface Block {
  /** Unique within its lane, and the same while the block grows. */
  readonly key: string;
  readonly look: Look;
  readonly from: Millis;
  /** Null: goes on. */
  readonly to: Millis | null;
  readonly segment: Segment;
}

/** A lane, ready to be drawn. */
export interface LaneBlocks {
  readonly lane: Lane;
  readonly turn: Turn;
  readonly blocks: readonly Block[];
}

/** When a container's turn came. */
export interface Turn {
  /** Null: it has not come. */
  readonly at: Millis | null;
  /** The container that it comes after; null where nothing comes before it. */
  readonly after: string | null;
}

/** Every lane of the timeline with its blocks, in the timeline's order. */
export function laneBlocksOf(timeline: Timeline): readonly LaneBlocks[] {
  const turns = turnsOf(timeline);
  return timeline.lanes.map((lane) => {
    const turn = turns.get(lane.name) ?? { at: timeline.from, after: null };
    return { lane, turn, blocks: blocksOf(lane, turn.at) };
  });
}

/** By container name: each init and native sidecar comes after the one before it, apps after the last of them. */
function turnsOf(timeline: Timeline): ReadonlyMap<string, Turn> {
  const stages = startupOf(timeline);
  const turns = new Map<string, Turn>();
  let turn: Turn = { at: timeline.from, after: null };
  for (const lane of timeline.lanes.filter(({ kind }) => kind === 'init')) {
    turns.set(lane.name, turn);
    turn = { at: stages.find((s) => s.container === lane.name)?.to ?? null, after: lane.name };
  }
  for (const lane of timeline.lanes.filter(({ kind }) => kind === 'app'))
    turns.set(lane.name, turn);
  return turns;
}

function blocksOf(lane: Lane, turnAt: Millis | null): readonly Block[] {
  const firstRun = lane.segments.findIndex((segment) => 'attempt' in segment);
  const blocks = lane.segments.flatMap((segment, index): readonly Block[] => {
    const { from, to } = segment;
    const block: Block = { key: keyOf(segment), look: lookOf(segment), from, to, segment };
    const isBeforeFirstRun = firstRun === -1 || index < firstRun;
    return block.look === 'waiting' && isBeforeFirstRun ? splitAtTurn(block, turnAt) : [block];
  });
  return blocks.reduce<readonly Block[]>(joinIdle, []);
}

/** While its turn has not come it is all one what the kubelet calls the wait. */
function joinIdle(blocks: readonly Block[], next: Block): readonly Block[] {
  const last = blocks.at(-1);
  if (last?.look !== 'idle' || next.look !== 'idle') return [...blocks, next];
  return [...blocks.slice(0, -1), { ...next, key: last.key, from: last.from }];
}

function splitAtTurn(block: Block, turnAt: Millis | null): readonly Block[] {
  if (turnAt !== null && turnAt <= block.from) return [block];
  const idle: Block = { ...block, key: `idle-${block.from}`, look: 'idle' };
  if (turnAt === null || (block.to !== null && turnAt >= block.to)) return [idle];
  return [
    { ...idle, to: turnAt },
    { ...block, from: turnAt },
  ];
}

/** A run keeps its key when it ends. */
const keyOf = (segment: Segment): string =>
  'attempt' in segment
    ? `attempt-${segment.attempt}-${segment.from}`
    : `${segment.kind}-${segment.from}`;

/** The kubelet's defaults are part of every start; any other reason names something to mend. */
const lookOf = (segment: Segment): Look =>
  segment.kind === 'waiting' && toldByReason(segment.reason) !== null ? 'bad-wait' : segment.kind;
