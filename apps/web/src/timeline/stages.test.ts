import type { StartupStage } from '@podline/domain';
import { expect, test } from 'vitest';
import { criticalOf, stageBoxes, stageName, stageSentence } from './stages.ts';
import { at } from './testing/lanes.ts';
import { timeScale } from './time-scale.ts';

const stage = (
  name: StartupStage['stage'],
  from: number,
  to: number | null,
  container: string | null = null,
): StartupStage => ({ stage: name, container, from: at(from), to: to === null ? null : at(to) });

const STAGES = [
  stage('scheduling', 0, 0),
  stage('sandbox', 0, 2),
  stage('init', 2, 8, 'migrate'),
  stage('apps', 8, null, 'shop'),
];
const SCALE = timeScale(at(0), at(20), 1000);

test('stages stand one after the other; one without a length is not drawn; the longest is told', () => {
  const boxes = stageBoxes(STAGES, SCALE, at(10));
  expect(boxes.map(({ xPx, widthPx, isLongest }) => [xPx, widthPx, isLongest])).toEqual([
    [0, 100, false],
    [100, 300, true],
    [400, 100, false],
  ]);
});

test('out of view is not drawn', () => {
  expect(stageBoxes(STAGES, timeScale(at(100), at(120), 1000), at(10))).toEqual([]);
});

test.each<[StartupStage, string]>([
  [stage('scheduling', 0, 1), 'scheduling'],
  [stage('sandbox', 0, 1), 'sandbox, network, volumes'],
  [stage('pull', 0, 1, 'shop'), 'pull for shop'],
  [stage('init', 0, 1, 'migrate'), 'migrate'],
  [stage('native-sidecar', 0, 1, 'proxy'), 'proxy starts up'],
  [stage('apps', 0, 1), 'apps start'],
  [stage('apps', 0, 1, 'shop'), 'shop starts'],
  [stage('readiness', 0, 1), 'readiness'],
  [stage('readiness', 0, 1, 'shop'), 'shop gets ready'],
])('%o is called “%s”', (one, name) => {
  expect(stageName(one)).toBe(name);
});

test('a stage says how much of the start it took', () => {
  const say = (index: number) => {
    const one = STAGES[index];
    return one === undefined ? '' : stageSentence(one, STAGES, at(10));
  };
  expect(say(0)).toBe('scheduling: under 1s, 0% of the start');
  expect(say(2)).toBe('migrate: 6s, 60% of the start');
  expect(say(3)).toBe('shop starts: 2s so far, 20% of the start');
});

test('along a lane runs the part of the start that waited for it', () => {
  expect(criticalOf(STAGES, 'migrate')).toEqual([STAGES[2]]);
  expect(criticalOf(STAGES, 'other')).toEqual([]);
});
