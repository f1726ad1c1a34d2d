import { type Millis, millis } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import {
  inputMoment,
  inputValue,
  momentParam,
  pathWithMoment,
  stepped,
  toldBy,
  within,
} from './moment.ts';

const at = (seconds: number): Millis => millis(1_790_000_000_000 + seconds * 1000);
const BOUNDS = { from: millis(at(0) + 400), now: millis(at(100) + 700) };

test.each<[string | null, ReturnType<typeof toldBy>]>([
  [null, { kind: 'now' }],
  ['', { kind: 'now' }],
  ['2026-09-21T14:13:20Z', { kind: 'then', at: at(0) }],
  ['2026-09-21T16:13:20.9+02:00', { kind: 'then', at: at(0) }],
  ['soon', { kind: 'unreadable', text: 'soon' }],
  ['2026-02-30T00:00:00Z', { kind: 'unreadable', text: '2026-02-30T00:00:00Z' }],
  ['x'.repeat(99), { kind: 'unreadable', text: 'x'.repeat(64) }],
])('the address %s is told as %o', (text, told) => {
  expect(toldBy(text)).toEqual(told);
});

test('what is written to the address is read again', () => {
  expect(toldBy(momentParam(millis(at(5) + 600)))).toEqual({ kind: 'then', at: at(5) });
  expect(toldBy(momentParam(null))).toEqual({ kind: 'now' });
});

describe('a step', () => {
  test.each<[string, Millis | null, number, Millis | null]>([
    ['back from now', null, -10_000, at(90)],
    ['back from a moment', at(50), -10_000, at(40)],
    ['on', at(50), 10_000, at(60)],
    ['on into the present is now', at(95), 10_000, null],
    ['on from now is now', null, 10_000, null],
    ['back beyond what is kept ends there', at(5), -300_000, at(1)],
  ])('%s', (_, from, by, to) => {
    expect(stepped(from, by, BOUNDS)).toBe(to);
  });
});

test('a moment of the future is now', () => {
  expect(within(at(101), BOUNDS)).toBeNull();
  expect(within(BOUNDS.now, BOUNDS)).toBeNull();
  expect(within(at(100), BOUNDS)).toBe(at(100));
});

test.each([
  ['/', '/?at=x'],
  ['/pods?q=stuck#main', '/pods?q=stuck&at=x#main'],
  ['/pods?at=old&q=a', '/pods?at=x&q=a'],
  ['/pods?at=x', null],
  ['https://kubernetes.io/docs', null],
  ['//elsewhere.example/pods', null],
  ['/api/pods/shop/web/timeline', null],
  ['#main', null],
  ['', null],
])('the link %s leads to %s', (href, led) => {
  expect(pathWithMoment(href, 'x')).toBe(led);
});

test('back at now the moment is taken out of a link', () => {
  expect(pathWithMoment('/pods?at=x&q=a', null)).toBe('/pods?q=a');
  expect(pathWithMoment('/pods?q=a', null)).toBeNull();
});

test('the input of date and time gives back what it is given', () => {
  expect(inputMoment(inputValue(at(7)))).toBe(at(7));
  expect(inputMoment('')).toBeNull();
  expect(inputMoment('yesterday')).toBeNull();
});
