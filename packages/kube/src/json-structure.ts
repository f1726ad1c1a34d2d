/** Where in a stream of JSON bytes the braces, brackets and commas are that are no part of a string. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
export const COMMA = 0x2c;
export const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
export const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Outside of strings: by how much each byte changes the depth; `NO_STRUCTURE` for all that are none. */
const NO_STRUCTURE = 2;
const DEPTH_CHANGE = new Int8Array(256).fill(NO_STRUCTURE);
DEPTH_CHANGE[OPEN_LIST] = 1;
DEPTH_CHANGE[OPEN_OBJECT] = 1;
DEPTH_CHANGE[CLOSE_LIST] = -1;
DEPTH_CHANGE[CLOSE_OBJECT] = -1;
DEPTH_CHANGE[COMMA] = 0;

/** Looked up, not compared: every byte of every list passes here. */
const depthChange = (byte = 0): number => DEPTH_CHANGE[byte] ?? NO_STRUCTURE;

export interface StructureFinder {
  /** The next such byte at or after `from`, -1 when the chunk has no more. Every chunk in order, each to its end. */
  readonly next: (chunk: Uint8Array, from: number) => number;
  /** How many objects and lists are open behind the byte that was found last. */
  readonly depth: () => number;
}

/** Bytes of characters beyond ASCII are never mistaken: in UTF-8 they are all above 0x7f. */
export function structureFinder(): StructureFinder {
  let depth = 0;
  let isInString = false;
  let isEscaped = false;

  /** Behind the end of the string that is open; the chunk's length when it does not end here. */
  const skipString = (chunk: Uint8Array, from: number): number => {
    let at = isEscaped ? from + 1 : from;
    for (; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === QUOTE) {
        isEscaped = false;
        isInString = false;
        return at + 1;
      }
      // What it escapes is skipped with it, be it in the next chunk.
      if (byte === BACKSLASH) at++;
    }
    isEscaped = at > chunk.length;
    return chunk.length;
  };
  const next = (chunk: Uint8Array, from: number): number => {
    let at = isInString ? skipString(chunk, from) : from;
    while (at < chunk.length) {
      const byte = chunk[at];
      const change = depthChange(byte);
      if (change !== NO_STRUCTURE) {
        depth += change;
        return at;
      }
      at++;
      if (byte !== QUOTE) continue;
      isInString = true;
      at = skipString(chunk, at);
    }
    return -1;
  };
  return { next, depth: () => depth };
}
