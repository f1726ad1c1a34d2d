/** The log that must follow from what was seen, and whether a recorded log is one that can. */
import {
  type Change,
  type Known,
  type Millis,
  millis,
  observe,
  observeGone,
  type PodSnapshot,
  type RecordedTransition,
  type Transition,
} from '@podline/domain';

/** One moment at which a pod was, or may have been, looked at. */
export interface Look {
  /** The cluster's version at that moment: looks are in its order. */
  readonly version: number;
  readonly at: number;
  readonly isCertain: boolean;
  readonly seen: Seen;
}

type Seen =
  | { readonly kind: 'state'; readonly version: number; readonly snapshot: PodSnapshot }
  | { readonly kind: 'deleted'; readonly version: number; readonly snapshot: PodSnapshot }
  /** A list without the pod. */
  | { readonly kind: 'absent' };

/** One way to read the looks so far. */
interface Reading {
  readonly known: Known | null;
  readonly version: number;
  readonly isGone: boolean;
  /** How many of the recorded transitions it explains. */
  readonly explained: number;
}

/** Null when the recorded transitions of one pod are what the looks give; else where they stop being that. */
export function firstDifference(
  looks: readonly Look[],
  recorded: readonly RecordedTransition[],
): string | null {
  let readings: readonly Reading[] = [{ known: null, version: 0, isGone: false, explained: 0 }];
  for (const look of looks) {
    const results = readings.map((reading) => afterLook(reading, look, recorded));
    const after = results.flatMap(({ reading }) => reading ?? []);
    const kept = look.isCertain ? after : [...readings, ...after];
    if (kept.length === 0) return whyNone(results, look);
    readings = distinct(kept);
  }
  const best = Math.max(...readings.map(({ explained }) => explained));
  const extra = recorded[best];
  return extra === undefined
    ? null
    : `seq ${extra.seq} (${extra.key}) follows from nothing that was seen`;
}

interface Outcome {
  /** Null when the recorded log contradicts it. */
  readonly reading: Reading | null;
  readonly expected: Transition | null;
  readonly found: RecordedTransition | null;
}

function afterLook(
  reading: Reading,
  { seen, at }: Look,
  recorded: readonly RecordedTransition[],
): Outcome {
  const unchanged: Outcome = { reading, expected: null, found: null };
  if (reading.isGone) return unchanged;
  const observedAt = recorded[reading.explained]?.observedAt ?? millis(at);
  if (seen.kind === 'absent') {
    if (reading.known === null) return unchanged;
    const gone = observeGone(reading.known, 'inferred', observedAt);
    return explaining({ ...reading, isGone: true }, [gone], recorded);
  }
  const isNew = seen.version > reading.version;
  if (!isNew && seen.kind === 'state') return unchanged;
  const { known, transitions } = observe(reading.known, seen.snapshot, observedAt);
  const isGone = seen.kind === 'deleted';
  const facts = isGone ? [...transitions, observeGone(known, 'observed', observedAt)] : transitions;
  return explaining({ ...reading, known, version: seen.version, isGone }, facts, recorded);
}

function explaining(
  reading: Reading,
  facts: readonly Transition[],
  recorded: readonly RecordedTransition[],
): Outcome {
  let { explained } = reading;
  for (const fact of facts) {
    const found = recorded[explained];
    if (found !== undefined && isSameFact(found, fact)) {
      explained += 1;
      continue;
    }
    // Taken in once more after a crash, and known by its key: it is there already.
    if (recorded.slice(0, explained).some(({ key }) => key === fact.key)) continue;
    return { reading: null, expected: fact, found: found ?? null };
  }
  return { reading: { ...reading, explained }, expected: null, found: null };
}

function whyNone(results: readonly Outcome[], look: Look): string {
  const [{ expected, found } = { expected: null, found: null }] = results;
  const instead =
    found === null
      ? 'the log ends before it'
      : `the log has seq ${found.seq} (${found.key}: ${JSON.stringify(comparable(found))}) in its place`;
  return `version ${look.version} was seen, which says ${expected?.key}: ${JSON.stringify(expected === null ? null : comparable(expected))}; ${instead}`;
}

/** Many readings come to the same, and only then do they stay few. */
function distinct(readings: readonly Reading[]): readonly Reading[] {
  const byName = new Map<string, Reading>();
  for (const reading of readings) {
    const { version, isGone, explained } = reading;
    byName.set(`${version} ${isGone} ${explained}`, reading);
  }
  return [...byName.values()];
}

const isSameFact = (a: Transition, b: Transition): boolean =>
  a.key === b.key &&
  a.container === b.container &&
  JSON.stringify(comparable(a)) === JSON.stringify(comparable(b));

/** Without what depends on our clock, or on an owner's template that only the server was told. */
function comparable({ at, change }: Transition): {
  readonly at: Millis | null;
  readonly change: object;
} {
  return { at: change.kind === 'unobserved' ? null : at, change: withoutClock(change) };
}

function withoutClock(change: Change): object {
  if (change.kind === 'unobserved') return { ...change, from: null };
  if (change.kind === 'gone') return { ...change, lastSeenAt: null };
  if (change.kind !== 'containers') return change;
  return { ...change, lanes: change.lanes.map(({ kind, name }) => `${kind} ${name}`) };
}
