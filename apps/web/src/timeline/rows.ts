/** The rows of a timeline, from the top to the bottom, with what can be pointed at and walked to on each. */
import type { Millis, StartupStage } from '@podline/domain';
import type { LaneBlocks } from './blocks.ts';
import { layOut, type Mark, markAt } from './lane-layout.ts';
import { type MarkGroup, markGroups, type PointMark } from './point-marks.ts';
import { type StageBox, stageBoxes } from './stages.ts';
import type { TimeScale } from './time-scale.ts';

export type Row =
  | { readonly kind: 'points'; readonly id: string; readonly marks: readonly MarkGroup[] }
  | { readonly kind: 'stages'; readonly id: string; readonly marks: readonly StageBox[] }
  | {
      readonly kind: 'lane';
      readonly id: string;
      readonly lane: LaneBlocks;
      readonly marks: readonly Mark[];
    };

export interface RowFacts {
  readonly marks: readonly PointMark[];
  readonly events: readonly PointMark[];
  readonly stages: readonly StartupStage[];
  readonly lanes: readonly LaneBlocks[];
}

/** Names of the rows that are no containers; a container's name has no space. */
export const LIFE = 'life of the pod';
export const START_UP = 'start up';
export const EVENTS = 'events of the pod';

/** What is drawn of a pod in this window. There is no row for events where there are none. */
export function rowsOf(facts: RowFacts, scale: TimeScale, end: Millis): readonly Row[] {
  const { marks, events, stages, lanes } = facts;
  return [
    { kind: 'points', id: LIFE, marks: markGroups(marks, scale) },
    { kind: 'stages', id: START_UP, marks: stageBoxes(stages, scale, end) },
    ...(events.length === 0
      ? []
      : [{ kind: 'points', id: EVENTS, marks: markGroups(events, scale) } as const]),
    ...lanes.map(
      (lane): Row => ({
        kind: 'lane',
        id: lane.lane.name,
        lane,
        marks: layOut(lane.blocks, scale, end),
      }),
    ),
  ];
}

export const rowNamed = (rows: readonly Row[], id: string | null): Row | undefined =>
  rows.find((row) => row.id === id);

export function pointsIn(rows: readonly Row[], id: string): readonly MarkGroup[] {
  const row = rowNamed(rows, id);
  return row?.kind === 'points' ? row.marks : [];
}

export function stagesIn(rows: readonly Row[]): readonly StageBox[] {
  const row = rowNamed(rows, START_UP);
  return row?.kind === 'stages' ? row.marks : [];
}

export function laneIn(rows: readonly Row[], id: string): readonly Mark[] {
  const row = rowNamed(rows, id);
  return row?.kind === 'lane' ? row.marks : [];
}

/** Where bars begin and end, as far as they are drawn. */
export const edgesOf = (rows: readonly Row[]): readonly Millis[] =>
  rows.flatMap((row) =>
    row.kind === 'lane'
      ? row.marks.flatMap(({ from, to }) => (to === null ? [from] : [from, to]))
      : [],
  );

/** One thing on a row. */
export type Pointed =
  | { readonly kind: 'points'; readonly mark: MarkGroup }
  | { readonly kind: 'stages'; readonly mark: StageBox }
  | { readonly kind: 'lane'; readonly lane: LaneBlocks; readonly mark: Mark };

/** What lies under a point of a row; null where nothing does. */
export function pointedAt(row: Row, xPx: number): Pointed | null {
  switch (row.kind) {
    case 'points': {
      const mark = markAt(
        row.marks.map((m) => ({ ...m, widthPx: 8, group: m })),
        xPx,
        4,
      );
      return mark === null ? null : { kind: 'points', mark: mark.group };
    }
    case 'stages': {
      const mark = markAt(row.marks, xPx);
      return mark === null ? null : { kind: 'stages', mark };
    }
    case 'lane': {
      const mark = markAt(row.marks, xPx);
      return mark === null ? null : { kind: 'lane', lane: row.lane, mark };
    }
  }
}

/** The key by which a mark is found again when the window has moved. */
export function keysOf(row: Row): readonly string[] {
  return row.kind === 'lane'
    ? row.marks.map(({ block }) => block.key)
    : row.marks.map(({ key }) => key);
}

/** The thing with this key on a row; null where it is not drawn (any more). */
export function pointedWith(row: Row, key: string): Pointed | null {
  const index = keysOf(row).indexOf(key);
  if (row.kind === 'lane') {
    const mark = row.marks[index];
    return mark === undefined ? null : { kind: 'lane', lane: row.lane, mark };
  }
  if (row.kind === 'points') {
    const mark = row.marks[index];
    return mark === undefined ? null : { kind: 'points', mark };
  }
  const mark = row.marks[index];
  return mark === undefined ? null : { kind: 'stages', mark };
}
