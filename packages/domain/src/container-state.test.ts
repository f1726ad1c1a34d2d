import { expect, test } from 'vitest';
import { endedWell } from './container-state.ts';

test.each([
  ['exit code 0 is a good end', 0, 'Completed', true],
  ['exit code 0 without a reason is a good end', 0, null, true],
  ['any other exit code is a failure', 1, 'Error', false],
  ['an OOM kill is a failure', 137, 'OOMKilled', false],
  [
    'an OOM kill of a child is a failure although the container ended with 0',
    0,
    'OOMKilled',
    false,
  ],
])('%s', (_, exitCode, reason, well) => {
  expect(endedWell({ exitCode, reason, signal: null, message: null })).toBe(well);
});
