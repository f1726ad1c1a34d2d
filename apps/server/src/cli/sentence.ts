/** A failure of the command line in one sentence: what a person can mend. Only what we must mend comes with a stack. */
import { RecordingUnknown, RecordingUnreadable, Unplayable } from '@podline/replay';
import { StoreError } from '@podline/store';
import { WrongSetting } from '../config.ts';
import { Unexplained } from './unexplained.ts';

/** Their messages are written for people. */
const FOR_PEOPLE = [
  WrongSetting,
  StoreError,
  RecordingUnknown,
  RecordingUnreadable,
  Unplayable,
  Unexplained,
];

/** By the system's code, where only the settings of the command line can be the cause. */
const BY_CODE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'The port is taken by another program: end it, or choose another with --port.',
  EACCES: 'This user may not listen on that port: choose one from 1024 on with --port.',
  EADDRNOTAVAIL: 'This machine does not have the address that --host names.',
  ENOTFOUND: 'There is no machine of the name that --host gives.',
  EAI_AGAIN: 'The name that --host gives cannot be looked up at present.',
};

/** What to print for whatever ended the command. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (FOR_PEOPLE.some((kind) => error instanceof kind)) return error.message;
  const isOfListening =
    'syscall' in error && (error.syscall === 'listen' || error.syscall === 'getaddrinfo');
  const code = 'code' in error ? String(error.code) : '';
  return (isOfListening ? BY_CODE[code] : undefined) ?? error.stack ?? error.message;
}

/**
 * Commander's words as one sentence on one line:
 *
 *     error: option '--port <number>' argument 'abc' is invalid. A port is …
 *            option '--port <number>' argument 'abc' is invalid: a port is …
 */
export const oneSentence = (message: string): string =>
  `${message
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\. ([A-Z])/g, (_, letter: string) => `: ${letter.toLowerCase()}`)
    .replace(/\.$/, '')}.`;
