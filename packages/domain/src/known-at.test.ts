import { expect, test } from 'vitest';
import { at, gap } from '../test/build.ts';
import { gapsAt, transitionsAt } from './known-at.ts';
import type { Millis } from './time.ts';
import type { Transition } from './transition.ts';

const fact = (key: string, told: number | null, observed: number): Transition => ({
  key,
  at: told === null ? null : at(told),
  observedAt: at(observed),
  container: null,
  change: { kind: 'pod-ip', podIp: null },
});
const keys = (moment: Millis, ...gaps: Parameters<typeof gap>[]): readonly string[] =>
  transitionsAt(
    FACTS,
    moment,
    gaps.map((it) => gap(...it)),
  ).map(({ key }) => key);

/** `late` and `untimed` came to be known only when a watch that was blind from 10 to 30 saw again. */
const FACTS = [fact('first', 0, 1), fact('late', 20, 30), fact('untimed', null, 30)];

test.each<[string, Millis, readonly string[]]>([
  ['nothing is known before the first sight, whatever the cluster says of it later', at(0), []],
  ['what is observed counts from that moment on', at(1), ['first']],
  ['what happened unseen is not known before it is observed', at(25), ['first']],
  ['and then it is', at(30), ['first', 'late', 'untimed']],
])('while somebody watched: %s', (_, moment, known) => {
  expect(keys(moment)).toEqual(known);
});

test.each<[string, Millis, readonly string[]]>([
  ['what came to be known later counts from when it was so', at(20), ['first', 'late']],
  ['and not before', at(19), ['first']],
  ['outside of the blind time nothing counts early', at(9), ['first']],
])('where nobody watched: %s', (_, moment, known) => {
  expect(keys(moment, [10, 30])).toEqual(known);
});

test('of the blind times those count that had begun, up to the moment', () => {
  const gaps = [gap(1, 3), gap(5, 9), gap(10, 12)];
  expect(gapsAt(gaps, at(7))).toEqual([gap(1, 3), gap(5, 7)]);
});
