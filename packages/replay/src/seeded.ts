/** Numbers that look random and are always the same for the same words. Pure. */

import { createHash } from 'node:crypto';

/** Draws from 0 (inclusive) to 1 (exclusive), one after the other; the same `words` give the same ones. */
export function drawsFrom(words: string): () => number {
  let state = hashOf(words);
  // mulberry32 (Tommy Ettinger, public domain): small, and even enough for faults and for a fleet.
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** 32 bits of a text, signed. */
export const hashOf = (words: string): number =>
  createHash('sha256').update(words).digest().readInt32BE(0);
