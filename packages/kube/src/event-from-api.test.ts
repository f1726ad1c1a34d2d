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
  source: { component: 'kubelet', host: 'node-1' },
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
    firstAt: at('2026-11-22T08:00:00Z'),
    type: 'Warning',
    reason: 'BackOff',
    message: 'Back-off restarting failed container',
    count: 3,
    podUid: 'pod-1',
    container: 'init-1',
    component: 'kubelet',
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
    {
      at: at('2026-11-22T08:00:01.250Z'),
      firstAt: at('2026-11-22T08:00:01.250Z'),
      count: 1,
    },
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
    { at: at('2026-11-22T08:05:00Z'), firstAt: at('2026-11-22T08:00:00Z'), count: 7 },
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
  [
    'first told after it was told last',
    { ...bare, firstTimestamp: '2027-01-01T00:00:00Z' },
    { firstAt: at('2026-11-22T08:00:09Z') },
  ],
  [
    'new recorders name themselves elsewhere',
    { ...bare, source: {}, reportingComponent: 'default-scheduler' },
    { component: 'default-scheduler' },
  ],
  ['of nobody who names himself', { ...bare, source: null }, { component: null }],
  [
    'with characters that no column of text holds',
    { ...bare, message: 'a\u0000b\ud800c' },
    { message: 'a\ufffdb\ufffdc' },
  ],
  [
    'about a container whose name is none',
    {
      ...bare,
      involvedObject: { kind: 'Pod', uid: 'p', fieldPath: `spec.containers{${'a'.repeat(64)}}` },
    },
    { container: null },
  ],
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

test('a message that is too long is cut where a character ends, and says so', () => {
  const { message } = read({ ...bare, message: `a${'ö'.repeat(1000)}` });
  expect(message).toMatch(/^aö+ … \(cut: it has 2001 bytes\)$/);
  expect(Buffer.byteLength(message ?? '')).toBe(1024);
});

test('secrets are masked before a message is cut, so that no half of one is left', () => {
  const masked = (text: string): string => text.replaceAll(/<[^>]*>/g, '•••');
  const words = `${'a'.repeat(980)}<secret>${'b'.repeat(100_000)}`;
  const event = eventFromApi({ ...bare, message: words, reason: '<secret>' }, masked);
  if (isUnreadable(event)) throw new Error(event.unreadable);
  expect(event.message).toMatch(/^a+•••b* … \(cut: it has 100988 bytes\)$/);
  expect(event.message).not.toContain('secret');
  expect(event.reason).toBe('•••');
});

test('whatever is written into an event, it takes no more than it may', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (words) => {
      const event = eventFromApi({ ...bare, message: words, reason: `R${words}`, type: words });
      if (isUnreadable(event)) throw new Error(event.unreadable);
      const bytes = [event.message, event.reason, event.type].map((it) =>
        Buffer.byteLength(it ?? ''),
      );
      expect(bytes.map((it, index) => it <= (index === 0 ? 1024 : 128))).toEqual([
        true,
        true,
        true,
      ]);
      expect(event.message?.isWellFormed() ?? true).toBe(true);
    }),
  );
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
