import { expect, test } from 'vitest';
import type { PodSnapshot } from '../pod-snapshot.ts';
import { MASK_RULES } from './mask.ts';
import { maskedSnapshot } from './mask-snapshot.ts';

const SAID = 'cannot use password=hunter2 here';
const end = (message: string | null) => ({
  ...{ kind: 'terminated' as const, startedAt: null, finishedAt: null, containerId: 'c' },
  ending: { exitCode: 1, signal: null, reason: message, message },
});
const pod = {
  name: 'web',
  message: SAID,
  reason: SAID,
  labels: { note: 'password=shown' },
  conditions: [{ type: 'Ready', status: 'False', reason: SAID, message: SAID, at: null }],
  statuses: [
    { name: 'a', state: end(SAID), lastEnd: end(SAID) },
    { name: 'b', state: { kind: 'waiting', reason: SAID, message: SAID }, lastEnd: null },
    { name: 'c', state: { kind: 'running', startedAt: null }, lastEnd: end(null) },
  ],
} as unknown as PodSnapshot;

test('in all messages and reasons of a pod secrets are masked, and nothing else is touched', () => {
  const text = JSON.stringify(pod);
  const masked = maskedSnapshot(pod, MASK_RULES);
  expect(JSON.stringify(masked)).toBe(text.replaceAll('hunter2', '•••'));
  expect(text.match(/hunter2/g)).toHaveLength(10);
  expect(maskedSnapshot(masked, MASK_RULES)).toEqual(masked);
});
