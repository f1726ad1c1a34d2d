/** Bytes into lines, at LF and nowhere else: a line may hold U+2028, U+2029, U+0085 or a CR within its text. */

const LF = 0x0a;

export interface LineSplitter {
  /** The lines that this piece completes, without their LF. Null as soon as one line is longer than the limit. */
  readonly push: (chunk: Uint8Array) => readonly string[] | null;
  /** Whether a line has begun and not ended. */
  readonly isWithinLine: () => boolean;
}

/** Each line is decoded as UTF-8 when it is whole, so a character cut in two by the network stays one. */
export function lineSplitter(maxBytes: number): LineSplitter {
  let begun: Uint8Array[] = [];
  let begunBytes = 0;
  return {
    push: (chunk) => {
      const lines: string[] = [];
      let from = 0;
      for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, from)) {
        if (begunBytes + at - from > maxBytes) return null;
        lines.push(Buffer.concat([...begun, chunk.subarray(from, at)]).toString('utf8'));
        begun = [];
        begunBytes = 0;
        from = at + 1;
      }
      if (from < chunk.length) begun.push(chunk.subarray(from));
      begunBytes += chunk.length - from;
      return begunBytes > maxBytes ? null : lines;
    },
    isWithinLine: () => begunBytes > 0,
  };
}
