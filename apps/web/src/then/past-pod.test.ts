import type { PodState } from '@podline/contract';
import { millis, seq } from '@podline/domain';
import { expect, test } from 'vitest';
import { podRow } from '../pods/testing/rows.ts';
import { cutAt } from './past-pod.svelte.ts';

const at = (seconds: number) => millis(seconds * 1000);
const fact = (second: number) => ({
  seq: seq(second),
  key: String(second),
  at: at(second),
  observedAt: at(second),
  container: null,
  change: { kind: 'pod-ip', podIp: null } as const,
});
const event = (second: number) => ({
  uid: `e${second}`,
  at: at(second),
  type: 'Warning',
  reason: 'BackOff',
  message: '',
  count: 1,
  container: null,
});
const tail = (second: number) => ({
  container: 'web',
  attempt: second,
  containerId: null,
  fetchedAt: at(second),
  outcome: 'kept' as const,
  lines: 1,
  isCut: false,
  masked: 0,
  signature: null,
});

test('nothing that came to be known after the moment is left of a pod', () => {
  const now: PodState = {
    kind: 'pod',
    row: podRow('web', { status: 'Error' }),
    transitions: [fact(1), fact(5), fact(9)],
    gaps: [{ from: at(2), to: at(8), cause: 'x' }],
    evidence: { events: [event(1), event(9)], tails: [tail(1), tail(9)], findings: [] },
    successorUid: 'another',
  };
  const row = podRow('web', { status: 'Init:0/1' });
  const then = cutAt(now, { at: at(1), row, successorUid: null, findings: [] });
  expect(then).toMatchObject({ row: { status: 'Init:0/1' }, successorUid: null, gaps: [] });
  expect(then.transitions.map(({ key }) => key)).toEqual(['1']);
  expect(then.evidence.events.map(({ uid }) => uid)).toEqual(['e1']);
  expect(then.evidence.tails.map(({ attempt }) => attempt)).toEqual([1]);
  const blind = cutAt(now, { at: at(5), row, successorUid: null, findings: [] });
  expect(blind.gaps).toEqual([{ from: at(2), to: at(5), cause: 'x' }]);
});
