import { type EvidenceEvent, millis } from '@podline/domain';
import { expect, test } from 'vitest';
import { containersOf, eventsChoice, eventsShown } from './event-list.ts';

const event = (uid: string, at: number, more: Partial<EvidenceEvent> = {}): EvidenceEvent => ({
  uid,
  at: millis(at),
  type: 'Normal',
  reason: 'Pulled',
  container: null,
  count: 1,
  message: null,
  ...more,
});

const EVENTS = [
  event('a', 1),
  event('b', 2, { container: 'app', type: 'Warning' }),
  event('c', 2, { container: 'gone' }),
  event('d', 3, { container: 'init' }),
];
const choice = (search: string) => {
  const params = new URLSearchParams(search);
  return eventsChoice((key) => params.get(key));
};
const shown = (search: string) => eventsShown(EVENTS, choice(search)).map(({ uid }) => uid);

test.each<[string, string[]]>([
  ['', ['d', 'c', 'b', 'a']],
  ['c=all', ['d', 'c', 'b', 'a']],
  ['c=app', ['b']],
  ['c=pod', ['a']],
  ['type=warning', ['b']],
  ['c=init&type=warning', []],
  ['type=other', ['d', 'c', 'b', 'a']],
])('%j shows %j, the newest first', (search, uids) => {
  expect(shown(search)).toEqual(uids);
});

test('containers stand in the order of the lanes, the pod before them, and those that are no lane after', () => {
  expect(containersOf(EVENTS, ['init', 'app', 'quiet'])).toEqual(['', 'init', 'app', 'gone']);
  expect(containersOf([], ['init'])).toEqual([]);
});
