import {
  type Change,
  type EvidenceRef,
  millis,
  type RecordedTransition,
  seq,
} from '@podline/domain';
import { expect, test } from 'vitest';
import { pathTo, placeOf } from './evidence-place.ts';

const at = millis(Date.UTC(2026, 10, 22, 11, 34, 2));
const fact = (key: string, container: string | null, change: Change): RecordedTransition => ({
  seq: seq(1),
  key,
  at,
  observedAt: at,
  container,
  change,
});
const ending = { exitCode: 1, signal: null, reason: 'Error', message: null };
const transitions = [
  fact('end', 'db', {
    kind: 'ended',
    attempt: 3,
    containerId: null,
    startedAt: null,
    ending,
    seen: 'live',
  }),
  fact('wait', 'db', { kind: 'waiting', reason: 'ErrImagePull', message: null }),
  fact('flag', 'db', { kind: 'ready', ready: true }),
  fact('pod', null, { kind: 'sandbox-changed' }),
];

const table: [what: string, ref: EvidenceRef | null, path: string | null][] = [
  ['nothing leads nowhere', null, null],
  ['an end leads to its attempt', { transition: 'end' }, '?tz=utc&sel=db.3'],
  [
    'a wait leads to where it began',
    { transition: 'wait' },
    '?tz=utc&sel=db.2026-11-22T11%3A34%3A02Z',
  ],
  ['a flag has no place', { transition: 'flag' }, null],
  ['what the pod did has no lane', { transition: 'pod' }, null],
  ['what retention took leads nowhere', { transition: 'gone' }, null],
  ['a log leads to the attempt that wrote it', { container: 'db', attempt: 2 }, '?tz=utc&sel=db.2'],
  ['an event leads to the events', { event: 'u-1' }, '?tz=utc&tab=events&e=u-1'],
];

test.each(table)('%s', (_, ref, path) => {
  const place = placeOf({ ref }, transitions);
  expect(place && pathTo(new URLSearchParams('tz=utc'), place)).toBe(path);
});
