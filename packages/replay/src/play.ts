/** The hand that turns the recording: tells each line when its moment has come, round after round. */

import type { Clock } from './clock.ts';
import type { PlannedLine, Playback } from './playback.ts';

export interface PlaySettings {
  readonly clock: Clock;
  /** Recorded milliseconds per real one; `at-once` plays everything at the start. */
  readonly speed: number | 'at-once';
  readonly loop: boolean;
  /** How much is played at once when the play starts. */
  readonly headStartMs: number;
  /** Told mode: no timers, time moves by `advanceTo` alone. */
  readonly told: boolean;
}

interface Appointment {
  readonly position: number;
  readonly run: () => void;
}

/** A position is recorded milliseconds since the beginning of round 0; round n begins at n times the duration. */
export class Play {
  readonly durationMs: number;
  readonly #playback: Playback;
  readonly #settings: PlaySettings;
  readonly #perform: (line: PlannedLine, round: number) => void;
  readonly #headStartMs: number;
  readonly #appointments = new Set<Appointment>();
  #startedAt: number;
  #state: 'waiting' | 'running' | 'stopped' = 'waiting';
  #played = 0;
  #told = 0;
  #cancelTimer: () => void = () => {};

  /** `perform` is called for each line, in order; a line of round n with n. */
  constructor(
    playback: Playback,
    settings: PlaySettings,
    perform: (line: PlannedLine, round: number) => void,
  ) {
    this.#playback = playback;
    this.#settings = settings;
    this.#perform = perform;
    this.durationMs = playback.durationMs;
    this.#headStartMs =
      settings.speed === 'at-once'
        ? playback.durationMs
        : Math.min(settings.headStartMs, playback.durationMs);
    this.#startedAt = settings.clock.now();
  }

  /** Begins, with the head start. Does nothing a second time, or in told mode. */
  start(): void {
    if (this.#state !== 'waiting' || this.#settings.told) return;
    this.#state = 'running';
    this.#startedAt = this.#settings.clock.now();
    this.#catchUp();
  }

  /** Told mode: plays what comes up to and at `position`. Never goes back. */
  advanceTo(position: number): void {
    this.#told = Math.max(this.#told, position);
    this.#catchUp();
  }

  /** Where the play is; 0 before it starts. After the last line of a single round it runs on. */
  position(): number {
    if (this.#settings.told) return this.#told;
    if (this.#state === 'waiting') return 0;
    return this.#headStartMs + (this.#settings.clock.now() - this.#startedAt) * this.#speed();
  }

  /** The wall time (ms since 1970) at which `round` is over. */
  endOfRound(round: number): number {
    const ahead = (round + 1) * this.durationMs - this.#headStartMs;
    return this.#startedAt + ahead / this.#speed();
  }

  /** Runs `run` when the play has reached `position`; the function returned takes that back. */
  whenAt(position: number, run: () => void): () => void {
    const appointment = { position, run };
    this.#appointments.add(appointment);
    this.#arm();
    return () => this.#appointments.delete(appointment);
  }

  stop(): void {
    this.#state = 'stopped';
    this.#cancelTimer();
    this.#appointments.clear();
  }

  #speed(): number {
    return this.#settings.speed === 'at-once' ? 1 : this.#settings.speed;
  }

  #next(): { line: PlannedLine; round: number; position: number } | null {
    const { lines } = this.#playback;
    const round = Math.floor(this.#played / lines.length);
    const line = lines.at(this.#played % lines.length);
    if (line === undefined || (round > 0 && !this.#settings.loop)) return null;
    return { line, round, position: round * this.durationMs + line.atMs };
  }

  #catchUp(): void {
    const until = this.position();
    for (let next = this.#next(); next !== null; next = this.#next()) {
      if (next.position > until) break;
      this.#played += 1;
      this.#perform(next.line, next.round);
    }
    for (const appointment of [...this.#appointments]) {
      if (appointment.position > until || !this.#appointments.delete(appointment)) continue;
      appointment.run();
    }
    this.#arm();
  }

  #arm(): void {
    if (this.#state !== 'running') return;
    this.#cancelTimer();
    const positions = [...this.#appointments].map(({ position }) => position);
    const due = Math.min(this.#next()?.position ?? Number.POSITIVE_INFINITY, ...positions);
    if (due === Number.POSITIVE_INFINITY) return;
    const waitMs = Math.ceil((due - this.position()) / this.#speed());
    this.#cancelTimer = this.#settings.clock.setTimeout(() => this.#catchUp(), waitMs);
  }
}
