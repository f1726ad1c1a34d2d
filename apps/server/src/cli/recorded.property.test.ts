/** What must hold of the reducer and the timeline over everything a real cluster said, in whatever pieces it reaches us. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Attempt,
  type ContainerStatus,
  type Known,
  type Millis,
  millis,
  observe,
  type PodSnapshot,
  type Segment,
  type Transition,
  timelineOf,
} from '@podline/domain';
import { isUnreadable, podFromApi } from '@podline/kube';
import { readRecording } from '@podline/replay';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const RECORDINGS = join(import.meta.dirname, '../../../../recordings');

interface Seen {
  readonly snapshot: PodSnapshot;
  readonly type: string;
  readonly at: Millis;
}

/** The versions of each pod of all recordings, in the order in which the watch showed them. */
const pods: readonly (readonly Seen[])[] = (
  await Promise.all(
    readdirSync(RECORDINGS)
      .filter((name) => !name.startsWith('_'))
      .map(async (name) => {
        const byUid = new Map<string, Seen[]>();
        for (const { t, type, object } of (await readRecording(join(RECORDINGS, name))).pods) {
          const snapshot = podFromApi(object);
          if (type === 'BOOKMARK' || isUnreadable(snapshot)) continue;
          const seen = byUid.get(snapshot.uid) ?? [];
          byUid.set(snapshot.uid, [
            ...seen,
            { snapshot, type, at: millis(snapshot.createdAt + t) },
          ]);
        }
        return [...byUid.values()];
      }),
  )
).flat();

const anyPod = fc.constantFrom(...pods);

interface Told {
  readonly known: Known | null;
  readonly transitions: readonly Transition[];
}

const NOTHING: Told = { known: null, transitions: [] };

function tell(seen: readonly Seen[], from: Told = NOTHING): Told {
  let { known } = from;
  const transitions = [...from.transitions];
  for (const { snapshot, at } of seen) {
    const observation = observe(known, snapshot, at);
    known = observation.known;
    transitions.push(...observation.transitions);
  }
  return { known, transitions };
}

/** As it comes back from the database. */
const stored = ({ known, transitions }: Told): Told => ({
  known: JSON.parse(JSON.stringify(known)),
  transitions,
});

/** Some of the updates do not reach us; the first and the last sight of the pod do. */
const withDropped = anyPod.chain((seen) =>
  fc
    .array(fc.boolean(), { minLength: seen.length, maxLength: seen.length })
    .map((kept) =>
      seen.filter(
        ({ type }, index) =>
          type !== 'MODIFIED' || index === seen.length - 1 || kept[index] === true,
      ),
    )
    .map((rest) => ({ all: seen, rest })),
);

/** The containerIDs of runs that these versions show. */
const runsShown = (seen: readonly Seen[]): ReadonlySet<string> =>
  new Set(seen.flatMap(({ snapshot }) => snapshot.statuses.flatMap(runsOf)));

function runsOf({ state, lastEnd, containerId }: ContainerStatus): readonly string[] {
  const shown = [
    state.kind === 'waiting' ? null : containerId,
    state.kind === 'terminated' ? state.containerId : null,
    lastEnd?.containerId ?? null,
  ];
  return shown.filter((id) => id !== null);
}

const attemptsOf = (told: Told) =>
  timelineOf(told.transitions, []).lanes.flatMap((lane) => lane.attempts);

function expectApart(attempts: readonly Attempt[]): void {
  for (const [index, { finishedAt }] of attempts.entries()) {
    const next = attempts[index + 1]?.startedAt ?? null;
    if (finishedAt !== null && next !== null) expect(next).toBeGreaterThanOrEqual(finishedAt);
  }
}

/** No hole but the rest of a container that ended for good, until all inits run again. */
function expectTiled(segments: readonly Segment[]): void {
  for (const [index, segment] of segments.entries()) {
    const next = segments[index + 1];
    if (next === undefined || next.from === segment.to) continue;
    expect(segment.kind).toMatch(/^(completed|failed)$/);
    expect(next.from).toBeGreaterThan(segment.to ?? Number.POSITIVE_INFINITY);
  }
}

