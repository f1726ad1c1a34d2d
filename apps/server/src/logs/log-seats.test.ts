import { expect, test } from 'vitest';
import { LogSeats } from './log-seats.ts';

const LIMITS = { inAll: 10, perAddress: 4 };

test('an address has so many seats, and gets them back once', () => {
  const seats = new LogSeats(LIMITS);
  const back = seats.take('a', 3);
  expect(seats.take('a', 2)).toBeNull();
  expect(seats.take('b', 4)).not.toBeNull();
  expect(seats.taken).toBe(7);
  back?.();
  back?.();
  expect(seats.taken).toBe(4);
  expect(seats.take('a', 4)).not.toBeNull();
});

test('this machine is not counted by address, and in all as everybody is', () => {
  const seats = new LogSeats(LIMITS);
  expect(seats.take(null, 9)).not.toBeNull();
  expect(seats.take(null, 2)).toBeNull();
  expect(seats.take('a', 2)).toBeNull();
  expect(seats.take('a', 1)).not.toBeNull();
});
