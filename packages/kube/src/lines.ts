/** Bytes into lines, at LF and nowhere else: a line may hold U+2028, U+2029, U+0085 or a CR within its text. */
import { type Piece, pieceCollector } from './pieces.ts';

const LF = 0x0a;

export interface LineSplitter {
  /** The lines that this chunk completes, without their LF. */
  readonly push: (chunk: Uint8Array) => readonly Piece[];
  /** Whether a line has begun and not ended. */
  readonly isWithinLine: () => boolean;
  /** The line that has begun, as far as it came; null when there is none. */
  readonly rest: () => Piece | null;
}

/** A line longer than the limit is dropped up to its LF, its beginning apart; the lines after it are as good as ever. */
export function lineSplitter(maxBytes: number): LineSplitter {
  const line = pieceCollector(maxBytes);
  return {
    push: (chunk) => {
      const lines: Piece[] = [];
      let from = 0;
      for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, from)) {
        line.add(chunk.subarray(from, at));
        lines.push(line.take());
        from = at + 1;
      }
      if (from < chunk.length) line.add(chunk.subarray(from));
      return lines;
    },
    isWithinLine: () => line.size() > 0,
    rest: () => (line.size() > 0 ? line.take() : null),
  };
}
