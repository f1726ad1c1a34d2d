import type { ClusterEvent, ReflectorEvent } from '@podline/kube';
import type { EventBatch } from '@podline/store';
import { expect, test } from 'vitest';
import { recordEvents } from './event-watch.ts';
import { newTally } from './tally.ts';
import { anEvent } from './testing/events.ts';
import { NOON } from './testing/pods.ts';
import { stream } from './testing/stream.ts';

type Said = ReflectorEvent<ClusterEvent>;

const of = (resourceVersion: string, podUid: string | null = 'pod-1'): ClusterEvent => ({
  ...anEvent(`e-${resourceVersion}`),
  podUid,
  resourceVersion,
});
const applied = (version: string, podUid?: string | null): Said => ({
  kind: 'applied',
  snapshot: of(version, podUid),
});
const deleted = (version: string): Said => ({ kind: 'deleted', snapshot: of(version) });
const began: Said = { kind: 'list-began', cause: 'first' };
const ended = (resourceVersion: string): Said => ({ kind: 'list-ended', resourceVersion });
const bookmark = (resourceVersion: string): Said => ({ kind: 'bookmark', resourceVersion });

/** What a watch that says all of this at once leads to. */
async function recordedOf(events: readonly Said[]) {
  const given = stream<Said>();
  given.give(...events);
  given.end();
  const kept: EventBatch[] = [];
  const said: string[] = [];
  const heard: string[] = [];
  const waits: number[] = [];
  const tally = newTally();
  await recordEvents({
    scope: 'shop',
    events: given,
    keeper: { keep: async (batch) => void kept.push(batch) },
    tally,
    heard: ({ kind }) => heard.push(`${kind} after ${kept.length}`),
    now: () => NOON,
    sleep: async (ms) => void waits.push(ms),
    signal: new AbortController().signal,
    say: { warn: (it) => said.push(it), info: (it) => said.push(it) },
  });
  const checkpoints = kept.map(({ checkpoint }) => checkpoint?.resourceVersion ?? null);
  return { kept, said, heard, tally, waits, checkpoints };
}

test('what there is and what comes is kept with the place to go on from, and then heard of', async () => {
  const { kept, heard } = await recordedOf([began, applied('3'), ended('5'), applied('7')]);
  expect(kept).toEqual([
    {
      events: [anEvent('e-3'), anEvent('e-7')],
      checkpoint: { scope: 'shop', resourceVersion: '7', observedAt: NOON },
    },
  ]);
  expect(heard).toEqual(
    ['list-began', 'applied', 'list-ended', 'applied'].map((kind) => `${kind} after 1`),
  );
});

test.each<[string, readonly Said[], string | null]>([
  ['within a list there is none', [bookmark('2'), began, applied('9')], null],
  ['at the end of a list it is the list’s', [began, applied('9'), ended('5')], '5'],
  ['a bookmark moves it', [applied('3'), bookmark('8')], '8'],
  ['an end moves it', [applied('3'), deleted('4')], '4'],
])('the place to go on from: %s', async (_, events, expected) => {
  expect((await recordedOf(events)).checkpoints.at(-1)).toBe(expected);
});

test('what the cluster lets go of stays, and what is about no pod never comes', async () => {
  const { kept, tally } = await recordedOf([applied('3', null), deleted('4')]);
  expect(kept.flatMap(({ events }) => events)).toEqual([]);
  expect(tally.eventsSeen).toBe(0);
});

test('a word that says nothing of events is heard of, counted, and costs no write', async () => {
  const { kept, heard, tally } = await recordedOf([
    { kind: 'watching' },
    {
      kind: 'failed',
      failure: { code: 'unreachable', tried: null, sentence: '', cause: null },
      retryInMs: 1,
    },
  ]);
  expect(kept).toEqual([]);
  expect(heard).toHaveLength(2);
  expect(tally.eventWatchFailures).toBe(1);
});

test('a burst is written in bites with a rest after each, and that it is told late is said once', async () => {
  const burst = Array.from({ length: 10_050 }, (_, n) => applied(String(n + 1)));
  const { kept, said, tally, waits } = await recordedOf(burst);
  expect(waits).toEqual(Array.from({ length: 100 }, () => 20));
  expect(Math.max(...kept.map(({ events }) => events.length))).toBe(100);
  expect(kept.flatMap(({ events }) => events)).toHaveLength(10_050);
  expect(tally.eventsSeen).toBe(10_050);
  expect(said).toEqual([
    'Kubernetes Events come faster than they are written: they are told late.',
    'Kubernetes Events are told as they happen again.',
  ]);
});

test('a long list is not late', async () => {
  const listed = Array.from({ length: 9000 }, (_, n) => applied(String(n + 1)));
  expect((await recordedOf([began, ...listed, ended('9001')])).said).toEqual([]);
});
