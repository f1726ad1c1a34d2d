import { expect, test } from 'vitest';
import { type Tone, toneOf } from './status-tone.ts';

test.each<[string, string, Tone]>([
  ['Running', '2/2', 'ready'],
  ['Running', '1/2', 'running'],
  ['Completed', '0/1', 'done'],
  ['Pending', '0/1', 'waiting'],
  ['Init:0/3', '0/1', 'waiting'],
  ['PodInitializing', '0/1', 'waiting'],
  ['Terminating', '1/1', 'waiting'],
  ['NotReady', '1/2', 'waiting'],
  ['Init:CrashLoopBackOff', '0/1', 'failed'],
  ['Init:ExitCode:3', '0/1', 'failed'],
  ['ErrImagePull', '0/1', 'failed'],
  ['OOMKilled', '0/1', 'failed'],
  ['Evicted', '0/1', 'failed'],
  ['SomethingNobodyHasSeenYet', '0/1', 'failed'],
])('%s with %s is %s', (status, ready, tone) => {
  expect(toneOf(status, ready)).toBe(tone);
});
