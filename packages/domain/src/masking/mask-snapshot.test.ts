import { expect, test } from 'vitest';
import type { PodSnapshot } from '../pod-snapshot.ts';
import { MASK_RULES } from './mask.ts';
import { maskedSnapshot } from './mask-snapshot.ts';

const SAID = 'cannot use password=hunter2 here';
const end = (message: string | null) => ({
  ...{ kind: 'terminated' as const, startedAt: null, finishedAt: null, containerId: 'c' },
  ending: { exitCode: 1, signal: null, reason: 'Error', message },
});
const pod = {
  name: 'web',
  message: SAID,
  conditions: [{ type: 'Ready', status: 'False', reason: null, message: SAID, at: null }],
  statuses: [
    { name: 'a', state: end(SAID), lastEnd: end(SAID) },
    { name: 'b', state: { kind: 'waiting', reason: 'x', message: SAID }, lastEnd: null },
    { name: 'c', state: { kind: 'running', startedAt: null }, lastEnd: end(null) },
  ],
} as unknown as PodSnapshot;

test('in all messages of a pod secrets are masked, and nothing else is touched', () => {
  const text = JSON.stringify(pod);
  const masked = maskedSnapshot(pod, MASK_RULES);
  expect(JSON.stringify(masked)).toBe(text.replaceAll('hunter2', '•••'));
  expect(text.match(/hunter2/g)).toHaveLength(5);
  expect(maskedSnapshot(masked, MASK_RULES)).toEqual(masked);
});