describe('over every pod that a real cluster showed', () => {
  it('any prefix, then the rest after a restart of Podline, equals all', () => {
    fc.assert(
      fc.property(anyPod, fc.nat(), (seen, place) => {
        const cut = place % (seen.length + 1);
        const before = stored(tell(seen.slice(0, cut)));
        expect(tell(seen.slice(cut), before)).toEqual(tell(seen));
      }),
      { numRuns: 300 },
    );
  });

  it('each event twice is the same as once', () => {
    for (const seen of pods) {
      const twice = tell(seen.flatMap((it) => [it, it]));
      expect(twice.transitions).toEqual(tell(seen).transitions);
    }
  });

  it('a relist in any place changes nothing', () => {
    fc.assert(
      fc.property(anyPod, fc.nat(), fc.nat(60_000), (seen, place, late) => {
        const index = place % seen.length;
        const again = seen.slice(index, index + 1).map((it) => ({
          ...it,
          type: 'ADDED',
          at: millis(it.at + late),
        }));
        const relisted = [...seen.slice(0, index + 1), ...again, ...seen.slice(index + 1)];
        const facts = (told: Told) => told.transitions.map(({ key, at }) => [key, at]);
        expect(facts(tell(relisted))).toEqual(facts(tell(seen)));
      }),
      { numRuns: 300 },
    );
  });

  it('keys are unique within a pod', () => {
    fc.assert(
      fc.property(withDropped, ({ rest }) => {
        const keys = tell(rest).transitions.map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 300 },
    );
  });

  it('updates that are dropped never double, invent or lose a run that the remaining ones show', () => {
    fc.assert(
      fc.property(withDropped, ({ rest }) => {
        const ids = attemptsOf(tell(rest)).flatMap((a) => a.containerId ?? []);
        expect(new Set(ids).size).toBe(ids.length);
        expect(new Set(ids)).toEqual(runsShown(rest));
      }),
      { numRuns: 500 },
    );
  });

  it('what is told of a run with updates dropped is what is told of it with all', () => {
    fc.assert(
      fc.property(withDropped, ({ all, rest }) => {
        const whole = new Map(attemptsOf(tell(all)).map((a) => [a.containerId, a]));
        for (const attempt of attemptsOf(tell(rest))) {
          const full = whole.get(attempt.containerId);
          if (attempt.containerId === null || full === undefined) continue;
          const { number, startedAt, finishedAt } = full;
          expect(attempt).toMatchObject({
            number,
            startedAt: attempt.startedAt && startedAt,
            finishedAt: attempt.finishedAt && finishedAt,
          });
        }
      }),
      { numRuns: 500 },
    );
  });

  it('attempts of a lane do not overlap, and its segments tile its life without holes', () => {
    fc.assert(
      fc.property(withDropped, ({ rest }) => {
        const timeline = timelineOf(tell(rest).transitions, []);
        for (const { attempts, segments, kind } of timeline.lanes) {
          expectApart(attempts);
          if (kind !== 'ephemeral') expect(segments[0]?.from).toBe(timeline.from);
          expectTiled(segments);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('the text of every name, message and reason comes through unchanged, hostile ones too', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '<script>alert(1)</script>',
        '__proto__',
        'constructor',
        '\u202Eevil\u0000\u001B[31m',
        `${'x'.repeat(4096)}\uD800`,
        "'; DROP TABLE pod; --",
      ),
    );
    fc.assert(
      fc.property(anyPod, hostile, hostile, (seen, reason, message) => {
        const words = { reason, message };
        const last = seen.at(-1);
        if (last === undefined) return;
        const statuses = last.snapshot.statuses.map((status) => ({
          ...status,
          containerId: `${status.name}-hostile`,
          restartCount: status.restartCount + 1,
          state: {
            kind: 'terminated' as const,
            ending: { exitCode: 1, signal: null, ...words },
            startedAt: last.at,
            finishedAt: last.at,
            containerId: `${status.name}-hostile`,
          },
        }));
        const snapshot = { ...last.snapshot, phase: 'Hostile', ...words, statuses };
        const told = tell([{ ...last, snapshot }], tell(seen.slice(0, -1)));
        const phase = told.transitions.findLast(({ change }) => change.kind === 'phase');
        expect(phase?.change).toEqual({ kind: 'phase', phase: 'Hostile', ...words });
        for (const { name } of statuses) {
          const end = told.transitions.findLast(
            (it) => it.container === name && it.change.kind === 'ended',
          );
          expect(end?.change).toMatchObject({ ending: words });
        }
        const drawn = timelineOf(told.transitions, []).lanes.flatMap((lane) => lane.attempts);
        expect(drawn.filter((a) => a.ending?.message === message).length).toBeGreaterThanOrEqual(
          statuses.length,
        );
      }),
      { numRuns: 200 },
    );
  });

  it('a container or a pod may be called what it likes', () => {
    const odd = fc.constantFrom(
      '__proto__',
      'constructor',
      'toString',
      '<b>',
      '\u202Ex',
      'a/b',
      '',
    );
    fc.assert(
      fc.property(anyPod, odd, (seen, name) => {
        const renamed = seen.map((it) => {
          const [first] = it.snapshot.containers;
          const isIt = (c: { readonly name: string }) => c.name === first?.name;
          const call = <T extends { readonly name: string }>(c: T): T =>
            isIt(c) ? { ...c, name } : c;
          const { containers, statuses } = it.snapshot;
          const snapshot = {
            ...it.snapshot,
            name,
            containers: containers.map(call),
            statuses: statuses.map(call),
          };
          return { ...it, snapshot };
        });
        const told = tell(renamed);
        expect(told.transitions).toHaveLength(tell(seen).transitions.length);
        expect(timelineOf(told.transitions, []).lanes[0]?.name).toBe(name);
      }),
      { numRuns: 200 },
    );
  });
});
