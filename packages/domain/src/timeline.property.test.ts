import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, pod, record } from '../test/build.ts';
import { containers, moments, skew, tell, watched } from '../test/kubelet.ts';
import { anySnapshots } from '../test/wild.ts';
import type { Interval } from './segment.ts';
import { startupOf } from './startup.ts';
import { restartsColumn, statusColumns } from './status.ts';
import { stuckOf } from './stuck.ts';
import type { Millis } from './time.ts';
import { type Lane, type Timeline, timelineOf } from './timeline.ts';

const gaps = fc.array(
  fc
    .tuple(fc.integer({ min: -5, max: 250 }), fc.integer({ min: 1, max: 60 }))
    .map(([from, length]) => ({ from: at(from), to: at(from + length), cause: 'watch lost' })),
  { maxLength: 3 },
);

/** In order, without overlap, none of negative length, only the last one open. */
function expectInOrder(intervals: readonly Interval[]): void {
  for (const [index, { from, to }] of intervals.entries()) {
    const end = to ?? Number.POSITIVE_INFINITY;
    expect(end).toBeGreaterThanOrEqual(from);
    expect(intervals[index + 1]?.from ?? end).toBeGreaterThanOrEqual(end);
  }
}

/**
 * No hole in a lane's life. It lives from the pod's beginning (an ephemeral container: from its first fact) and rests only after a run
 * that ended for good: until all inits run again, or for ever.
 */
function expectTiled({ segments, kind }: Lane, from: Millis | null): void {
  if (kind !== 'ephemeral') expect(segments[0]?.from ?? from).toBe(from);
  for (const [index, segment] of segments.entries()) {
    const next = segments[index + 1];
    if (next === undefined || next.from === segment.to) continue;
    expect(`${segment.kind} and then a rest`).toMatch(/^(completed|failed) /);
  }
}

/** The stages of a start follow each other without a hole, from the pod's beginning. */
function expectWhole(timeline: Timeline): void {
  const stages = startupOf(timeline);
  expect(stages[0]?.from ?? null).toBe(timeline.from);
  for (const [index, { to }] of stages.entries()) {
    expect(stages[index + 1]?.from ?? to).toBe(to);
  }
}

describe('whatever part of a pod’s life the API shows', () => {
  it('segments stand in order, never overlap, and only the last one is open', () => {
    fc.assert(
      fc.property(containers, moments, skew, gaps, (all, shown, ahead, unwatched) => {
        const { lanes } = timelineOf(tell(all, shown, ahead).transitions, unwatched);
        for (const { segments } of lanes) expectInOrder(segments);
      }),
      { numRuns: 300 },
    );
  });

  it('segments tile each lane’s life without a hole', () => {
    fc.assert(
      fc.property(containers, moments, skew, gaps, (all, shown, ahead, unwatched) => {
        const { lanes, from } = timelineOf(tell(all, shown, ahead).transitions, unwatched);
        for (const lane of lanes) expectTiled(lane, from);
      }),
      { numRuns: 300 },
    );
  });

  it('every attempt that is known has its place among the segments', () => {
    watched((all, shown, ahead) => {
      for (const lane of timelineOf(tell(all, shown, ahead).transitions, []).lanes) {
        const drawn = lane.segments.flatMap((segment) =>
          'attempt' in segment ? [segment.attempt] : [],
        );
        expect(drawn).toEqual(lane.attempts.map((attempt) => attempt.number));
      }
    });
  });

  it('readiness intervals stand in order and never overlap', () => {
    watched((all, shown, ahead) => {
      for (const { ready } of timelineOf(tell(all, shown, ahead).transitions, []).lanes) {
        expectInOrder(ready);
      }
    });
  });

  it('the stages of a start add up to the whole of it', () => {
    watched((all, shown, ahead) => {
      expectWhole(timelineOf(tell(all, shown, ahead).transitions, []));
    });
  });
});

describe('whatever the API says, also what it never should', () => {
  it('observing, folding, the columns and stuck detection answer, in whole words and in order', () => {
    fc.assert(
      fc.property(anySnapshots, gaps, fc.boolean(), (snapshots, unwatched, isGone) => {
        const seen = snapshots.map((snapshot, n) => [n * 7, snapshot] as const);
        const timeline = timelineOf(record(seen, isGone ? 300 : null), unwatched);
        for (const { segments, ready } of timeline.lanes) {
          expectInOrder(segments);
          expectInOrder(ready);
        }
        expectWhole(timeline);
        const last = snapshots.at(-1) ?? pod();
        const columns = statusColumns(last);
        const stuck = stuckOf(last, timeline, at(300));
        const restarts = restartsColumn(columns.restarts, columns.lastRestartAt, at(300));
        const text = [columns.ready, columns.status, restarts, stuck?.since, stuck?.because].join(
          ' ',
        );
        expect(text).not.toMatch(/NaN|undefined|null|Infinity/);
      }),
      { numRuns: 1000 },
    );
  });

  it('the same snapshot again adds nothing', () => {
    fc.assert(
      fc.property(anySnapshots, (snapshots) => {
        const last = snapshots.at(-1) ?? pod();
        const seen = [...snapshots, last].map((snapshot, n) => [n, snapshot] as const);
        expect(record([...seen, [seen.length, last]])).toHaveLength(record(seen).length);
      }),
      { numRuns: 1000 },
    );
  });
});
