/** A line of a log as the page shows it: nothing unseen in it, its colours as spans. */
import type { LogLineRecord } from '@podline/contract';
import { type Millis, parseRfc3339 } from '@podline/domain';
import { visible } from '../ui/visible.ts';
import { plainText, type Span, spansOf } from './ansi.ts';

export interface ShownLine {
  /** Grows by one from line to line. */
  readonly id: number;
  readonly container: string;
  readonly at: Millis | null;
  /** As the cluster gave it, to the nanosecond. */
  readonly stamp: string | null;
  /** What is seen of it. */
  readonly text: string;
  /** Null: the text, and no colours. */
  readonly spans: readonly Span[] | null;
}

const SPECIAL = /[\p{C}\p{M}]|[^ -~]/u;

export function shownLine(record: LogLineRecord, id: number): ShownLine {
  const { at: stamp, cutFrom } = record;
  const cut = cutFrom === undefined ? '' : ` … (cut: ${cutFrom.toLocaleString('en')} bytes in all)`;
  const line = {
    id,
    container: visible(record.container),
    at: stamp === null ? null : parseRfc3339(stamp),
    stamp,
  };
  // Nearly all lines: nothing in them needs a second look.
  if (!SPECIAL.test(record.text)) return { ...line, text: record.text + cut, spans: null };
  const spans = spansOf(record.text);
  const text = plainText(spans) + cut;
  const isPlain = spans.every(({ look }) => look === '');
  const withCut = cut === '' ? spans : [...spans, { text: cut, look: '' }];
  return { ...line, text, spans: isPlain ? null : withCut };
}

/** Stamps in the order of their times: runtimes leave out the noughts at the end of a fraction. Null sorts first. */
export function sortableStamp(stamp: string | null): string {
  const [, seconds, fraction = ''] = /^(.{19})(?:\.(\d+))?Z$/.exec(stamp ?? '') ?? [];
  return seconds === undefined ? (stamp ?? '') : `${seconds}.${fraction.padEnd(9, '0')}`;
}
