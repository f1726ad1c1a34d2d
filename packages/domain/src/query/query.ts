/** A query as it is understood: terms that must all hold. */
import type { LaneRole } from '../lane.ts';
import type { DurationMs } from '../time.ts';
import type { TextField, Trait } from './fields.ts';

export interface Query {
  readonly terms: readonly Term[];
}

export type Term = { readonly isNegated: boolean } & (
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'match';
      readonly field: TextField;
      /** Any of them. */
      readonly patterns: readonly Pattern[];
    }
  | { readonly kind: 'role'; readonly roles: readonly LaneRole[] }
  | { readonly kind: 'is'; readonly traits: readonly Trait[] }
  | {
      readonly kind: 'label';
      readonly key: string;
      /** Null: it has that label, whatever its value. */
      readonly patterns: readonly Pattern[] | null;
    }
  | { readonly kind: 'restarts'; readonly comparison: Comparison; readonly count: number }
  | { readonly kind: 'age'; readonly comparison: Comparison; readonly age: DurationMs }
);

/** `*` in the text stands for anything, also for nothing; every other character for itself, in any case. */
export interface Pattern {
  readonly text: string;
  /** `~`: somewhere within the value; else it is the whole value. */
  readonly isWithin: boolean;
}

export const COMPARISONS = ['<=', '>=', '<', '>', '='] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** Queries come from anybody: what one may cost is bounded before it is looked at. */
export const QUERY_LIMITS = { length: 1000, terms: 40 } as const;

export const EVERYTHING: Query = { terms: [] };

export interface QueryError {
  /** In the text, from 0. */
  readonly at: number;
  /** Characters that are meant; at least 1. */
  readonly length: number;
  readonly sentence: string;
}
