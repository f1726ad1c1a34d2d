import type { WorkloadState } from '@podline/contract';
import { seq } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import { podRow } from '../pods/testing/rows.ts';
import { groupsOf, linesOf, nextAsked, type PodLine, shownGroups } from './pod-lines.ts';
import { ago, aLine, STUCK } from './testing/lines.ts';

const names = (lines: readonly PodLine[]): readonly string[] => lines.map(({ name }) => name);

test('stuck ones first and the longest stuck of these, then those that start, then those that are up, then those that are gone', () => {
  const lines = [
    aLine({ name: 'up-old', createdAt: ago(600) }),
    aLine({ name: 'gone', deletedAt: ago(1) }),
    aLine({ name: 'up-new', createdAt: ago(30) }),
    aLine({ name: 'starts', ready: '0/1' }),
    aLine({ name: 'stuck-new', ready: '0/1', stuck: { ...STUCK, since: ago(10) } }),
    aLine({ name: 'stuck-old', ready: '0/1', stuck: STUCK }),
    aLine({ name: 'crashes', status: 'CrashLoopBackOff', ready: '0/1', createdAt: ago(90) }),
    aLine({ name: 'done', status: 'Completed', ready: '0/1', createdAt: ago(700) }),
  ];
  expect(groupsOf(lines).flatMap((group) => names(group.lines))).toEqual([
    'stuck-old',
    'stuck-new',
    'starts',
    'crashes',
    'up-new',
    'up-old',
    'done',
    'gone',
  ]);
});

describe('which revisions are shown', () => {
  const gone = { deletedAt: ago(100) };
  const groups = groupsOf([
    aLine({ name: 'd', revision: 'd', createdAt: ago(10) }),
    aLine({ name: 'c', revision: 'c', createdAt: ago(200) }),
    aLine({ name: 'b', revision: 'b', createdAt: ago(300), ...gone }),
    aLine({ name: 'a', revision: 'a', createdAt: ago(400), ...gone }),
    aLine({ name: 'old', revision: 'old', createdAt: ago(900) }),
  ]);
  const shown = (asked: string | null) =>
    shownGroups(groups, asked).map(({ revision }) => revision);

  test.each<[string | null, readonly string[]]>([
    [null, ['d', 'c', 'old']],
    ['all', ['d', 'c', 'old', 'b', 'a']],
    ['b', ['b']],
    ['never-heard-of', ['d', 'c', 'old']],
  ])('asked for %s', (asked, expected) => {
    expect(shown(asked)).toEqual(expected);
  });

  test('a key goes through them and round', () => {
    const steps: (string | null)[] = [null];
    for (let step = 0; step < 7; step += 1) steps.push(nextAsked(groups, steps.at(-1) ?? null, 1));
    expect(steps).toEqual([null, 'd', 'c', 'old', 'b', 'a', 'all', null]);
    expect(nextAsked(groups, null, -1)).toBe('all');
    expect(nextAsked(groups, 'never-heard-of', 1)).toBe('d');
  });

  test('of a single revision there is nothing to choose', () => {
    expect(nextAsked(groupsOf([aLine()]), null, 1)).toBe(null);
    expect(nextAsked(groupsOf([aLine({ revision: null })]), null, 1)).toBe(null);
  });
});

describe('what is told and the live rows', () => {
  const state: WorkloadState = {
    epoch: 'e',
    seq: seq(1),
    namespace: 'shop',
    kind: 'Deployment',
    name: 'web',
    revisions: [],
    uids: ['a', 'gone'],
    pods: [aLine({ uid: 'a', name: 'web-1a-a' }), aLine({ uid: 'gone', deletedAt: ago(5) })],
    isCut: false,
  };
  const live = podRow('web-1a-a', {
    uid: 'a',
    workload: { kind: 'Deployment', name: 'web', revision: '2b' },
  });

  test('the row says how the pod is now; what it did is kept', () => {
    const [line] = linesOf(state, [{ ...live, status: 'Error', ready: '0/1' }]);
    expect(line).toMatchObject({ uid: 'a', status: 'Error', ready: '0/1' });
    expect(line?.stages).toBe(state.pods[0]?.stages);
  });

  test('a pod that is new has a line at once', () => {
    const lines = linesOf(state, [live, { ...live, uid: 'new', name: 'web-2b-n' }]);
    expect(lines.map(({ uid }) => uid)).toEqual(['new', 'a', 'gone']);
    expect(lines[0]).toMatchObject({ revision: '2b', lanes: [], from: null });
  });

  test('a pod that is gone stays as it was last seen', () => {
    const lines = linesOf(state, [{ ...live, uid: 'gone', status: 'Error' }]);
    expect(lines.at(-1)).toMatchObject({ uid: 'gone', status: 'Running' });
  });
});
