/**
 * What a power cut leaves, given a disk that keeps what it said it had: the write-ahead log up to the last sync, and of what
 * came after it any part, whole or torn. So the log is cut, torn and garbled at every frame, and the database with it opened.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type Store } from './open.ts';
import { batchOfTurn, CLUSTER, now, temporaryFolder } from './testing/fixtures.ts';
import { expectTurns } from './testing/log-contents.ts';

const TURNS = 8;
const SIZE = 9;
/** https://sqlite.org/fileformat2.html#the_write_ahead_log */
const WAL_HEADER = 32;
const FRAME_HEADER = 24;
const PAGE = 4096;
const FRAME = FRAME_HEADER + PAGE;

let temporary: ReturnType<typeof temporaryFolder>;
let store: Store;
let database: Buffer;
let wal: Buffer;
/** How many batches are committed by the first n frames. */
let turnsBy: readonly number[];

beforeAll(async () => {
  temporary = temporaryFolder();
  const path = join(temporary.folder, 'podline.db');
  store = await openStore({ path, now });
  const log = await store.forCluster(CLUSTER);
  const ends: number[] = [];
  for (let turn = 1; turn <= TURNS; turn += 1) {
    await log.append(batchOfTurn(turn, SIZE));
    ends.push((readFileSync(`${path}-wal`).length - WAL_HEADER) / FRAME);
  }
  database = readFileSync(path);
  wal = readFileSync(`${path}-wal`);
  const frames = (wal.length - WAL_HEADER) / FRAME;
  turnsBy = Array.from(
    { length: frames + 1 },
    (_, frame) => ends.filter((end) => end <= frame).length,
  );
});
afterAll(async () => {
  await store.close();
  temporary.remove();
});

let cases = 0;
/** A database of these two files, in a folder of its own. */
function left(main: Buffer, log: Buffer): string {
  cases += 1;
  const folder = join(temporary.folder, String(cases));
  mkdirSync(folder);
  const path = join(folder, 'podline.db');
  writeFileSync(path, main);
  writeFileSync(`${path}-wal`, log);
  return path;
}

const endOf = (frame: number): number => WAL_HEADER + frame * FRAME;

/** The log after something happened to the frame with this number, from 0. */
const HURTS: readonly (readonly [string, (frame: number) => Buffer])[] = [
  ['is cut off before it', (frame) => wal.subarray(0, endOf(frame))],
  ['is cut off in its header', (frame) => wal.subarray(0, endOf(frame) + 11)],
  ['is cut off in its page', (frame) => wal.subarray(0, endOf(frame) + FRAME_HEADER + 1717)],
  ['is cut off one byte before its end', (frame) => wal.subarray(0, endOf(frame + 1) - 1)],
  ['has one bit of it turned', (frame) => garbled(endOf(frame) + FRAME_HEADER + 2048, 1, 0x10)],
  ['has one byte of its header turned', (frame) => garbled(endOf(frame) + 3, 1, 0xff)],
  ['has a sector of it never written', (frame) => zeroed(endOf(frame) + FRAME_HEADER + 512, 512)],
  ['has it never written, and what follows it was', (frame) => zeroed(endOf(frame), FRAME)],
];

function garbled(from: number, length: number, bits: number): Buffer {
  const copy = Buffer.from(wal);
  for (let at = from; at < from + length; at += 1) copy[at] = (copy[at] ?? 0) ^ bits;
  return copy;
}

function zeroed(from: number, length: number): Buffer {
  return Buffer.from(wal).fill(0, from, from + length);
}

describe('F44: the database is whole up to the last commit before the first hurt frame, whichever that is, where the log', () => {
  test.each(HURTS)('%s', async (_, hurt) => {
    expect(turnsBy.at(-1)).toBe(TURNS);
    for (let frame = 0; frame < turnsBy.length - 1; frame += 1) {
      const log = hurt(frame);
      // A sector of a page may be all zeros anyway.
      const isHurt = !log.equals(wal);
      const turns = isHurt ? turnsBy[frame] : TURNS;
      await expectTurns(left(database, log), turns ?? 0, SIZE);
    }
  });
});

describe('F44: a power cut', () => {
  test('in the middle of a checkpoint loses nothing: the log is still there', async () => {
    // What the checkpoint copies, in the order of pages; each frame's header begins with the page's number.
    const pages = new Map<number, number>();
    for (let frame = 0; frame < turnsBy.length - 1; frame += 1) {
      pages.set(wal.readUInt32BE(endOf(frame)), endOf(frame) + FRAME_HEADER);
    }
    const main = Buffer.alloc(Math.max(database.length, Math.max(...pages.keys()) * PAGE));
    database.copy(main);
    for (const [number, from] of [...pages].sort(([a], [b]) => a - b)) {
      const to = (number - 1) * PAGE;
      // Half of the page, and everything before it whole.
      wal.copy(main, to, from, from + PAGE / 2);
      await expectTurns(left(main, wal), TURNS, SIZE);
      wal.copy(main, to, from, from + PAGE);
    }
    await expectTurns(left(main, Buffer.alloc(0)), TURNS, SIZE);
  });

  test('is opened as if nothing had happened, and the watch reads the tail again: each fact is there once', async () => {
    const last = turnsBy.length - 2;
    for (const frame of [0, Math.floor(last / 2), last]) {
      const path = left(database, wal.subarray(0, endOf(frame) + 99));
      const again = await openStore({ path, now });
      const log = await again.forCluster(CLUSTER);
      const turns = turnsBy[frame] ?? 0;
      const { checkpoints, lastSeq } = await log.load();
      expect(lastSeq).toBe(turns * SIZE);
      expect(Number(checkpoints[0]?.resourceVersion ?? 0)).toBe(turns);
      // From a little before the checkpoint, as a watch may.
      for (let turn = Math.max(turns, 1); turn <= TURNS; turn += 1) {
        await log.append(batchOfTurn(turn, SIZE));
      }
      await again.close();
      await expectTurns(path, TURNS, SIZE);
    }
  });

  test('before the first sync of a new database leaves an empty file, which is a new database', async () => {
    const path = join(temporary.folder, 'new.db');
    copyFileSync('/dev/null', path);
    const fresh = await openStore({ path, now });
    await (await fresh.forCluster(CLUSTER)).append(batchOfTurn(1, SIZE));
    await fresh.close();
    await expectTurns(path, 1, SIZE);
  });
});
