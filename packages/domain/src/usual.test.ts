import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { fact, startsOf } from '../test/starts.ts';
import { usualByContainer } from './diagnosis/usual-by-container.ts';
import { PATIENCE, patienceFor } from './stuck.ts';
import { durationMs } from './time.ts';
import { ENOUGH_STARTS, percentile, startsLike, usualOf } from './usual.ts';

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n + 1);

describe('percentiles are the values of a start that there was', () => {
  test.each<[string, readonly number[], number, number | null]>([
    ['of nothing there is none', [], 0.5, null],
    ['of one it is that one', [7], 0.95, 7],
    ['of two, half take no longer than the first', [9, 3], 0.5, 3],
    ['of 20, 95 in 100 are all but one', upTo(20), 0.95, 19],
    ['of 19 they are all', upTo(19), 0.95, 19],
    ['of 100 it is the 95th', upTo(100).toReversed(), 0.95, 95],
    ['all of them', [4, 9, 1], 1, 9],
  ])('%s', (_, values, share, expected) => {
    expect(percentile(values, share)).toBe(expected);
  });
});

describe('what is usual', () => {
  it('is told by stage and container, of the starts that finished', () => {
    const told = usualOf([
      fact({ took: 8 }),
      fact({ took: 4, attempts: 3 }),
      fact({ took: 900, end: 'failed', attempts: 40 }),
      fact({ took: 500, end: 'unfinished' }),
      fact({ took: 2, stage: 'pull' }),
      fact({ took: 1, stage: 'sandbox', container: null }),
      fact({ took: 5, container: 'other', end: 'failed' }),
    ]);
    expect(told).toEqual([
      {
        container: 'prepare',
        stage: 'init',
        p50Ms: 4000,
        p95Ms: 8000,
        slowestMs: 8000,
        starts: 2,
        attempts: { p50: 1, most: 3 },
        failed: 1,
      },
      expect.objectContaining({ container: 'prepare', stage: 'pull', p50Ms: 2000, starts: 1 }),
      expect.objectContaining({ container: null, stage: 'sandbox', p50Ms: 1000 }),
    ]);
  });

  it('is that of the own revision once its starts are enough', () => {
    const [old, young] = [startsOf('1', upTo(30)), startsOf('2', upTo(ENOUGH_STARTS - 1))];
    expect(startsLike([...old, ...young], '2')).toHaveLength(39);
    expect(startsLike([...old, ...young], '1')).toEqual(old);
    expect(startsLike([...old, ...startsOf('2', upTo(ENOUGH_STARTS))], '2')).toHaveLength(10);
  });

  it('of a container is its own work, and in which revision it last did it', () => {
    const starts = [
      ...startsOf('3', [60], { end: 'failed' }),
      ...startsOf('2', [4, 6]),
      ...startsOf('1', [2]),
      ...startsOf('1', [9], { stage: 'readiness', container: 'web' }),
      ...startsOf('1', [3, 1], { stage: 'native-sidecar', container: 'proxy' }),
      ...startsOf('1', [30], { stage: 'readiness', container: 'proxy' }),
      ...startsOf('1', [70], { stage: 'readiness', container: null }),
      ...startsOf('1', [50], { stage: 'pull', container: 'puller' }),
      ...startsOf('1', [50], { end: 'failed', container: 'never' }),
    ];
    expect(usualByContainer(usualOf(starts.flatMap(({ facts }) => facts)), starts)).toEqual({
      prepare: { p50Ms: 4000, p95Ms: 6000, starts: 3, succeededIn: '2' },
      web: { p50Ms: 9000, p95Ms: 9000, starts: 1, succeededIn: '1' },
      proxy: { p50Ms: 1000, p95Ms: 3000, starts: 2, succeededIn: '1' },
    });
  });
});

describe('patience follows what is usual', () => {
  const init = { stage: 'init', container: 'prepare' } as const;
  const seconds = (
    took: readonly number[],
    patience = PATIENCE,
    stage: { stage: 'init' | 'pull' | 'readiness'; container: string } = init,
  ) => {
    const usual = usualOf(
      took.map((it) =>
        fact({
          took: it,
          stage: stage.stage,
          container: stage.stage === 'readiness' ? null : 'prepare',
        }),
      ),
    );
    return patienceFor({ ...patience, usual }, stage) / 1000;
  };
  const tenTimes = (value: number) => Array.from({ length: 10 }, () => value);

  test.each<[string, readonly number[], number]>([
    ['nothing is known: as for any pod', [], 60],
    ['nine starts are not enough', tenTimes(8).slice(1), 60],
    ['three times what is usual', tenTimes(8), 24],
    ['but no less than a busy node needs', tenTimes(1), 20],
    ['a slow init is given its time', tenTimes(100), 300],
    ['and not for ever', tenTimes(90_000), 6 * 3600],
    ['one slow start that ended well is allowed again', [...upTo(40).map(() => 2), 38], 57],
  ])('%s', (_, took, expected) => {
    expect(seconds(took)).toBe(expected);
  });

  it('what somebody has set is never undercut', () => {
    const set = { ...PATIENCE, init: durationMs(90_000) };
    expect(seconds(tenTimes(8), set)).toBe(90);
    expect(seconds(tenTimes(50), set)).toBe(150);
  });

  it('it is the patience of that container and that stage alone', () => {
    expect(seconds(tenTimes(8), PATIENCE, { stage: 'init', container: 'other' })).toBe(60);
    expect(seconds(tenTimes(8), PATIENCE, { stage: 'pull', container: 'prepare' })).toBe(24);
  });

  it('readiness is the pod’s, whoever of its containers is the last', () => {
    expect(seconds(tenTimes(9), PATIENCE, { stage: 'readiness', container: 'web' })).toBe(27);
  });

  it('no start as slow as one that ended well is called stuck where it was not without it', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200), { minLength: 1, maxLength: 60 }), (took) => {
        const patience = seconds(took);
        const general = PATIENCE.init / 1000;
        return took.every((it) => it >= general || it < patience);
      }),
    );
  });

  it('of 100 starts like those that ended well, 95 are never called stuck', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(7200), { minLength: ENOUGH_STARTS, maxLength: 60 }),
        (took) => took.filter((it) => it >= seconds(took)).length <= took.length * 0.05,
      ),
    );
  });
});
