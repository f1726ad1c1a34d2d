/** The document as one flat list: every export says the same of the same stretches, each in its own words. */
import { type LaneRole, later, type Millis, parseRfc3339 } from '@podline/domain';
import type { LaneDocument, PodDocument } from '../timeline-document.ts';

export type StretchKind = 'attempt' | 'wait' | 'back-off' | 'unobserved' | 'ready' | 'stage';

/** One stretch of what a pod or one of its containers did. */
export interface Stretch {
  /** Null for what is of the pod as a whole. */
  readonly container: string | null;
  readonly role: LaneRole | null;
  readonly kind: StretchKind;
  readonly from: Millis;
  /** Null: goes on. Never before `from`. */
  readonly to: Millis | null;
  /** False where the cluster gives no time at all: `from` is then the latest time before it that is known. */
  readonly isTimed: boolean;
  /** restartCount of the run. */
  readonly attempt: number | null;
  readonly exitCode: number | null;
  readonly signal: number | null;
  readonly reason: string | null;
  readonly message: string | null;
  /** What only this kind has, by name; absent facts are left out. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

/** In order of time, the shorter first where two begin together; each attempt, wait, back-off, unobserved stretch, readiness and stage once. */
export function stretchesOf(pod: PodDocument): readonly Stretch[] {
  const createdAt = time(pod.createdAt) ?? (0 as Millis);
  return [
    ...pod.startup.map(({ stage, container, critical, pull, ...span }) =>
      stretch(span, createdAt, {
        container,
        kind: 'stage',
        reason: stage,
        facts: {
          critical,
          ...(pull === undefined ? {} : present({ ...pull })),
        },
      }),
    ),
    ...pod.lanes.flatMap((lane) => laneStretches(lane, createdAt)),
  ].toSorted((a, b) => a.from - b.from || endOf(a) - endOf(b));
}

function laneStretches(lane: LaneDocument, createdAt: Millis): readonly Stretch[] {
  const own = { container: lane.container, role: lane.role };
  return [
    ...attempts(lane, createdAt),
    ...lane.unobserved.map(({ attempts: count, ...span }) =>
      stretch(span, createdAt, { ...own, kind: 'unobserved', facts: { attempts: count } }),
    ),
    ...lane.waits.map(({ reason, message, waitsFor, ...span }) =>
      stretch(span, createdAt, {
        ...own,
        kind: 'wait',
        reason,
        message,
        facts: present({
          waitsFor: waitsFor.kind,
          waitsForContainer: 'container' in waitsFor ? waitsFor.container : null,
        }),
      }),
    ),
    ...lane.backOffs.map(({ notBefore, ...span }) =>
      stretch(span, createdAt, { ...own, kind: 'back-off', facts: present({ notBefore }) }),
    ),
    ...lane.ready.map((span) => stretch(span, createdAt, { ...own, kind: 'ready' })),
  ];
}

function attempts(lane: LaneDocument, createdAt: Millis): readonly Stretch[] {
  let known = createdAt;
  return lane.attempts.map((it) => {
    const span = { from: it.startedAt ?? it.finishedAt, to: it.finishedAt };
    const isOver = it.exitCode !== null || it.reason !== null;
    const made = stretch(span, known, {
      container: lane.container,
      role: lane.role,
      kind: 'attempt',
      attempt: it.number,
      exitCode: it.exitCode,
      signal: it.signal,
      reason: it.reason,
      message: it.message,
      facts: present({
        containerId: it.containerId,
        seen: it.seen,
        started: it.startedAt === null ? false : null,
      }),
    });
    known = later(known, made.to ?? made.from);
    // An end without a time is an end all the same: nothing goes on.
    return made.to === null && isOver ? { ...made, to: made.from, isTimed: false } : made;
  });
}

interface Span {
  readonly from: string | null;
  readonly to: string | null;
}

const NOTHING = {
  container: null,
  role: null,
  attempt: null,
  exitCode: null,
  signal: null,
  reason: null,
  message: null,
  facts: {},
} as const;

function stretch(
  span: Span,
  fallback: Millis,
  own: Partial<Stretch> & { readonly kind: StretchKind },
): Stretch {
  const told = time(span.from);
  const from = told ?? fallback;
  const to = time(span.to);
  return {
    ...NOTHING,
    ...own,
    from,
    to: to === null ? null : later(from, to),
    isTimed: told !== null,
  };
}

const endOf = ({ to }: Stretch): number => to ?? Number.MAX_SAFE_INTEGER;

/** The same without what is null. */
const present = (
  facts: Readonly<Record<string, string | number | boolean | null>>,
): Stretch['facts'] =>
  Object.fromEntries(
    Object.entries(facts).filter(
      (entry): entry is [string, string | number | boolean] => entry[1] !== null,
    ),
  );

/** Null where the text is null, or no time. */
export const time = (text: string | null): Millis | null =>
  text === null ? null : parseRfc3339(text);

/** An end that nobody wants: of an attempt with another exit code than 0, or one that never ran. */
export const isBad = ({ kind, exitCode }: Stretch): boolean =>
  kind === 'attempt' && exitCode !== null && exitCode !== 0;
