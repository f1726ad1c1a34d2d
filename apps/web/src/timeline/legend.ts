/** What the looks of a bar mean: under the timeline, and in an exported picture of it. */
import type { TermId } from '../glossary/glossary.ts';
import type { Look } from './blocks.ts';

export interface LegendEntry {
  readonly words: string;
  /** What explains it, where a newcomer may ask. */
  readonly term?: TermId;
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

interface BarOptions {
  readonly isDense?: boolean;
  readonly thin?: boolean;
  readonly term?: TermId;
}

const bar = (
  look: Look,
  words: string,
  { isDense = false, thin = false, ...rest }: BarOptions = {},
): LegendEntry => ({
  words,
  ...rest,
  sample: { kind: 'bar', look, isDense, thin },
});
const line = (
  fill: string,
  yPx: number,
  heightPx: number,
  words: string,
  term?: TermId,
): LegendEntry => ({
  words,
  ...(term === undefined ? {} : { term }),
  sample: { kind: 'line', fill, yPx, heightPx },
});

export const LEGEND: readonly LegendEntry[] = [
  bar('pod-wait', 'waits for the pod: node, sandbox, volumes', { thin: true }),
  bar('idle', 'another container’s turn', { thin: true }),
  bar('waiting', 'its turn: image, creation', {}),
  bar('bad-wait', 'waits with an error'),
  bar('running', 'runs'),
  line('var(--bar-ready)', 0, 12, 'runs and is ready', 'readiness'),
  line('var(--bar-ready)', 8, 3, 'was ready'),
  bar('completed', 'ended with 0'),
  bar('failed', 'failed, with its exit code', { term: 'exit-code' }),
  bar('back-off', 'back-off before the next attempt', { term: 'back-off' }),
  bar('failed', 'many attempts', { isDense: true, term: 'attempt' }),
  bar('unobserved', 'not observed', { term: 'not-observed' }),
  line('var(--critical)', 5, 2, 'what the start waited for'),
];
