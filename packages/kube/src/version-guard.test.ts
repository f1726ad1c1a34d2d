import { describe, expect, test } from 'vitest';
import type { ReflectorEvent, Versioned } from './reflector-state.ts';
import { versionGuard } from './version-guard.ts';

type Event = ReflectorEvent<Versioned>;
const applied = (uid: string, resourceVersion: string): Event => ({
  kind: 'applied',
  snapshot: { uid, resourceVersion },
});
const deleted = (uid: string, resourceVersion: string): Event => ({
  kind: 'deleted',
  snapshot: { uid, resourceVersion },
});
const began: Event = { kind: 'list-began', cause: 'expired' };
const ended = (resourceVersion: string): Event => ({ kind: 'list-ended', resourceVersion });
const replayed = (uid: string): Event => ({ kind: 'replayed', uid });

describe('of one object nothing is told twice, and nothing older after something newer', () => {
  test.each<[string, readonly Event[], Event]>([
    ['F22: the same state again', [applied('a', '5')], replayed('a')],
    ['F22, F23: an older state', [applied('a', '6')], replayed('a')],
    ['F22: a state that a list told', [began, applied('a', '5'), ended('7')], replayed('a')],
    ['F22: a state of what is gone', [applied('a', '4'), deleted('a', '6')], replayed('a')],
    ['F23: a newer state', [applied('a', '4')], applied('a', '5')],
    ['F23: a state that is older than another object’s', [applied('b', '9')], applied('a', '5')],
    ['an object that nobody knows', [], applied('a', '5')],
    ['numbers, not words: 5 after 10', [applied('a', '10')], replayed('a')],
  ])('%s', (_, before, told) => {
    const guarded = versionGuard<Versioned>();
    for (const event of before) expect(guarded(event)).toBe(event);
    expect(guarded(applied('a', '5'))).toEqual(told);
  });

  test.each<[string, readonly Event[], Event]>([
    ['F22: a second deletion', [deleted('a', '5')], replayed('a')],
    ['F22: a deletion that is older than a state', [applied('a', '6')], replayed('a')],
    ['a deletion with the version of the last state', [applied('a', '5')], deleted('a', '5')],
    ['a deletion of what was never seen', [], deleted('a', '5')],
  ])('%s', (_, before, told) => {
    const guarded = versionGuard<Versioned>();
    for (const event of before) guarded(event);
    expect(guarded(deleted('a', '5'))).toEqual(told);
  });

  test('F6: a list is the truth, though its versions are lower than what was seen before', () => {
    const guarded = versionGuard<Versioned>();
    const events = [applied('a', '100'), began, applied('a', '5'), ended('7'), applied('a', '6')];
    for (const event of events) expect(guarded(event)).toBe(event);
  });

  test('F25: a pod of the same name with another uid is another pod', () => {
    const guarded = versionGuard<Versioned>();
    for (const event of [applied('first', '9'), applied('second', '3')])
      expect(guarded(event)).toBe(event);
  });

  test('V8: of what is gone it remembers so many, the latest', () => {
    const guarded = versionGuard<Versioned>();
    for (let count = 0; count <= 10_000; count++) guarded(deleted(`pod-${count}`, '5'));
    expect(guarded(applied('pod-1', '4'))).toEqual(replayed('pod-1'));
    expect(guarded(applied('pod-0', '4'))).toEqual(applied('pod-0', '4'));
  });
});
