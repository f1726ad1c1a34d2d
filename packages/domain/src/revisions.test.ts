import { expect, test } from 'vitest';
import { type RevisionMember, revisionsOf } from './revisions.ts';
import { millis } from './time.ts';

/** `a 0-5` was there from 0 to 5, `a 0-` still is. */
function pod(text: string): RevisionMember {
  const [revision = '', life = ''] = text.split(' ');
  const [from, to] = life.split('-');
  return {
    revision: revision === '-' ? null : revision,
    createdAt: millis(Number(from)),
    deletedAt: to === '' ? null : millis(Number(to)),
  };
}

const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['no pod, no revision', [], []],
  ['a single one', ['a 3-'], ['a since 3, 1 live']],
  ['pods without a revision are of one', ['- 1-', '- 2-4'], ['null since 1, 1 live']],
  [
    'a rollout under way: what came later is the newest',
    ['a 0-9', 'a 0-', 'b 7-', 'b 8-'],
    ['b since 7, 2 live', 'a since 0, 1 live'],
  ],
  [
    'a pod that is replaced in the old revision does not make it the newest',
    ['a 0-', 'a 0-8', 'b 5-', 'a 8-'],
    ['b since 5, 1 live', 'a since 0, 2 live'],
  ],
  [
    'rolled back to a revision that was gone, it is the newest again',
    ['a 0-4', 'b 3-9', 'a 8-'],
    ['a since 8, 1 live', 'b since 3, 0 live'],
  ],
  [
    'a rollout that was taken back before it was through',
    ['a 0-', 'b 5-7'],
    ['a since 0, 1 live', 'b since 5, 0 live'],
  ],
  [
    'scaled to nothing, the last that was there stands first',
    ['a 0-4', 'b 3-9'],
    ['b since 3, 0 live', 'a since 0, 0 live'],
  ],
  [
    'a StatefulSet’s pod follows on the second in which the one before it went',
    ['a 0-5', 'a 5-'],
    ['a since 0, 1 live'],
  ],
];

for (const [name, pods, expected] of cases) {
  test(name, () => {
    const words = revisionsOf(pods.map(pod)).map(
      ({ revision, since, live }) => `${revision} since ${since}, ${live} live`,
    );
    expect(words).toEqual(expected);
    expect(
      revisionsOf(pods.map(pod).reverse()).map(({ revision }) => String(revision)),
      'in whichever order they come',
    ).toEqual(expected.map((text) => text.split(' ')[0]));
  });
}
