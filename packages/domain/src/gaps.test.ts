import { describe, expect, test } from 'vitest';
import { at, gap, running, status, waiting } from '../test/build.ts';
import { segments, web } from '../test/segments.ts';
import { gapsHiding } from './gaps.ts';
import type { Gap, Transition } from './transition.ts';

const creating = waiting('ContainerCreating');

describe('gaps in the watch', () => {
  const waited: Parameters<typeof segments>[0] = [[0, status(web, creating)]];
  const ran: Parameters<typeof segments>[0] = [...waited, [10, status(web, running(9))]];
  test.each<[string, Parameters<typeof segments>[0], readonly Gap[], readonly string[]]>([
    [
      'a gap in a wait',
      waited,
      [gap(2, 4)],
      ['waiting 0–2 ContainerCreating', 'unobserved×0 2–4', 'waiting 4– ContainerCreating'],
    ],
    [
      'a gap that began before it',
      waited,
      [gap(-5, 4)],
      ['unobserved×0 0–4', 'waiting 4– ContainerCreating'],
    ],
    [
      'a gap in a wait is drawn although the container runs now',
      ran,
      [gap(2, 4)],
      [
        'waiting 0–2 ContainerCreating',
        'unobserved×0 2–4',
        'waiting 4–9 ContainerCreating',
        'running#0 9–',
      ],
    ],
    [
      'a run is known by its own times whoever watched',
      ran,
      [gap(9, 10)],
      ['waiting 0–9 ContainerCreating', 'running#0 9–'],
    ],
    [
      'two gaps, in no order',
      ran,
      [gap(5, 6), gap(2, 3)],
      [
        'waiting 0–2 ContainerCreating',
        'unobserved×0 2–3',
        'waiting 3–5 ContainerCreating',
        'unobserved×0 5–6',
        'waiting 6–9 ContainerCreating',
        'running#0 9–',
      ],
    ],
  ])('%s', (_, seen, gaps, expected) => {
    expect(segments(seen, { gaps })).toEqual(expected);
  });
});

describe('whom a gap concerns', () => {
  const seenFirst = (observedAt: number): Transition => ({
    key: 'pod/appeared',
    at: at(0),
    observedAt: at(observedAt),
    container: null,
    change: { kind: 'appeared', owner: null, node: null },
  });
  test.each<[string, readonly Transition[], number]>([
    ['a pod seen before it', [seenFirst(1)], 1],
    ['a pod first seen in the list that ended it', [seenFirst(20)], 1],
    ['not a pod that a watch showed from its first event on, after it', [seenFirst(21)], 0],
    ['nobody of whom nothing is known', [], 0],
  ])('%s', (_case, transitions, count) => {
    expect(gapsHiding(transitions, [gap(10, 20)])).toHaveLength(count);
  });
});
