import { isNewer, millis } from '@podline/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReflectorEvent, ReflectorInput, ReflectorState } from './reflector-state.ts';
import { next } from './reflector-step.ts';
import {
  added,
  behind,
  bookmark,
  deleted,
  ended,
  endMark,
  expired,
  failure,
  forbidden,
  fresh,
  NOON,
  opened,
  oversized,
  page,
  protocol,
  reached,
  rejected,
  rested,
  resumed,
  serverError,
  silent,
  streaming,
  type Thing,
  throttled,
  tooLarge,
  unreachable,
} from './testing/step-script.ts';

type Input = ReflectorInput<Thing>;

const version = fc.integer({ min: 1, max: 40 }).map(String);
const name = fc.constantFrom('a', 'b', 'c');
const anyFailure = fc
  .constantFrom(
    ...[behind, expired, forbidden, oversized, protocol, rejected, unreachable],
    ...[serverError(500), serverError(503), throttled(5000)],
  )
  .map(failure);
const line = fc.oneof(
  fc.tuple(name, version).map(([uid, at]): Input => added(uid, at)),
  fc.tuple(name, version).map(([uid, at]): Input => deleted(uid, at)),
  fc.tuple(name, fc.option(version)).map(([uid, at]): Input => tooLarge(uid, at)),
  version.map(bookmark),
  version.map(endMark),
);
const onePage = fc
  .tuple(version, fc.uniqueArray(name), fc.option(fc.constant('more')))
  .map(([at, names, continueToken]): Input => ({ ...page(at, ...names), continueToken }));

/** Something that may come of what was asked for. */
const inputs = {
  list: fc.oneof(onePage, anyFailure),
  reach: fc.oneof(fc.constant(reached), anyFailure),
  watch: fc.oneof(
    { weight: 3, arbitrary: fc.constant(opened) },
    { weight: 1, arbitrary: anyFailure },
  ),
  read: fc.oneof(
    { weight: 6, arbitrary: line },
    { weight: 1, arbitrary: fc.constantFrom(silent, ended) },
    { weight: 1, arbitrary: anyFailure },
  ),
  wait: fc.constant(rested),
};

/** What one run told: its events, and after each step the state. */
interface Run {
  readonly events: readonly ReflectorEvent<Thing>[];
  readonly states: readonly ReflectorState<Thing>[];
  readonly waits: readonly number[];
}

const anyRun: fc.Arbitrary<Run> = fc
  .tuple(fc.constantFrom(fresh, streaming, resumed), fc.gen())
  .map(([from, chance]) => {
    let at = 0;
    let step = next(from, { kind: 'started' }, { at: millis(0), now: NOON, random: 0 });
    const events = [...step.events];
    const states = [step.state];
    const waits: number[] = [];
    for (let count = 0; count < 60; count++) {
      const { action } = step;
      if (action.kind === 'wait') waits.push(action.ms);
      if (action.kind === 'read') waits.push(action.withinMs);
      const input = chance(() => inputs[action.kind]);
      const most = action.kind === 'read' ? action.withinMs : 2000;
      at += input.kind === 'silent' ? most : Math.min(most, chance(fc.nat, 90_000));
      step = next(step.state, input, {
        at: millis(at),
        now: NOON,
        random: chance(fc.double, { min: 0, max: 0.999, noNaN: true }),
      });
      events.push(...step.events);
      states.push(step.state);
    }
    return { events, states, waits };
  });

test('whatever comes, every wait is a number of milliseconds that ends', () => {
  fc.assert(
    fc.property(anyRun, ({ waits }) => {
      for (const ms of waits) expect(ms).toSatisfy((it: number) => it >= 0 && it <= 305_000);
    }),
  );
});

test('V3: whatever comes, the version never goes back but by a list', () => {
  fc.assert(
    fc.property(anyRun, ({ states }) => {
      for (const [at, state] of states.entries()) {
        const before = states[at - 1];
        const isListed = before === undefined || before.version === null;
        if (isListed || state.version === null || before.version === state.version) continue;
        expect(isNewer(state.version, before.version ?? '')).toBe(true);
      }
    }),
  );
});

/** Of the object that a list tells of; null for anything else that is told. */
const uidOf = (event: ReflectorEvent<Thing>): string | null => {
  if (event.kind === 'oversized') return event.object?.uid ?? null;
  return event.kind === 'applied' ? event.snapshot.uid : null;
};

/** The events within each pair of brackets, and those outside of all. */
function sorted(events: Run['events']) {
  const lists: ReflectorEvent<Thing>[][] = [];
  const others: ReflectorEvent<Thing>[] = [];
  let isOpen = false;
  for (const event of events) {
    if (event.kind === 'list-began') lists.push([]);
    isOpen = event.kind === 'list-began' || (isOpen && event.kind !== 'list-ended');
    (isOpen ? (lists.at(-1) ?? others) : others).push(event);
  }
  return { lists, others };
}

test('F5: whatever comes, a list is told whole, each object once, and nothing else within it', () => {
  fc.assert(
    fc.property(anyRun, ({ events }) => {
      const { lists, others } = sorted(events);
      expect(others.filter(({ kind }) => kind === 'list-ended')).toHaveLength(lists.length);
      for (const [, ...told] of lists) {
        const uids = told.map(uidOf);
        expect(uids).not.toContain(null);
        expect(new Set(uids).size).toBe(uids.length);
      }
    }),
  );
});

test('F3: whatever comes, a list after the first is told only when it was said that history is lost', () => {
  fc.assert(
    fc.property(anyRun, ({ events, states }) => {
      let isFirst = states[0]?.version === null;
      let isLost = false;
      for (const event of events) {
        if (event.kind === 'expired') isLost = true;
        if (event.kind !== 'list-began') continue;
        expect(event.cause).toBe(isLost ? 'expired' : 'first');
        expect(isFirst || isLost).toBe(true);
        isFirst = false;
        isLost = false;
      }
    }),
  );
});

test('V12: whatever comes, nothing is told of a watch before it is told that it is open', () => {
  fc.assert(
    fc.property(anyRun, ({ events }) => {
      let isOpen = false;
      for (const { kind } of sorted(events).others) {
        const isOfWatch = ['applied', 'deleted', 'bookmark', 'overdue'].includes(kind);
        if (isOfWatch) expect(isOpen).toBe(true);
        isOpen = kind === 'watching' || (isOpen && kind !== 'failed' && kind !== 'expired');
      }
    }),
  );
});
