import { expect, it } from 'vitest';
import { app, at, ended, pod, record, running, status, waiting } from '../test/build.ts';
import { words } from '../test/words.ts';
import { observe } from './observe.ts';

const web = app('web');

it('statuses are found by kind and name, whatever their order', () => {
  const [a, b] = [app('a'), app('b')];
  const first = pod({
    containers: [b, a],
    statuses: [status(a, running(1)), status(b, waiting('X'))],
  });
  expect(words(record([[2, first]]))).toEqual(['b waits X', 'a#0 started 1 live', 'a started up']);
});

it('a status that the spec does not list is not recorded', () => {
  expect(words(record([[2, pod({ statuses: [status(web, running(1))] })]]))).toEqual([]);
});

it('a fact’s key comes from the fact alone: another recorder, later, gives the same', () => {
  const snapshot = pod({
    containers: [web],
    statuses: [status(web, waiting('CrashLoopBackOff'), { restarts: 1, lastEnd: ended(1, 1, 2) })],
  });
  const keys = (seconds: number) =>
    observe(null, snapshot, at(seconds)).transitions.map((t) => t.key);
  expect(keys(5)).toEqual(keys(500));
});

it('a container may be called constructor', () => {
  const odd = app('constructor');
  const facts = record([[1, pod({ containers: [odd], statuses: [status(odd, running(1))] })]]);
  expect(facts.map(({ key }) => key)).toContain('app/constructor/started/constructor-0');
});
