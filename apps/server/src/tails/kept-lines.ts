/** What of a log's end is kept: masked first, then cut, so that no cut leaves the half of a secret. */
import { type MaskRule, maskLines } from '@podline/domain';
import type { WrittenLine } from '@podline/kube';
import type { TailLine } from '@podline/store';

export const TAIL_LIMITS = {
  lines: 200,
  /** Of their text, as UTF-8. */
  bytes: 32 * 1024,
  /** Characters of a line. */
  lineLength: 4096,
  /** Read at most, before it is masked and cut. */
  readBytes: 256 * 1024,
} as const;

export interface KeptLines {
  readonly lines: readonly TailLine[];
  readonly isCut: boolean;
  readonly masked: number;
}

/** The newest lines that fit, oldest first. */
export function keptLines(
  read: readonly WrittenLine[],
  wasCut: boolean,
  rules: readonly MaskRule[],
): KeptLines {
  const { lines: texts, masked } = maskLines(
    read.map(({ text }) => text),
    rules,
  );
  const kept: TailLine[] = [];
  let isCut = wasCut;
  let left = TAIL_LIMITS.bytes;
  for (let index = read.length - 1; index >= 0; index -= 1) {
    const whole = texts[index] ?? '';
    const text = shortened(whole);
    left -= Buffer.byteLength(text);
    if (kept.length >= TAIL_LIMITS.lines || left < 0) return { lines: kept, isCut: true, masked };
    kept.unshift([read[index]?.at ?? null, text]);
    isCut ||= text !== whole;
  }
  return { lines: kept, isCut, masked };
}

const shortened = (text: string): string =>
  text.length <= TAIL_LIMITS.lineLength
    ? text
    : `${text.slice(0, TAIL_LIMITS.lineLength).replace(/[\uD800-\uDBFF]$/, '')}…`;
