import { RecordingUnknown, RecordingUnreadable, Unplayable } from '@podline/replay';
import { StoreError } from '@podline/store';
import { expect, test } from 'vitest';
import { WrongSetting } from '../config.ts';
import { oneSentence, sentenceOf } from './sentence.ts';

const systemError = (code: string, syscall: string): Error =>
  Object.assign(new Error(`${syscall} ${code}: something`), { code, syscall });

const sentences: readonly (readonly [unknown, string])[] = [
  [new WrongSetting('Not so.'), 'Not so.'],
  [new RecordingUnknown('There is none.'), 'There is none.'],
  [
    new RecordingUnreadable('/r/pods.ndjson', 3, 'is not JSON.'),
    '/r/pods.ndjson line 3 is not JSON.',
  ],
  [new Unplayable('Not together.'), 'Not together.'],
  [
    new StoreError('NotADatabase', '/x.db', 'it is not a file'),
    '/x.db is not a database of Podline: it is not a file.',
  ],
  [
    systemError('EADDRINUSE', 'listen'),
    'The port is taken by another program: end it, or choose another with --port.',
  ],
  [
    systemError('EACCES', 'listen'),
    'This user may not listen on that port: choose one from 1024 on with --port.',
  ],
  [
    systemError('EADDRNOTAVAIL', 'listen'),
    'This machine does not have the address that --host names.',
  ],
  [systemError('ENOTFOUND', 'getaddrinfo'), 'There is no machine of the name that --host gives.'],
  ['a text', 'a text'],
];
for (const [error, sentence] of sentences) {
  test(`${sentence}`, () => {
    expect(sentenceOf(error)).toBe(sentence);
  });
}

test('what only we can mend comes with its stack', () => {
  const bug = new TypeError('x is not a function');
  expect(sentenceOf(bug)).toBe(bug.stack);
  const elsewhere = systemError('EACCES', 'open');
  expect(sentenceOf(elsewhere)).toBe(elsewhere.stack);
});

const words: readonly (readonly [commander: string, ours: string])[] = [
  [
    "error: option '--port <number>' argument 'abc' is invalid. A port is a whole number.",
    "option '--port <number>' argument 'abc' is invalid: a port is a whole number.",
  ],
  [
    "error: unknown option '--prot'\n(Did you mean --port?)",
    "unknown option '--prot' (Did you mean --port?).",
  ],
  ["error: missing required argument 'dir'\n", "missing required argument 'dir'."],
  [
    "error: too many arguments for 'serve'. Expected 0 arguments but got 1: extra.",
    "too many arguments for 'serve': expected 0 arguments but got 1: extra.",
  ],
];
for (const [commander, ours] of words) {
  test(`commander's words become one sentence: ${ours}`, () => {
    expect(oneSentence(commander)).toBe(ours);
  });
}
