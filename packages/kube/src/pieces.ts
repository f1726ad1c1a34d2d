/** Pieces of a byte stream (a watch's line, a list's item), each held up to a limit. */

/** Metadata comes first in an object, and its names before labels and annotations: what tells which object it is. */
const HEAD_BYTES = 4096;

export type Piece =
  | { readonly kind: 'whole'; readonly text: string }
  /** Longer than the limit: only its beginning was kept. */
  | { readonly kind: 'oversized'; readonly head: string; readonly bytes: number };

export interface PieceCollector {
  readonly add: (bytes: Uint8Array) => void;
  /** Bytes since the last `take`, kept or not. */
  readonly size: () => number;
  /** The piece that was added, decoded as UTF-8 when it is whole: a character cut in two by the network stays one. */
  readonly take: () => Piece;
}

/** Never holds more than `maxBytes` and the last addition. */
export function pieceCollector(maxBytes: number): PieceCollector {
  let kept: Uint8Array[] = [];
  let head = '';
  let size = 0;
  return {
    add: (bytes) => {
      const wasWhole = size <= maxBytes;
      size += bytes.length;
      if (!wasWhole) return;
      kept.push(bytes);
      if (size <= maxBytes) return;
      head = Buffer.concat(kept, Math.min(size, HEAD_BYTES)).toString('utf8');
      kept = [];
    },
    size: () => size,
    take: () => {
      const piece: Piece =
        size > maxBytes
          ? { kind: 'oversized', head, bytes: size }
          : { kind: 'whole', text: textOf(kept) };
      kept = [];
      head = '';
      size = 0;
      return piece;
    },
  };
}

function textOf(parts: readonly Uint8Array[]): string {
  const [only, ...others] = parts;
  if (only === undefined || others.length > 0) return Buffer.concat(parts).toString('utf8');
  // Nothing is copied where the piece lay within one chunk, as nearly all do.
  return Buffer.from(only.buffer, only.byteOffset, only.byteLength).toString('utf8');
}
