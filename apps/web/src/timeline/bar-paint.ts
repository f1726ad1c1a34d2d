/** How each look is painted. Patterns carry the meaning where a colour alone would; page, legend and export share them. */
import type { Look } from './blocks.ts';

export interface Paint {
  readonly fill: string;
  /** Of the outline; null: none. */
  readonly stroke: string | null;
  /** Words on it are in the colour for bars; else in that of text, with a halo. */
  readonly isSolid: boolean;
}

export interface Pattern {
  readonly id: string;
  readonly sizePx: number;
  /** Stripes so wide, turned by `degrees`; dots of such a radius. */
  readonly shape:
    | { readonly kind: 'stripes'; readonly widthPx: number; readonly degrees: number }
    | { readonly kind: 'dots'; readonly radiusPx: number };
  readonly colour: string;
  readonly opacity: number;
  /** Opacity of the same colour beneath. */
  readonly ground: number;
}

const stripes = (widthPx: number, degrees: number) =>
  ({ kind: 'stripes', widthPx, degrees }) as const;

export const PATTERNS: readonly Pattern[] = [
  {
    id: 'back-off',
    sizePx: 6,
    shape: stripes(2, 45),
    colour: 'var(--failed)',
    opacity: 0.65,
    ground: 0.12,
  },
  {
    id: 'waiting',
    sizePx: 5,
    shape: stripes(1.5, -45),
    colour: 'var(--waiting)',
    opacity: 0.75,
    ground: 0.1,
  },
  {
    id: 'bad-wait',
    sizePx: 5,
    shape: stripes(1.5, -45),
    colour: 'var(--failed)',
    opacity: 0.75,
    ground: 0.1,
  },
  {
    id: 'pod-wait',
    sizePx: 7,
    shape: stripes(4, 0),
    colour: 'var(--waiting)',
    opacity: 0.9,
    ground: 0,
  },
  {
    id: 'unobserved',
    sizePx: 6,
    shape: { kind: 'dots', radiusPx: 1.2 },
    colour: 'var(--gap)',
    opacity: 1,
    ground: 0.1,
  },
  {
    id: 'many-failed',
    sizePx: 3,
    shape: stripes(2, 0),
    colour: 'var(--bar-failed)',
    opacity: 0.85,
    ground: 0.25,
  },
  {
    id: 'many-completed',
    sizePx: 3,
    shape: stripes(2, 0),
    colour: 'var(--bar-done)',
    opacity: 0.85,
    ground: 0.25,
  },
  {
    id: 'many-running',
    sizePx: 3,
    shape: stripes(2, 0),
    colour: 'var(--bar-running)',
    opacity: 0.85,
    ground: 0.25,
  },
];

/** Ids in a document are shared by all of it. */
export const patternId = (id: string): string => `timeline-${id}`;

const patterned = (id: string, stroke: string | null): Paint => ({
  fill: `url(#${patternId(id)})`,
  stroke,
  isSolid: false,
});
const solid = (fill: string): Paint => ({ fill, stroke: null, isSolid: true });

export function paintOf(look: Look, isDense: boolean): Paint {
  switch (look) {
    case 'idle':
      return { fill: 'var(--line-strong)', stroke: null, isSolid: false };
    case 'pod-wait':
      return patterned('pod-wait', null);
    case 'waiting':
      return patterned('waiting', 'var(--waiting)');
    case 'bad-wait':
      return patterned('bad-wait', 'var(--failed)');
    case 'back-off':
      return patterned('back-off', null);
    case 'unobserved':
      return patterned('unobserved', 'var(--gap)');
    case 'completed':
      return isDense ? patterned('many-completed', 'var(--bar-done)') : solid('var(--bar-done)');
    case 'running':
      return isDense
        ? patterned('many-running', 'var(--bar-running)')
        : solid('var(--bar-running)');
    case 'failed':
      return isDense ? patterned('many-failed', 'var(--bar-failed)') : solid('var(--bar-failed)');
  }
}
