/** What the looks of a bar mean: under the timeline, and in an exported picture of it. */
import type { Look } from './blocks.ts';

export interface LegendEntry {
  readonly words: string;
  readonly sample:
    | {
        readonly kind: 'bar';
        readonly look: Look;
        readonly isDense: boolean;
        readonly thin: boolean;
      }
    | {
        readonly kind: 'line';
        readonly fill: string;
        readonly yPx: number;
        readonly heightPx: number;
      };
}

const bar = (look: Look, words: string, { isDense = false, thin = false } = {}): LegendEntry => ({
  words,
  sample: { kind: 'bar', look, isDense, thin },
});
const line = (fill: string, yPx: number, heightPx: number, words: string): LegendEntry => ({
  words,
  sample: { kind: 'line', fill, yPx, heightPx },
});

export const LEGEND: readonly LegendEntry[] = [
  bar('pod-wait', 'waits for the pod: node, sandbox, volumes', { thin: true }),
  bar('idle', 'another container’s turn', { thin: true }),
  bar('waiting', 'its turn: image, creation', {}),
  bar('bad-wait', 'waits with an error'),
  bar('running', 'runs'),
  line('var(--bar-ready)', 0, 12, 'runs and is ready'),
  line('var(--bar-ready)', 8, 3, 'was ready'),
  bar('completed', 'ended with 0'),
  bar('failed', 'failed, with its exit code'),
  bar('back-off', 'back-off before the next attempt'),
  bar('failed', 'many attempts', { isDense: true }),
  bar('unobserved', 'not observed'),
  line('var(--critical)', 5, 2, 'what the start waited for'),
];
