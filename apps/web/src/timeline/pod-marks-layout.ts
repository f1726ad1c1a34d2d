/** Facts of the pod on one row: marks too near to each other share a place and a label. */
import type { Millis, PodMark } from '@podline/domain';
import { type TimeScale, xOf } from './time-scale.ts';

export interface MarkGroup {
  readonly key: string;
  readonly marks: readonly [PodMark, ...PodMark[]];
  readonly xPx: number;
  /** Room for a label until the next mark. */
  readonly widthPx: number;
}

/** Nearer than this, two marks are one place. */
const NEAR_PX = 16;

/** The marks in the window, left to right. */
export function markGroups(marks: readonly PodMark[], scale: TimeScale): readonly MarkGroup[] {
  const groups: Omit<MarkGroup, 'widthPx'>[] = [];
  for (const mark of marks) {
    if (mark.at < scale.from || mark.at > scale.to) continue;
    const xPx = xOf(scale, mark.at);
    const last = groups.at(-1);
    if (last !== undefined && xPx - last.xPx < NEAR_PX) {
      groups[groups.length - 1] = { ...last, marks: [...last.marks, mark] };
    } else groups.push({ key: `${mark.title}-${mark.at}`, marks: [mark], xPx });
  }
  return groups.map((group, index) => ({
    ...group,
    widthPx: (groups[index + 1]?.xPx ?? scale.widthPx) - group.xPx,
  }));
}

/** When the pod first was ready; null: never yet. */
export const firstReadyAt = (marks: readonly PodMark[]): Millis | null =>
  marks.find((mark) => mark.title === 'Ready')?.at ?? null;
