/** The list of pods as a page asks for it: what to find, in which order, and which part of it. */
import { FACET_FIELDS, type FacetValue, QUERY_LIMITS } from '@podline/domain';
import * as v from 'valibot';
import type { PodRow } from './pod-row.ts';

export const SORT_KEYS = [
  'namespace',
  'name',
  'status',
  'ready',
  'restarts',
  'node',
  'age',
  'workload',
  'gone',
] as const;
export type SortKey = (typeof SORT_KEYS)[number];

export interface Sort {
  readonly key: SortKey;
  readonly isDescending: boolean;
}

export const DEFAULT_SORT: Sort = { key: 'namespace', isDescending: false };

/** The order that text asks for: `age` ascending, `-age` descending; null when there is no such order. */
export function sortFrom(text: string): Sort | null {
  const key = SORT_KEYS.find((known) => known === text.replace(/^-/, ''));
  return key === undefined ? null : { key, isDescending: text.startsWith('-') };
}

/** Rows that are told at once, at most. */
export const WINDOW_LIMIT = 500;

export interface Window {
  /** Index of its first row, from 0. */
  readonly from: number;
  /** How many rows, at most. */
  readonly size: number;
}

export const DEFAULT_WINDOW: Window = { from: 0, size: WINDOW_LIMIT };

/** As the query language has it; the domain reads it, and what it cannot read is refused with its sentence. */
const queryText = v.pipe(v.string(), v.maxLength(QUERY_LIMITS.length));

const integer = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most));

export const PodsQuery = v.strictObject({
  kind: v.literal('pods'),
  /** Missing: all. */
  query: v.exactOptional(queryText),
  /** Missing: `DEFAULT_SORT`. */
  sort: v.exactOptional(v.strictObject({ key: v.picklist(SORT_KEYS), isDescending: v.boolean() })),
  /** Missing: `DEFAULT_WINDOW`. */
  window: v.exactOptional(
    v.strictObject({ from: integer(10_000_000), size: integer(WINDOW_LIMIT) }),
  ),
});
export type PodsQuery = v.InferOutput<typeof PodsQuery>;

/** Values that a field has, for completion: told once, as of then. */
export const FacetsQuery = v.strictObject({
  kind: v.literal('facets'),
  field: v.picklist(FACET_FIELDS),
  /** For `label`: whose values; null: the keys. */
  key: v.nullable(v.pipe(v.string(), v.maxLength(320))),
  /** In any case, anywhere in the value. */
  text: v.pipe(v.string(), v.maxLength(100)),
});
export type FacetsQuery = v.InferOutput<typeof FacetsQuery>;

export interface PodsState {
  readonly kind: 'pods';
  /** The window's, in order. */
  readonly rows: readonly PodRow[];
  /** How many the query finds. */
  readonly total: number;
  /** How many the viewer may see. */
  readonly ofAll: number;
  /** Of a moment: false when some of then are missing, as in `PodsAnswer`. */
  readonly isComplete?: boolean;
}

export interface FacetsState {
  readonly kind: 'facets';
  /** The most frequent, at most 50. */
  readonly values: readonly FacetValue[];
}
