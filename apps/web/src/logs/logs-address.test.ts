import { millis } from '@podline/domain';
import { expect, test } from 'vitest';
import { containersParam, logsChoice, moreThan } from './logs-address.ts';

const POD = ['init', 'app', 'proxy'];
const choice = (search: string, first: string | null = 'app') => {
  const params = new URLSearchParams(search);
  return logsChoice((key) => params.get(key), POD, first);
};

test.each<[string, readonly string[]]>([
  ['', ['app']],
  ['c=proxy', ['proxy']],
  ['c=proxy,init', ['init', 'proxy']],
  ['c=all', POD],
  ['c=nobody', ['app']],
  ['c=nobody,proxy', ['proxy']],
  ['c=', ['app']],
])('%j shows the logs of %j', (search, containers) => {
  expect(choice(search).containers).toEqual(containers);
});

test('without anybody in trouble the first is shown, and of no containers none', () => {
  expect(choice('', null).containers).toEqual(['init']);
  expect(logsChoice(() => null, [], null).containers).toEqual([]);
});

test('the rest of the address is read, and what cannot be is as if it were not there', () => {
  expect(
    choice('run=previous&t=2026-11-22T12:00:00Z&find=a&re=1&wrap=1&tail=10000&tz=utc'),
  ).toEqual({
    containers: ['app'],
    run: 'previous',
    at: millis(Date.UTC(2026, 10, 22, 12)),
    wanted: { text: 'a', isPattern: true },
    isWrapped: true,
    tail: 10_000,
    zone: 'utc',
  });
  expect(choice('run=x&t=x&re=x&wrap=x&tail=3&tz=x')).toMatchObject({
    run: 'current',
    at: null,
    wanted: { text: '', isPattern: false },
    isWrapped: false,
    tail: 2000,
    zone: 'local',
  });
});

test('on a page that shows a moment the line of then is looked at, unless another is named', () => {
  const [then, other] = ['2026-11-22T12:00:00Z', '2026-11-22T11:00:00Z'];
  expect(choice(`at=${then}`).at).toBe(millis(Date.UTC(2026, 10, 22, 12)));
  expect(choice(`at=${then}&t=${other}`).at).toBe(millis(Date.UTC(2026, 10, 22, 11)));
  expect(choice('at=soon').at).toBeNull();
});

test('containers are named in the order of the pod, and all of them by one word', () => {
  expect(containersParam(['proxy', 'init'], POD)).toBe('init,proxy');
  expect(containersParam(POD, POD)).toBe('all');
  expect(containersParam(['app'], ['app'])).toBe('app');
  expect(containersParam([], POD)).toBeNull();
});

test('more is asked for in steps, up to what there can be', () => {
  expect([moreThan(2000), moreThan(10_000), moreThan(50_000)]).toEqual([10_000, 50_000, null]);
});
