/**
 * Blocks are what a lane is drawn of: the segments of the timeline, each with the look that tells at a glance whose turn it is.
 *
 *     init-2 |--______....====o     - the pod as a whole waits   _ init-1 is not done   . its own wait   = running   o completed
 */
import {
  type Lane,
  type Millis,
  type Segment,
  type Timeline,
  toldByReason,
  type WaitKind,
  waitOf,
} from '@podline/domain';

/**
 * How a block is drawn. `pod-wait`: a node, the sandbox or volumes, for which all containers wait. `idle`: another container's turn.
 * `bad-wait`: a wait that names something to mend, as ErrImagePull does.
 */
export type Look = 'pod-wait' | 'idle' | 'bad-wait' | Segment['kind'];

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
  /** In order, without overlap. */
  readonly blocks: readonly Block[];
}

/** Every lane of the timeline with its blocks, in the timeline's order. */
export const laneBlocksOf = (timeline: Timeline): readonly LaneBlocks[] =>
  timeline.lanes.map((lane) => ({ lane, blocks: blocksOf(lane.segments) }));

/** The blocks of one lane. */
export function blocksOf(segments: readonly Segment[]): readonly Block[] {
  const blocks: Block[] = [];
  for (const segment of segments) {
    const last = blocks.at(-1);
    const { from, to } = segment;
    const look = lookOf(segment);
    if (last !== undefined && last.to === from && isSameWait(last.segment, segment)) {
      blocks[blocks.length - 1] = { ...last, look, to, segment };
      continue;
    }
    const key = keyOf(segment);
    // Two stretches of one kind can begin in the same second, for the kubelet's times are no finer.
    blocks.push({ key: last?.key === key ? `${key}-again` : key, look, from, to, segment });
  }
  return blocks;
}

/** While what is waited for is the same, it is one wait, whichever default word the kubelet has for it. */
function isSameWait(a: Segment, b: Segment): boolean {
  if (a.kind !== 'waiting' || b.kind !== 'waiting') return false;
  if (toldByReason(a.reason) !== null || toldByReason(b.reason) !== null) return false;
  const [one, other] = [waitOf(a), waitOf(b)];
  return one.kind === other.kind && one.container === other.container;
}

/** A run keeps its key when it ends. */
const keyOf = (segment: Segment): string =>
  'attempt' in segment
    ? `attempt-${segment.attempt}-${segment.from}`
    : `${segment.kind}-${segment.from}`;

const POD_WAITS: ReadonlySet<WaitKind> = new Set(['scheduling-gate', 'scheduling', 'sandbox']);
const OTHERS_TURN: ReadonlySet<WaitKind> = new Set(['container', 'inits-again']);

function lookOf(segment: Segment): Look {
  if (segment.kind !== 'waiting') return segment.kind;
  // The kubelet's defaults are part of every start; any other reason names something to mend.
  if (toldByReason(segment.reason) !== null) return 'bad-wait';
  const { kind } = waitOf(segment);
  if (POD_WAITS.has(kind)) return 'pod-wait';
  return OTHERS_TURN.has(kind) ? 'idle' : 'waiting';
}

/** Whether a block shows a container's run. */
export const isRun = ({ look }: Pick<Block, 'look'>): boolean =>
  look === 'running' || look === 'completed' || look === 'failed';
