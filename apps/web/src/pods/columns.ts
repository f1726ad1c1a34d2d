/** The list's columns: kubectl's, the containers at a glance, and the last quarter of an hour. */
import type { SortKey } from '@podline/contract';

export type ColumnKey =
  | 'namespace'
  | 'name'
  | 'containers'
  | 'status'
  | 'ready'
  | 'restarts'
  | 'node'
  | 'age'
  | 'workload'
  | 'recent';

export interface Column {
  readonly key: ColumnKey;
  readonly title: string;
  /** Null: there is no order of it. */
  readonly sortKey: SortKey | null;
  /** As CSS has it; the name takes what is left. */
  readonly width: string;
  /** Without being asked for. */
  readonly isUsual: boolean;
  /** On a narrow screen a row has two lines, and these stand under the name or are left out. */
  readonly isWideOnly: boolean;
}

const column = (
  key: ColumnKey,
  title: string,
  width: string,
  more: Partial<Pick<Column, 'isUsual' | 'isWideOnly'>> & { readonly isSorted?: boolean } = {},
): Column => {
  const { isUsual = true, isWideOnly = false, isSorted = true } = more;
  const sortKey = isSorted && key !== 'containers' && key !== 'recent' ? key : null;
  return { key, title, sortKey, width, isUsual, isWideOnly };
};

export const COLUMNS: readonly Column[] = [
  column('namespace', 'Namespace', '13%', { isWideOnly: true }),
  column('name', 'Name', 'auto'),
  column('containers', 'Containers', '124px', { isWideOnly: true }),
  column('status', 'Status', '218px'),
  column('ready', 'Ready', '74px', { isWideOnly: true }),
  column('restarts', 'Restarts', '118px', { isWideOnly: true }),
  column('node', 'Node', '13%', { isWideOnly: true }),
  column('workload', 'Workload', '16%', { isUsual: false, isWideOnly: true }),
  column('age', 'Age', '76px'),
  column('recent', 'Last 15 min', '172px', { isWideOnly: true }),
];

/** Which are shown: `cols` of the address (`name,status`), or the usual ones where it does not say. The name always is. */
export function columnsFor(cols: string | null, isNarrow: boolean): readonly Column[] {
  const asked = cols?.split(',') ?? null;
  return COLUMNS.filter(
    ({ key, isUsual, isWideOnly }) =>
      key === 'name' ||
      (!(isNarrow && isWideOnly) && (asked === null ? isUsual : asked.includes(key))),
  );
}

/** The address after a column was switched on or off; null: the usual ones. */
export function colsAfter(cols: string | null, key: ColumnKey): string | null {
  const shown = new Set(columnsFor(cols, false).map((one) => one.key));
  if (!shown.delete(key)) shown.add(key);
  const kept = COLUMNS.filter((one) => shown.has(one.key));
  const isUsual = COLUMNS.every((one) => one.isUsual === shown.has(one.key));
  return isUsual ? null : kept.map((one) => one.key).join(',');
}

/** On a narrow screen the name gets what status and age leave. */
export const widthOf = ({ key, width }: Column, isNarrow: boolean): string =>
  isNarrow ? (NARROW[key] ?? 'auto') : width;

const NARROW: Readonly<Partial<Record<ColumnKey, string>>> = { status: '43%', age: '62px' };

/** As --row-height in tokens.css. */
export const rowHeightPx = (isNarrow: boolean): number => (isNarrow ? 54 : 36);
