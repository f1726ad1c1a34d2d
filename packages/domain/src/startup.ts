/** The stages of a start as intervals that add up: created → scheduled → sandbox → each init and native sidecar → apps → ready. */

import { endedWell } from './container-state.ts';
import { earlier, later, type Millis } from './time.ts';
import type { Lane, Timeline } from './timeline.ts';

export interface StartupStage {
  readonly stage: 'scheduling' | 'sandbox' | 'init' | 'native-sidecar' | 'apps' | 'readiness';
  /** The container of an init or native-sidecar stage. */
  readonly container: string | null;
  readonly from: Millis;
  /** Null: the pod is in this stage. */
  readonly to: Millis | null;
}

/** Stages follow each other without a hole; the last one is open while the start goes on. Empty when nothing is known. */
export function startupOf(timeline: Timeline): readonly StartupStage[] {
  if (timeline.from === null) return [];
  const stages: StartupStage[] = [];
  let from = timeline.from;
  for (const { end, ...stage } of milestones(timeline)) {
    const over = end ?? timeline.until;
    const to = over === null ? null : later(over, from);
    stages.push({ ...stage, from, to });
    if (to === null || end === null) break;
    from = to;
  }
  return stages;
}

interface Milestone {
  readonly stage: StartupStage['stage'];
  readonly container: string | null;
  /** Null: not reached, neither by its own sign nor by that of a later stage. */
  readonly end: Millis | null;
}

function milestones(timeline: Timeline): readonly Milestone[] {
  const mark = (title: string): Millis | null =>
    timeline.marks.find((m) => m.title === title)?.at ?? null;
  const inits = timeline.lanes.filter((lane) => lane.kind === 'init');
  const apps = timeline.lanes.filter((lane) => lane.kind === 'app');
  const firstStart = timeline.lanes.map(startOf).reduce(earliest, null);
  const appStarts = apps.map(startOf);
  const firstApp = appStarts.reduce(earliest, null);
  const lastApp = appStarts.includes(null) ? null : appStarts.reduce(latest, null);
  return [
    { stage: 'scheduling', container: null, end: mark('Scheduled') ?? firstStart },
    { stage: 'sandbox', container: null, end: mark('Sandbox ready') ?? firstStart },
    ...inits.map((lane, index): Milestone => {
      // What comes after a container starts only when it is done: that proves an end which was never shown.
      const next = inits
        .slice(index + 1)
        .map(startOf)
        .reduce(earliest, firstApp);
      return lane.role === 'native-sidecar'
        ? { stage: 'native-sidecar', container: lane.name, end: lane.startedUpAt ?? next }
        : { stage: 'init', container: lane.name, end: completedAt(lane) ?? next };
    }),
    { stage: 'apps', container: null, end: lastApp },
    { stage: 'readiness', container: null, end: mark('Ready') },
  ];
}

const startOf = (lane: Lane): Millis | null => lane.attempts[0]?.startedAt ?? null;

const completedAt = (lane: Lane): Millis | null =>
  lane.attempts.find((a) => a.ending !== null && endedWell(a.ending))?.finishedAt ?? null;

const earliest = (a: Millis | null, b: Millis | null): Millis | null =>
  a === null || b === null ? (a ?? b) : earlier(a, b);

const latest = (a: Millis | null, b: Millis | null): Millis | null =>
  a === null || b === null ? (a ?? b) : later(a, b);
