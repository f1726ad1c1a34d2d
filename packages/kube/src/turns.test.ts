import { expect, test } from 'vitest';
import { turnsOf } from './turns.ts';

function bench() {
  let now = 0;
  let turnings = 0;
  let turn = (): void => undefined;
  const turns = turnsOf(
    () => now,
    () =>
      new Promise((resolve) => {
        turnings++;
        turn = resolve;
      }),
  );
  return {
    turns,
    work: (ms: number) => {
      now += ms;
    },
    turn: async () => {
      turn();
      await Promise.resolve();
      await Promise.resolve();
    },
    turnings: () => turnings,
  };
}

test('F20: work may go on for 8 ms, then the event loop has its turn', async () => {
  const { turns, work, turn } = bench();
  expect(turns.due()).toBeNull();
  work(7.9);
  expect(turns.due()).toBeNull();
  work(0.1);
  const due = turns.due();
  expect(due).not.toBeNull();
  await turn();
  await due;
  expect(turns.due()).toBeNull();
});

test('F20: whoever works meanwhile waits for the same turn', () => {
  const { turns, work, turnings } = bench();
  expect(turns.due()).toBeNull();
  work(8);
  expect(turns.due()).toBe(turns.due());
  expect(turnings()).toBe(1);
});

test('time in which the event loop turned by itself does not count', async () => {
  const { turns, work, turn } = bench();
  expect(turns.due()).toBeNull();
  work(5);
  await turn();
  work(5);
  expect(turns.due()).toBeNull();
});
