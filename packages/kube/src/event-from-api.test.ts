import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Millis, millis } from '@podline/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isUnreadable, record } from './api-json.ts';
import { type ClusterEvent, eventFromApi } from './event-from-api.ts';

const RECORDINGS = join(import.meta.dirname, '../../../recordings');
const scenarios = readdirSync(RECORDINGS).filter((name) => !name.startsWith('_'));

const recorded = (scenario: string): readonly unknown[] =>
  readFileSync(join(RECORDINGS, scenario, 'events.ndjson'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => record(record(JSON.parse(line))['event']))
    .filter((event) => event['type'] !== 'BOOKMARK')
    .map((event) => event['object']);

function read(object: unknown): ClusterEvent {
  const event = eventFromApi(object);
  if (isUnreadable(event)) throw new Error(event.unreadable);
  return event;
}

const bare = {
  metadata: { name: 'e', uid: 'uid-1', resourceVersion: '5' },
  involvedObject: { kind: 'Pod', uid: 'pod-1', fieldPath: 'spec.initContainers{init-1}' },
  reason: 'BackOff',
  message: 'Back-off restarting failed container',
  type: 'Warning',
  count: 3,
  firstTimestamp: '2026-11-22T08:00:00Z',
  lastTimestamp: '2026-11-22T08:00:09Z',
};

const at = (rfc3339: string): Millis => millis(Date.parse(rfc3339));

test.each(scenarios)('every event of %s can be read', (scenario) => {
  for (const object of recorded(scenario)) {
    const event = read(object);
    expect(event.reason).toBe(record(object)['reason']);
    expect(event.count).toBeGreaterThanOrEqual(1);
  }
});

test('an event of the kubelet: its container, its last time and how often', () => {
  expect(read(bare)).toEqual({
    uid: 'uid-1',
    resourceVersion: '5',
    at: at('2026-11-22T08:00:09Z'),
    type: 'Warning',
    reason: 'BackOff',
    message: 'Back-off restarting failed container',
    count: 3,
    podUid: 'pod-1',
    container: 'init-1',
  });
});

test.each<[string, object, Partial<ClusterEvent>]>([
  [
    'the scheduler writes eventTime alone, in microseconds, and no count',
    {
      ...bare,
      lastTimestamp: null,
      firstTimestamp: null,
      count: null,
      eventTime: '2026-11-22T08:00:01.250999Z',
    },
    { at: at('2026-11-22T08:00:01.250Z'), count: 1 },
  ],
  [
    'a series counts and has its own last time',
    {
      ...bare,
      lastTimestamp: null,
      count: null,
      eventTime: '2026-11-22T08:00:01Z',
      series: { count: 7, lastObservedTime: '2026-11-22T08:05:00Z' },
    },
    { at: at('2026-11-22T08:05:00Z'), count: 7 },
  ],
  [
    'about the whole pod',
    { ...bare, involvedObject: { kind: 'Pod', uid: 'pod-1' } },
    { container: null },
  ],
  [
    'about an app',
    { ...bare, involvedObject: { kind: 'Pod', uid: 'p', fieldPath: 'spec.containers{app}' } },
    { container: 'app' },
  ],
  [
    'about an ephemeral container',
    {
      ...bare,
      involvedObject: { kind: 'Pod', uid: 'p', fieldPath: 'spec.ephemeralContainers{dbg}' },
    },
    { container: 'dbg' },
  ],
  [
    'about a Job, not a pod',
    { ...bare, involvedObject: { kind: 'Job', uid: 'job-1' } },
    { podUid: null },
  ],
  ['without a message', { ...bare, message: '' }, { message: null }],
])('%s', (_, object, expected) => {
  expect(read(object)).toMatchObject(expected);
});

test.each([
  ['metadata.uid', { ...bare, metadata: { ...bare.metadata, uid: '' } }],
  ['metadata.resourceVersion', { ...bare, metadata: { uid: 'u' } }],
  ['reason', { ...bare, reason: null }],
  ['time', { ...bare, firstTimestamp: null, lastTimestamp: 'yesterday' }],
])('an event without %s is unreadable', (what, object) => {
  const event = eventFromApi(object);
  expect(isUnreadable(event) && event.unreadable).toContain(what);
});

test('F18: an object of another kind among events is unreadable', () => {
  expect(eventFromApi({ kind: 'Pod', metadata: { uid: 'u' } })).toEqual({
    unreadable: 'An object of kind "Pod" came among those of kind Event.',
    uid: 'u',
  });
});

test('never throws, whatever stands in its fields', () => {
  const junk = fc.anything();
  fc.assert(
    fc.property(junk, fc.constantFrom(...Object.keys(bare)), (value, field) => {
      expect(eventFromApi({ ...bare, [field]: value })).toBeTypeOf('object');
      expect(eventFromApi(value)).toHaveProperty('unreadable');
    }),
  );
});
