import { expect, test } from 'vitest';
import * as build from '../timeline/testing/lanes.ts';
import { explainEnding } from './exit-words.ts';

test.each([
  ['0', build.ending(0), /all went well/],
  ['1', build.ending(1), /says that it failed/],
  ['2', build.ending(2), /called wrongly/],
  ['42', build.ending(42), /a code of its own/],
  ['126', build.ending(126), /could not be run/],
  ['127', build.ending(127), /not found/],
  ['130', build.ending(130), /^Signal 2, SIGINT. It was interrupted/],
  ['134', build.ending(134), /SIGABRT/],
  ['137', build.ending(137), /^Signal 9, SIGKILL. It was killed .* grace period/],
  ['137 for memory', build.ending(137, { reason: 'OOMKilled' }), /wanted more memory/],
  ['0 for memory', build.ending(0, { reason: 'OOMKilled' }), /child processes/],
  ['139', build.ending(139), /memory that is not its own/],
  ['143', build.ending(143), /asked to end/],
  ['158, a signal without a name', build.ending(158), /^Signal 30 ended it/],
  ['255', build.ending(255), /does not fit/],
  ['200, no signal', build.ending(200), /a code of its own/],
  ['a start that never happened', build.ending(128, { reason: 'StartError' }), /could not start/],
  ['a record that is gone', build.ending(137, { reason: 'ContainerStatusUnknown' }), /made up/],
  ['a signal of its own', build.ending(1, { signal: 11 }), /SIGSEGV/],
  ['signal 0 is none', build.ending(1, { signal: 0 }), /says that it failed/],
])('exit %s', (_name, ending, words) => {
  expect(explainEnding(ending)).toMatch(words);
});
