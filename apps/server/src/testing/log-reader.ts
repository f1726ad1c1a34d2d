/** The logs of a pod as a script reads them over HTTP, record by record. */
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { LogLineRecord, LogNoteRecord, LogRecord } from '@podline/contract';
import { onTestFinished } from 'vitest';

export interface LogReader {
  /** Reads on until one is so; the last is it. @throws where the answer ends before. */
  until(is: (record: LogRecord) => boolean): Promise<readonly LogRecord[]>;
  /** To its end; whether the last record says that it is one. */
  rest(): Promise<readonly LogRecord[]>;
  leave(): void;
}

export const isLine = (record: LogRecord): record is LogLineRecord => 'text' in record;
export const isNote = (record: LogRecord): record is LogNoteRecord => 'state' in record;
export const isEnd = (record: LogRecord): boolean => 'end' in record;

/** `container: text`, `container state`, `end why`. */
export const words = (record: LogRecord): string =>
  isLine(record)
    ? `${record.container}: ${record.text}`
    : isNote(record)
      ? `${record.container} ${record.state}`
      : `end ${record.end}`;

/** Resolves when the answer begins. @throws where it is none. */
export async function readLogs(address: string): Promise<LogReader> {
  const left = new AbortController();
  onTestFinished(() => left.abort());
  const answer = await fetch(address, { signal: left.signal });
  if (answer.status !== 200 || answer.body === null) throw new Error(await answer.text());
  // The web's stream and Node's are one thing with two types.
  const body = Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]);
  const lines = createInterface({ input: body })[Symbol.asyncIterator]();
  const next = async (): Promise<LogRecord | null> => {
    const { value, done } = await lines.next();
    if (done === true) return null;
    return value === '' ? next() : (JSON.parse(value) as LogRecord);
  };
  return {
    async until(is) {
      const records: LogRecord[] = [];
      for (let record = await next(); record !== null; record = await next()) {
        records.push(record);
        if (is(record)) return records;
      }
      throw new Error(`It ended with: ${records.map(words).join('\n')}`);
    },
    async rest() {
      const records: LogRecord[] = [];
      for (let record = await next(); record !== null; record = await next()) records.push(record);
      return records;
    },
    leave: () => left.abort(),
  };
}
