/** Points in time on one row: marks too near to each other share a place and a label. */
import type { Millis, PodMark } from '@podline/domain';
import { type TimeScale, xOf } from './time-scale.ts';

/** A fact of the pod, or a Kubernetes Event. */
export interface PointMark extends PodMark {
  readonly tone: 'plain' | 'good' | 'bad';
}

export interface MarkGroup {
  readonly key: string;
  readonly marks: readonly [PointMark, ...PointMark[]];
  readonly xPx: number;
  /** Room for a label until the next mark. */
  readonly widthPx: number;
  /** The worst of its marks. */
  readonly tone: PointMark['tone'];
}

/** Nearer than this, two marks are one place. */
const NEAR_PX = 16;

/** The marks in the window, left to right. */
export function markGroups(marks: readonly PointMark[], scale: TimeScale): readonly MarkGroup[] {
  const groups: { readonly xPx: number; readonly marks: [PointMark, ...PointMark[]] }[] = [];
  for (const mark of marks) {
    if (mark.at < scale.from || mark.at > scale.to) continue;
    const xPx = xOf(scale, mark.at);
    const last = groups.at(-1);
    if (last !== undefined && xPx - last.xPx < NEAR_PX) last.marks.push(mark);
    else groups.push({ marks: [mark], xPx });
  }
  return groups.map(({ marks: members, xPx }, index) => ({
    key: `${members[0].title}-${members[0].at}`,
    marks: members,
    xPx,
    widthPx: (groups[index + 1]?.xPx ?? scale.widthPx) - xPx,
    tone: worstTone(members),
  }));
}

function worstTone(marks: readonly PointMark[]): PointMark['tone'] {
  if (marks.some(({ tone }) => tone === 'bad')) return 'bad';
  return marks.some(({ tone }) => tone === 'good') ? 'good' : 'plain';
}

/** Most words that one label has; a crowd is counted. */
const MOST_TITLES = 3;

/** `Scheduled · Sandbox ready`, `BackOff ×9`, `Ready · Not ready and 12 more`. */
export function groupWords({ marks }: Pick<MarkGroup, 'marks'>): string {
  const counts = new Map<string, number>();
  for (const { title } of marks) counts.set(title, (counts.get(title) ?? 0) + 1);
  const titles = Array.from(counts, ([title, count]) =>
    count === 1 ? title : `${title} ×${count}`,
  );
  const rest = titles.length - MOST_TITLES;
  return titles.slice(0, MOST_TITLES).join(' · ') + (rest > 0 ? ` and ${rest} more` : '');
}

const BAD = new Set(['Not ready', 'Evicted', 'Failed', 'Unschedulable', 'Disrupted']);

/** The domain's marks, with their tone. */
export const toned = (marks: readonly PodMark[]): readonly PointMark[] =>
  marks.map((mark) => ({
    ...mark,
    tone: BAD.has(mark.title) ? 'bad' : mark.title === 'Ready' ? 'good' : 'plain',
  }));

/** A Kubernetes Event, as far as the timeline shows it. */
export interface TimelineEvent {
  readonly at: Millis;
  readonly type: string;
  readonly reason: string;
  /** Null when it is about the whole pod. */
  readonly container: string | null;
  readonly count: number;
  readonly message: string | null;
}

/** Events as marks; a Warning is bad. */
export const eventMarks = (events: readonly TimelineEvent[]): readonly PointMark[] =>
  events.map(({ at, type, reason, container, count, message }) => ({
    at,
    title: count > 1 ? `${reason} ×${count}` : reason,
    detail: [container, message].filter((part) => part !== null).join(': ') || null,
    tone: type === 'Warning' ? 'bad' : 'plain',
  }));

/** When the pod first was ready; null: never yet. */
export const firstReadyAt = (marks: readonly PodMark[]): Millis | null =>
  marks.find((mark) => mark.title === 'Ready')?.at ?? null;
