import { type Millis, millis, seq } from '@podline/domain';
import { type Batch, StoreError, type StoreErrorCode, type TransitionLog } from '@podline/store';
import { expect, test } from 'vitest';
import { appender } from './append.ts';
import { watchHealth } from './watch-health.ts';

const EMPTY: Batch = { transitions: [], pods: [], checkpoint: null, gaps: [] };
const APPENDED = { transitions: [], lastSeq: seq(4) };

/** A log whose appends fail with these codes one after another and then succeed; time is counted in the waits. */
function failing(codes: readonly StoreErrorCode[], signal = new AbortController().signal) {
  const left = [...codes];
  const said: string[] = [];
  const waits: number[] = [];
  let time = millis(0);
  const since: (Millis | null)[] = [];
  const health = watchHealth([''], () => since.push(health.notRecordingSince()));
  const log: Pick<TransitionLog, 'append'> = {
    append: async () => {
      const code = left.shift();
      if (code !== undefined) throw new StoreError(code, '/var/podline.db');
      return APPENDED;
    },
  };
  const append = appender({
    log: log as TransitionLog,
    health,
    now: () => time,
    sleep: async (ms) => {
      waits.push(ms);
      time = millis(time + ms);
    },
    signal,
    say: { warn: (s) => said.push(`warn: ${s}`), info: (s) => said.push(`info: ${s}`) },
  });
  return { append, said, waits, since, left };
}

test('an append that the store takes is told to nobody', async () => {
  const { append, said, waits, since } = failing([]);
  expect(await append(EMPTY)).toEqual(APPENDED);
  expect({ said, waits, since }).toEqual({ said: [], waits: [], since: [] });
});

test('a full disk is tried again until it takes the batch, ever more rarely, and told once', async () => {
  const { append, said, waits, since } = failing(Array.from({ length: 7 }, () => 'StoreFull'));
  expect(await append(EMPTY)).toEqual(APPENDED);
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  expect(since).toEqual([0, null]);
  expect(said).toEqual([
    'warn: There is no room left on the disk for the database /var/podline.db. Nothing is recorded until it can be written; trying again.',
    'info: The database takes writes again; nothing that was seen is lost.',
  ]);
});

test('another reason is told as well', async () => {
  const { append, said } = failing(['StoreFull', 'StoreBusy']);
  await append(EMPTY);
  expect(said.map((sentence) => sentence.slice(0, 20))).toEqual([
    'warn: There is no ro',
    'warn: Another proces',
    'info: The database t',
  ]);
});

for (const code of ['StoreCorrupt', 'StoreReadOnly', 'StoreClosed', 'NewerSchema'] as const) {
  test(`${code} does not pass by itself, so it ends the recorder`, async () => {
    const { append, waits } = failing([code]);
    await expect(append(EMPTY)).rejects.toMatchObject({ code });
    expect(waits).toEqual([]);
  });
}

test('an end does not wait for a disk with room', async () => {
  const { append, left } = failing(['StoreFull', 'StoreFull'], AbortSignal.abort());
  await expect(append(EMPTY)).rejects.toMatchObject({ code: 'StoreFull' });
  expect(left).toHaveLength(1);
});
