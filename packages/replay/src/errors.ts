/** What may be wrong with what was asked of a replay. Each message is one sentence for a person. */

/** A recording's folder, file or line is not what the format says. */
export class RecordingUnreadable extends Error {
  readonly code = 'recording-unreadable';
  override readonly name = 'RecordingUnreadable';
  /** The file (or folder) at fault. */
  readonly file: string;
  /** The line at fault, counted from 1; `null` when it is the file as a whole. */
  readonly line: number | null;

  constructor(file: string, line: number | null, problem: string, options?: ErrorOptions) {
    super(`${file}${line === null ? '' : ` line ${line}`} ${problem}`, options);
    this.file = file;
    this.line = line;
  }
}

/** No recording has the name that was asked for. */
export class RecordingUnknown extends Error {
  readonly code = 'recording-unknown';
  override readonly name = 'RecordingUnknown';
}

/** What was asked for cannot be played together. */
export class Unplayable extends Error {
  readonly code = 'unplayable';
  override readonly name = 'Unplayable';
}
