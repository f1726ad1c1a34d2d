/** The lines of a log that was asked for with timestamps. */
import { type Millis, parseRfc3339 } from '@podline/domain';
import { lineSplitter } from './lines.ts';
import type { Piece } from './pieces.ts';

export interface LogLine {
  /** Null where the line bears no time: the kubelet's own words, within a log, have none. */
  readonly at: Millis | null;
  /** The same as it was written, to the nanosecond. */
  readonly stamp: string | null;
  /** Without its time and its line feed; bytes that are no UTF-8 became U+FFFD. */
  readonly text: string;
  /** Of how many bytes `text` is only the beginning; missing: it is whole. */
  readonly cutFrom?: number;
}

/**
 * Lines in the order they came, as many at once as one piece of the body held. Of one that is longer than `maxBytes` only its first
 * 4096 bytes are kept. What follows the last line feed is a line too.
 * @throws what `bytes` throws.
 */
export async function* logLines(
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<readonly LogLine[], void> {
  const splitter = lineSplitter(maxBytes);
  for await (const chunk of bytes) {
    const lines = splitter.push(chunk);
    if (lines.length > 0) yield lines.map(lineOf);
  }
  const rest = splitter.rest();
  if (rest !== null) yield [lineOf(rest)];
}

function lineOf(piece: Piece): LogLine {
  if (piece.kind === 'whole') return stamped(piece.text);
  return { ...stamped(piece.head), cutFrom: piece.bytes };
}

/** Thirty-five characters at most, `2026-11-22T11:34:02.123456789+01:00`. */
const LONGEST_STAMP = 35;

function stamped(line: string): LogLine {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  const space = text.indexOf(' ');
  const stamp = space > 0 && space <= LONGEST_STAMP ? text.slice(0, space) : text;
  const at = stamp.length <= LONGEST_STAMP ? parseRfc3339(stamp) : null;
  if (at === null) return { at, stamp: null, text };
  return { at, stamp, text: space === -1 ? '' : text.slice(space + 1) };
}
