import { millis } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import { timeScale } from '../timeline/time-scale.ts';
import {
  axisModeOf,
  chartAddress,
  lifeOf,
  rolloutWindow,
  scaleFor,
  startsWindow,
} from './chart-window.ts';
import { groupsOf } from './pod-lines.ts';
import { ago, aLine, NOW, stagesUntil } from './testing/lines.ts';

const took = (seconds: number | null, created = 3600) =>
  aLine({
    name: `p-${seconds}-${created}`,
    createdAt: ago(created),
    stages: stagesUntil(ago(created), seconds),
  });

describe('where the starts are', () => {
  const reach = (...lines: Parameters<typeof startsWindow>[0]): number =>
    startsWindow(lines, NOW).to / 1000;

  test('as long as the starts took, with some room', () => {
    expect(reach(took(20), took(24))).toBeGreaterThan(24);
    expect(reach(took(20), took(24))).toBeLessThan(40);
  });
  test('a pod that has been stuck for an hour does not press the others together', () => {
    expect(reach(took(20), took(null))).toBeGreaterThan(60);
    expect(reach(took(20), took(null))).toBeLessThan(90);
  });
  test('where none is up yet, all of what they did', () => {
    expect(reach(took(null))).toBeGreaterThan(3600);
  });
  test('one start of many that took for ever is cut, not shown whole', () => {
    const many = Array.from({ length: 40 }, (_, index) => took(20, 3600 + index));
    expect(reach(...many, took(3000))).toBeLessThan(40);
  });
  test('never less than ten seconds', () => {
    expect(reach()).toBe(10);
    expect(reach(took(0))).toBe(10);
  });
  test('it grows in steps, so that the scale stands still for a while', () => {
    const at = (age: number) => reach(took(null, age));
    expect(at(101)).toBe(at(100));
  });
});

describe('the rollout', () => {
  const windowOf = (...lines: Parameters<typeof groupsOf>[0]) => {
    const { from, to } = rolloutWindow(groupsOf(lines), NOW);
    return [(NOW - from) / 1000, (NOW - to) / 1000];
  };
  test('while it is fresh, from its first pod to now', () => {
    const [from = 0, to = 0] = windowOf(aLine({ createdAt: ago(100) }));
    expect(from).toBeGreaterThan(100);
    expect(from).toBeLessThan(120);
    expect(to).toBeLessThan(0);
  });
  test('when it is long over, without what came after', () => {
    const [from = 0, to = 0] = windowOf(took(60, 7200));
    expect(from).toBeGreaterThan(7200);
    expect(to).toBeGreaterThan(7100);
  });
  test('of the newest revision alone', () => {
    const [from = 0] = windowOf(
      aLine({ name: 'new', revision: '2', createdAt: ago(50) }),
      aLine({ name: 'old', revision: '1', createdAt: ago(50_000) }),
    );
    expect(from).toBeLessThan(100);
  });
  test('of nothing, the last minute', () => {
    expect(windowOf()).toEqual([60, 0]);
  });
});

test('since creation all reaches to the age of the oldest; by the clock from the first creation to now', () => {
  const lines = [took(5, 100), aLine({ createdAt: ago(900), deletedAt: ago(400) })];
  expect(lifeOf(lines, 'since', NOW)).toMatchObject({ from: 0, end: 500_000 });
  expect(lifeOf(lines, 'time', NOW)).toMatchObject({ from: ago(900), end: NOW, isOver: false });
  const gone = [aLine({ createdAt: ago(900), deletedAt: ago(400) })];
  expect(lifeOf(gone, 'time', NOW)).toMatchObject({ end: ago(400), isOver: true });
  expect(lifeOf([], 'since', NOW).end).toBeGreaterThan(0);
});

test('since creation, each pod has its own beginning', () => {
  const scale = timeScale(millis(0), millis(40_000), 400);
  expect(scaleFor(scale, 'since', ago(60))).toMatchObject({ from: ago(60), to: ago(20) });
  expect(scaleFor(scale, 'time', ago(60))).toBe(scale);
});

describe('the address', () => {
  function addressed(params: Record<string, string | null>) {
    const set: unknown[] = [];
    const address = chartAddress(
      {
        get: (key) => params[key] ?? null,
        set: (changes) => set.push(changes),
      },
      () => axisModeOf(params['axis'] ?? null),
      () => ({ from: millis(0), to: millis(25_000) }),
    );
    return { address, set };
  }
  const window = (params: Record<string, string | null>) => {
    const { address } = addressed(params);
    return [address.get('from'), address.get('to')];
  };

  test.each([
    ['nothing asked: the usual', {}, ['1970-01-01T00:00:00Z', '1970-01-01T00:00:25Z']],
    ['all', { from: 'all' }, [null, null]],
    [
      'since creation',
      { from: '-0.5s', to: '40s' },
      ['1969-12-31T23:59:59.500Z', '1970-01-01T00:00:40Z'],
    ],
    ['what cannot be read', { from: '1h', to: 'x' }, [null, null]],
    ['following', { axis: 'time', from: 'now-15m', to: 'now' }, ['now-15m', 'now']],
    ['another axis', { axis: 'sideways' }, ['1970-01-01T00:00:00Z', '1970-01-01T00:00:25Z']],
  ])('%s', (_name, params, expected) => {
    expect(window(params)).toEqual(expected);
  });

  test('is written as it is read', () => {
    const { address, set } = addressed({ tz: 'utc' });
    address.set({ from: '1969-12-31T23:59:59.500Z', to: '1970-01-01T00:00:40Z', ruler: 'x' });
    address.set({ from: null, to: null });
    address.set({ tz: null });
    expect(set).toEqual([{ from: '-0.5s', to: '40s' }, { from: 'all', to: null }, { tz: null }]);
    const byClock = addressed({ axis: 'time' });
    byClock.address.set({ from: 'now-15m', to: 'now' });
    expect(byClock.set).toEqual([{ from: 'now-15m', to: 'now' }]);
    expect(address.get('tz')).toBe('utc');
    expect(address.get('ruler')).toBe(null);
  });
});
