import { type AppendedEvents, type EventBatch, type StoredEvent, StoreError } from '@podline/store';
import { expect, test } from 'vitest';
import { eventKeeper } from './event-keeper.ts';
import { newTally } from './tally.ts';
import { anEvent } from './testing/events.ts';

const full = (): StoreError => new StoreError('StoreFull', '/db');
const keptAll = ({ events }: EventBatch): AppendedEvents => ({
  stored: events.length,
  pods: [...new Set(events.map(({ podUid }) => podUid))],
  unknown: [],
});

/** A keeper over a log that answers as `answers` says, in turn, and keeps everything afterwards. */
function keeperOver(
  answers: readonly ((batch: EventBatch) => AppendedEvents)[] = [],
  waitingLimit = 1000,
) {
  const left = [...answers];
  const tried: EventBatch[] = [];
  const changed: (readonly string[])[] = [];
  const waits: number[] = [];
  const said: string[] = [];
  const stop = new AbortController();
  const tally = newTally();
  const keeper = eventKeeper({
    log: {
      append: async (batch) => {
        tried.push(batch);
        return (left.shift() ?? keptAll)(batch);
      },
    },
    tally,
    changed: (uids) => changed.push(uids),
    sleep: async (ms) => void waits.push(ms),
    signal: stop.signal,
    say: { warn: (it) => said.push(it), info: (it) => said.push(it) },
    waitingLimit,
  });
  return { keeper, tried, changed, waits, said, tally, stop };
}

const throwing = (error: Error) => (): never => {
  throw error;
};
const batchOf = (...events: readonly StoredEvent[]): EventBatch => ({ events, checkpoint: null });
/** The log knows none of their pods. */
const strangers = ({ events }: EventBatch): AppendedEvents => ({
  stored: 0,
  pods: [],
  unknown: events,
});

test('what the log kept is told, by pod', async () => {
  const { keeper, changed, tally } = keeperOver();
  await keeper.keep(batchOf(anEvent('e-1'), anEvent('e-2'), anEvent('e-3', { podUid: 'pod-2' })));
  expect(changed).toEqual([['pod-1', 'pod-2']]);
  expect(tally).toMatchObject({ eventsStored: 3, eventsDropped: 0 });
});

test('what is no news is told to nobody', async () => {
  const { keeper, changed } = keeperOver([() => ({ stored: 0, pods: [], unknown: [] })]);
  await keeper.keep(batchOf(anEvent('e-1')));
  expect(changed).toEqual([]);
});

test('a full disk is said once and tried again ever more rarely, until it takes the same batch', async () => {
  const it = keeperOver(Array.from({ length: 6 }, () => throwing(full())));
  const batch = batchOf(anEvent('e-1'));
  await it.keeper.keep(batch);
  expect(it.waits).toEqual([5000, 10_000, 20_000, 40_000, 60_000, 60_000]);
  expect(new Set(it.tried)).toEqual(new Set([batch]));
  expect(it.said).toEqual([
    `${full().message} Kubernetes Events wait until it can be written; trying again.`,
    'Kubernetes Events are written again.',
  ]);
  expect(it.changed).toEqual([['pod-1']]);
});

test('what will not pass is thrown', async () => {
  const { keeper } = keeperOver([throwing(new StoreError('Fenced', '/db', 'noon'))]);
  await expect(keeper.keep(batchOf(anEvent('e-1')))).rejects.toMatchObject({ code: 'Fenced' });
});

test('an abort ends the waiting', async () => {
  const it = keeperOver([throwing(full()), throwing(full())]);
  it.stop.abort();
  await it.keeper.keep(batchOf(anEvent('e-1')));
  expect(it.tried).toEqual([]);
});

test('events that come before their pod are kept when it comes', async () => {
  const { keeper, tried, changed } = keeperOver([strangers]);
  const early = [anEvent('e-1', { podUid: 'late' }), anEvent('e-2', { podUid: 'late' })];
  await keeper.keep(batchOf(...early));
  await keeper.podsRecorded([{ uid: 'another' }]);
  expect(tried).toHaveLength(1);
  await keeper.podsRecorded([{ uid: 'late' }]);
  await keeper.podsRecorded([{ uid: 'late' }]);
  expect(tried.slice(1)).toEqual([batchOf(...early)]);
  expect(changed).toEqual([['late']]);
});

test('of those that wait, the oldest go when there are too many, and are counted', async () => {
  const { keeper, tried, tally } = keeperOver([strangers, strangers, strangers], 3);
  for (const podUid of ['p-1', 'p-2', 'p-3']) {
    await keeper.keep(batchOf(anEvent('e-1', { podUid }), anEvent('e-2', { podUid })));
  }
  expect(tally.eventsDropped).toBe(4);
  await keeper.podsRecorded(['p-1', 'p-2', 'p-3'].map((uid) => ({ uid })));
  expect(tried.at(-1)?.events.map(({ podUid }) => podUid)).toEqual(['p-3', 'p-3']);
});
