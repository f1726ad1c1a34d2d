/** Notices when somebody sets the clock: times of before and after then do not lie on one line. */
import { type DurationMs, durationMs, humanDuration, type Millis } from '@podline/domain';

const EVERY_MS = 5_000;
/** NTP slews by less; a leap second and a slow timer are less too. */
const JUMP_MS = 10_000;

export interface ClockWatchParts {
  /** The wall clock. */
  readonly now: () => Millis;
  /** Milliseconds that only grow, whatever happens to the wall clock. */
  readonly monotonic: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly jumped: (by: DurationMs, at: Millis) => void;
}

/** Looks every few seconds until the signal aborts. A machine that was suspended counts: its clock jumped too. */
export async function watchClock(parts: ClockWatchParts, signal: AbortSignal): Promise<void> {
  const { now, monotonic, sleep, jumped } = parts;
  let offset = now() - monotonic();
  while (!signal.aborted) {
    await sleep(EVERY_MS, signal);
    const at = now();
    const by = at - monotonic() - offset;
    // From look to look: what slewing moves in a week is no jump.
    offset += by;
    if (Math.abs(by) >= JUMP_MS) jumped(durationMs(by), at);
  }
}

/** One sentence for people. */
export const jumpSentence = (by: DurationMs): string =>
  `The clock of Podline's server was set ${by > 0 ? 'forward' : 'back'} by ${humanDuration(durationMs(Math.abs(by)))}: times that Podline observed before and after that differ by as much.`;
