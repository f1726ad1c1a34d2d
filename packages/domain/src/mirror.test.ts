import { expect, test } from 'vitest';
import { pod } from '../test/build.ts';
import { mirrorOf, type PodEvent } from './mirror.ts';

const applied = (uid: string): PodEvent => ({ kind: 'applied', snapshot: pod({ uid }) });
const deleted = (uid: string): PodEvent => ({ kind: 'deleted', snapshot: pod({ uid }) });
const began = (cause: 'first' | 'expired' = 'expired'): PodEvent => ({ kind: 'list-began', cause });
const listEnded: PodEvent = { kind: 'list-ended', resourceVersion: '9' };
const unreadable = (uid: string | null, isDeleted = false): PodEvent =>
  isDeleted ? { kind: 'unreadable', uid, isDeleted } : { kind: 'unreadable', uid };
const bookmark: PodEvent = { kind: 'bookmark', resourceVersion: '9' };

test.each<[string, string[], PodEvent[], string[]]>([
  ['an object that is applied is seen', [], [applied('a')], ['seen a']],
  [
    'a DELETED event tells the pod’s last state',
    [],
    [applied('a'), deleted('a')],
    ['seen a', 'deleted a'],
  ],
  ['a bookmark says nothing of pods', ['a'], [bookmark], []],
  [
    'what a list has again is seen, and nothing vanishes',
    ['a'],
    [began(), applied('a'), listEnded],
    ['seen a'],
  ],
  [
    'what a list no longer has has vanished',
    ['a', 'b'],
    [began(), applied('b'), listEnded],
    ['seen b', 'vanished a'],
  ],
  [
    'the first list finds what went while Podline was down',
    ['old'],
    [began('first'), listEnded],
    ['vanished old'],
  ],
  [
    'what vanished does not vanish again at the next list',
    ['a'],
    [began(), listEnded, began(), listEnded],
    ['vanished a'],
  ],
  [
    'what the watch brought is missed by a later list',
    [],
    [began('first'), listEnded, applied('a'), began(), listEnded],
    ['seen a', 'vanished a'],
  ],
  [
    'a list that is begun again forgets what its first try had',
    [],
    [began(), applied('a'), began(), applied('b'), listEnded],
    ['seen a', 'seen b', 'vanished a'],
  ],
  [
    'what is deleted while it is being listed does not vanish later',
    [],
    [began(), applied('a'), deleted('a'), listEnded, began(), listEnded],
    ['seen a', 'deleted a'],
  ],
  [
    'what a list has and nobody can read has not vanished',
    ['a', 'b'],
    [began(), unreadable('a'), unreadable(null), listEnded],
    ['vanished b'],
  ],
  [
    'what nobody can read and is deleted has vanished, once',
    ['a'],
    [unreadable('a', true), began(), listEnded, unreadable('b', true)],
    ['vanished a'],
  ],
  ['an end without a beginning makes nothing vanish', ['a'], [listEnded], []],
])('%s', (_, live, events, expected) => {
  const mirror = mirrorOf(live);
  const seen = events.flatMap((event) => mirror.reflect(event));
  const words = seen.map((it) => `${it.kind} ${it.kind === 'vanished' ? it.uid : it.snapshot.uid}`);
  expect(words).toEqual(expected);
});
