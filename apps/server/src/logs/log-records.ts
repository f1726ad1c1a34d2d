/** The logs of a pod's containers as one stream of NDJSON, merged by time, with an end that says why it ends. */
import type { LogEndRecord, LogNoteRecord, LogRecord } from '@podline/contract';
import { lineMasker, type MaskRule } from '@podline/domain';
import type { MergedLine } from './log-merge.ts';
import { LogReading, type LogReadingLimits, type LogReadingParts } from './log-reading.ts';

export interface LogRecordsParts extends LogReadingParts {
  readonly rules: readonly MaskRule[];
  /** Has the logs end, when nobody reads them any more. */
  readonly letGo: () => void;
  readonly limits?: LogRecordLimits;
}

export interface LogRecordLimits extends LogReadingLimits {
  readonly lines: number;
  readonly characters: number;
}

/** A page shows 50,000 lines; whoever wants more than this asks again. The server's own limit for a silent connection is a minute. */
const LIMITS: LogRecordLimits = {
  lines: 250_000,
  characters: 128 * 1024 * 1024,
  patienceMs: 300,
  heartbeatMs: 15_000,
};

/** Text to be written as it is: some records, or an empty line. Whoever does not take it has the logs wait. */
export async function* logRecords(parts: LogRecordsParts): AsyncGenerator<string, void> {
  const limits = parts.limits ?? LIMITS;
  const reading = new LogReading(parts, limits);
  const shown = masking([...parts.logs.keys()], parts.rules);
  const left = { lines: limits.lines, characters: limits.characters };
  const isFull = (): boolean => left.lines <= 0 || left.characters <= 0;
  try {
    while (!parts.stopping.aborted && !reading.isOver && !isFull()) {
      const records = reading.take();
      const text = records.map((record) => written(shown(record))).join('');
      left.lines -= records.length;
      left.characters -= text.length;
      if (text !== '') yield text;
      else if ((await reading.change()) === 'silence') yield '\n';
    }
    yield written({ end: endOf(parts.stopping.aborted, reading.isOver) });
  } finally {
    parts.letGo();
    await reading.stop();
  }
}

function endOf(isStopping: boolean, isOver: boolean): LogEndRecord['end'] {
  if (isOver) return 'complete';
  return isStopping ? 'stopping' : 'limit';
}

const written = (record: LogRecord): string => `${JSON.stringify(record)}\n`;

/** Where a line is cut: the beginning of a token is too short to be known by its shape; what is longer is known, or is none. */
const HALF_WORD = /(?<![\w.+/=~$-])[\w.+/=~$-]{1,160}$/;

/** A private key goes over many lines, so each container's lines have a masker of their own. */
function masking(containers: readonly string[], rules: readonly MaskRule[]) {
  const maskers = new Map(containers.map((name) => [name, lineMasker(rules)]));
  return (record: MergedLine | LogNoteRecord): LogRecord => {
    if ('state' in record) return record;
    const { container, stamp, cutFrom } = record;
    const whole = cutFrom === undefined ? record.text : record.text.replace(HALF_WORD, '');
    const { text, masked } = maskers.get(container)?.(whole) ?? { text: '', masked: 0 };
    return {
      container,
      at: stamp,
      text,
      ...(masked > 0 ? { masked } : {}),
      ...(cutFrom === undefined ? {} : { cutFrom }),
    };
  };
}
