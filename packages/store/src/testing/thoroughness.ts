/** How long the tests may take that start a process for each case: seconds with `npm test`, minutes with `npm run faults`. */

/** Processes to kill; as many as the environment asks for. */
export const KILL_ROUNDS = Number(process.env['PODLINE_KILL_ROUNDS'] ?? 8);
const IS_THOROUGH = KILL_ROUNDS >= 100;

/** Which cases `sampleOf` leaves, for the title of a test. */
export const SAMPLED = IS_THOROUGH ? 'each' : 'the first, the middle and the last';

/** All of them, or the first, one in the middle and the last. */
export const sampleOf = <T>(all: readonly T[]): readonly T[] =>
  IS_THOROUGH
    ? all
    : all.filter((_, n) => n === 0 || n === all.length >> 1 || n === all.length - 1);
