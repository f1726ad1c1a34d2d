import { millis } from '@podline/domain';
import type { KubeFailure, ReflectorEvent } from '@podline/kube';
import { expect, test } from 'vitest';
import { eventTroubles } from './event-troubles.ts';

const failed = (code: 'forbidden' | 'unreachable'): ReflectorEvent<unknown> => ({
  kind: 'failed',
  failure: { code, tried: null, sentence: 'Nobody answers.', cause: null } as KubeFailure,
  retryInMs: 1000,
});
const watching: ReflectorEvent<unknown> = { kind: 'watching' };

/** What is told when a scope's watch says these things at these seconds; `offline` while the pods cannot be read either. */
function toldOf(
  script: readonly (readonly [second: number, scope: string, event: ReflectorEvent<unknown>])[],
  offline: (second: number) => boolean = () => false,
): readonly string[] {
  const told: string[] = [];
  let second = 0;
  const troubles = eventTroubles({
    notice: ({ namespace }) => told.push(`${second}: notice of ${namespace ?? 'all'}`),
    settled: () => told.push(`${second}: settled`),
    isLive: () => !offline(second),
    monotonic: () => second * 1000,
    say: {
      warn: (it) => told.push(`${second}: ${it}`),
      info: (it) => told.push(`${second}: ${it}`),
    },
  });
  for (const [at, scope, event] of script) {
    second = at;
    troubles.heard(scope, event, millis(at));
  }
  return told;
}

const FORBIDDEN =
  'Kubernetes Events are not read: the credentials may not. Allow get, list and watch on events, as k8s/base/rbac.yaml does; everything else works without.';

test('that they may not be read is told at once, and once', () => {
  expect(toldOf([1, 60, 120].map((at) => [at, '', failed('forbidden')] as const))).toEqual([
    `1: ${FORBIDDEN}`,
    '1: notice of all',
  ]);
});

test('what passes within a minute is told to nobody, what lasts is', () => {
  const tries = [0, 10, 59].map((at) => [at, '', failed('unreachable')] as const);
  expect(toldOf([...tries, [60, '', watching]])).toEqual([]);
  expect(toldOf([...tries, [60, '', failed('unreachable')]])).toEqual([
    '60: Kubernetes Events are not read: Nobody answers. Podline goes on trying.',
    '60: notice of all',
  ]);
});

test('while the pods cannot be read either, the page says that and not this', () => {
  const tries = [0, 100, 200].map((at) => [at, '', failed('unreachable')] as const);
  expect(toldOf(tries, () => true)).toEqual([]);
  expect(toldOf(tries, (second) => second < 200)).toHaveLength(2);
});

test('it is taken back when they are read again, and told anew the next time', () => {
  expect(
    toldOf([
      [1, '', failed('forbidden')],
      [2, '', watching],
      [3, '', watching],
      [4, '', failed('forbidden')],
    ]),
  ).toEqual([
    `1: ${FORBIDDEN}`,
    '1: notice of all',
    '2: Kubernetes Events are read again.',
    '2: settled',
    `4: ${FORBIDDEN}`,
    '4: notice of all',
  ]);
});

test('of several namespaces it is taken back with the last', () => {
  const told = toldOf([
    [1, 'shop', failed('forbidden')],
    [1, 'bank', failed('forbidden')],
    [2, 'shop', watching],
    [3, 'bank', watching],
  ]);
  expect(told.filter((it) => /notice|settled|again/.test(it))).toEqual([
    '1: notice of shop',
    '1: notice of bank',
    '2: Kubernetes Events of the namespace shop are read again.',
    '3: Kubernetes Events of the namespace bank are read again.',
    '3: settled',
  ]);
});
