/** The list's columns: kubectl's, and the containers at a glance. */
import type { SortKey } from './pod-sort.ts';

export interface Column {
  readonly title: string;
  /** Null: there is no order of it. */
  readonly sortKey: SortKey | null;
  /** On a narrow screen a row has two lines, and these stand under the name. */
  readonly isUnderName: boolean;
}

const column = (title: string, sortKey: SortKey | null, isUnderName = false): Column => ({
  title,
  sortKey,
  isUnderName,
});

const COLUMNS: readonly Column[] = [
  column('Namespace', 'namespace', true),
  column('Name', 'name'),
  column('Containers', null, true),
  column('Status', 'status'),
  column('Ready', 'ready'),
  column('Restarts', 'restarts'),
  column('Node', 'node'),
  column('Age', 'age'),
];

export const columnsFor = (isNarrow: boolean): readonly Column[] =>
  isNarrow ? COLUMNS.filter(({ isUnderName }) => !isUnderName) : COLUMNS;

/** As --row-height in tokens.css. */
export const rowHeightPx = (isNarrow: boolean): number => (isNarrow ? 54 : 36);
