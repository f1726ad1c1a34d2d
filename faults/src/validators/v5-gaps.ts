/** V5: gaps cover exactly the times in which nobody watched. */
import type { ScopedGap } from '@podline/domain';
import type { Database, Truth, Violations } from '../evidence.ts';
import { type Stretch, stretchesOf } from '../sight.ts';

/**
 * A time is blind when the watch had to begin with a new list: from the last thing that was taken in to that list. Each has its
 * gap, no other gap is declared. Where a list may or may not have been taken in, one gap over it is right, and one on each side
 * of it. `toleranceMs` is how long a line may take from being sent to being taken in. Where it is so long that a gap fits several
 * blind times, the gaps are read in the order of time in the way that leaves least over: one blind time or gap too many remains one.
 */
export function gapsAreExact(truth: Truth, { gaps }: Database, toleranceMs = 3000): Violations {
  const stretches = Map.groupBy(stretchesOf(truth, true), ({ scope }) => scope);
  const declared = Map.groupBy(gaps, ({ scope }) => scope);
  const scopes = new Set([...stretches.keys(), ...declared.keys()]);
  return [...scopes].flatMap((scope) => {
    const own = declared.get(scope) ?? [];
    const inOrder = own.toSorted((a, b) => a.from - b.from || a.to - b.to);
    const { unsaid, free } = leastLeft(stretches.get(scope) ?? [], inOrder, toleranceMs);
    return [
      ...unsaid.map(
        ({ before, after }) =>
          `V5: nobody watched ${scopeName(after)} from ${before.certainAt}–${before.lastSentAt} to ${after.listAt}, and no gap says exactly that (declared: ${JSON.stringify(gaps)}).`,
      ),
      ...free.map(
        ({ from, to }) => `V5: a gap is declared from ${from} to ${to}, and the watch went on.`,
      ),
    ];
  });
}

interface Blind {
  readonly before: Stretch;
  readonly after: Stretch;
}

/** What remains when gaps and blind times have been paired: blind times that no gap says, and gaps that say none. */
interface Left {
  readonly unsaid: readonly Blind[];
  readonly free: readonly ScopedGap[];
}

/** Gaps are in the order of time, as the stretches are; each stands for one blind time. */
function leastLeft(
  stretches: readonly Stretch[],
  gaps: readonly ScopedGap[],
  toleranceMs: number,
): Left {
  const known = new Map<string, Left>();

  /** From a stretch that was taken in, with so many gaps used. */
  const from = (index: number, used: number): Left => {
    const name = `${index} ${used}`;
    const left = known.get(name) ?? least(waysFrom(index, used));
    known.set(name, left);
    return left;
  };
  const waysFrom = (index: number, used: number): readonly Left[] => {
    const before = stretches[index];
    const taken = nextTaken(stretches, index);
    const after = stretches[taken];
    const isUnsaid = before !== undefined && after !== undefined;
    const ways = [
      ...waysOver(index, used),
      ...(isUnsaid ? [and({ unsaid: [{ before, after }], free: [] }, from(taken, used))] : []),
    ];
    return ways.length === 0 ? [{ unsaid: [], free: [] }] : ways;
  };
  /** Over the next gap: to the next list that was surely taken in, to one before it that may have been, or it says nothing. */
  const waysOver = (index: number, used: number): readonly Left[] => {
    const [before, gap] = [stretches[index], gaps[used]];
    if (before === undefined || gap === undefined) return [];
    const taken = nextTaken(stretches, index);
    const last = taken < 0 ? stretches.length : taken + 1;
    const ends = [...stretches.entries()]
      .slice(index + 1, last)
      .filter(([, after]) => covers(gap, before, after, toleranceMs));
    return [
      ...ends.map(([at]) => from(at, used + 1)),
      and({ unsaid: [], free: [gap] }, from(index, used + 1)),
    ];
  };

  // Before the first list that was surely taken in, others may have been: they may have gaps, and need none.
  const first = nextTaken(stretches, -1);
  const begins = stretches.slice(0, first < 0 ? stretches.length : first + 1);
  return begins.length === 0
    ? { unsaid: [], free: gaps }
    : least(begins.map((_, index) => from(index, 0)));
}

const nextTaken = (stretches: readonly Stretch[], index: number): number =>
  stretches.findIndex(({ isTaken }, at) => at > index && isTaken);

const and = (one: Left, other: Left): Left => ({
  unsaid: [...one.unsaid, ...other.unsaid],
  free: [...one.free, ...other.free],
});

/** The first of those that leave least. */
function least(ways: readonly Left[]): Left {
  const size = ({ unsaid, free }: Left): number => unsaid.length + free.length;
  return ways.reduce((best, way) => (size(way) < size(best) ? way : best));
}

/** It begins between the last line surely taken in and the last one sent, and ends when the list was taken in. */
const covers = (gap: ScopedGap, before: Stretch, after: Stretch, toleranceMs: number): boolean =>
  gap.from >= before.certainAt - toleranceMs &&
  gap.from <= before.lastSentAt + toleranceMs &&
  gap.to >= after.listAt - toleranceMs &&
  gap.to <= after.listAt + toleranceMs;

const scopeName = ({ scope }: Stretch): string => (scope === '' ? 'the cluster' : scope);
