/** Pieces of text into the records of an NDJSON body. */
import type { LogRecord } from '@podline/contract';

/** Takes the next piece and gives the records that it completes. Empty lines are a sign of life. @throws SyntaxError where it is no JSON. */
export function ndjsonReader(): (piece: string) => readonly LogRecord[] {
  let rest = '';
  return (piece) => {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    // Our own server writes it, so what it says is what the contract says.
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as LogRecord);
  };
}
