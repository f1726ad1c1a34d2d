import { describe, expect, test } from 'vitest';
import { gap, running, status, waiting } from '../test/build.ts';
import { segments, web } from '../test/segments.ts';
import type { Gap } from './transition.ts';

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
