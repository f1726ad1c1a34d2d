import { durationMs, millis } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import { laneLine, lineSentence, startWords } from './line-words.ts';
import { stripLanesOf } from './strip.ts';
import { ago, aLane, aLine, NOW, STUCK, stagesUntil } from './testing/lines.ts';

describe('how its start went', () => {
  test.each([
    ['up', aLine(), 'ready in 10s', 'plain'],
    ['up within the second', aLine({ stages: stagesUntil(ago(60), 0) }), 'ready in 0s', 'plain'],
    ['starting', aLine({ stages: stagesUntil(ago(60), null) }), 'web gets ready 60s', 'waiting'],
    [
      'stuck',
      aLine({ stages: stagesUntil(ago(60), null), stuck: STUCK }),
      'web gets ready 60s',
      'failed',
    ],
    [
      'gone before it was up',
      aLine({ stages: stagesUntil(ago(60), null), deletedAt: ago(5) }),
      'never ready',
      'failed',
    ],
    ['gone, and was up', aLine({ deletedAt: ago(5) }), 'ready in 10s', 'plain'],
    ['nothing known', aLine({ stages: [] }), '', 'plain'],
  ])('%s', (_name, line, text, tone) => {
    expect(startWords(line, NOW)).toEqual({ text, tone });
  });
});

test('a lane in a line', () => {
  const words = (segments: readonly string[], early = {}): string => {
    const lane = { ...aLane('migrate', segments), ...early };
    const [strip] = stripLanesOf([lane]);
    return laneLine(lane, strip?.blocks ?? [], NOW);
  };
  expect(words(['failed 0-10 0', 'back-off 10-20', 'running 20- 1'])).toBe(
    'init 1 migrate: 2 attempts, 1 failed; now attempt 1 runs, for 40s',
  );
  expect(words(['completed 0-10 0'])).toBe(
    'init 1 migrate: 1 attempt; last attempt 0 ended well: exit 0, for 10s',
  );
  expect(words([])).toBe('init 1 migrate: never started');
  const early = [{ from: millis(0), to: millis(0 + durationMs(1000)), attempts: 30, failed: 29 }];
  expect(words(['running 20- 30'], { early })).toContain('31 attempts, 29 failed');
});

test('the whole line in a sentence', () => {
  expect(lineSentence(aLine(), NOW)).toBe(
    'web-1a-x: Running, ready 1/1, ready in 10s, age 60s, on node-1',
  );
  const stuck = aLine({ stuck: STUCK, status: 'Init:CrashLoopBackOff', ready: '0/1', node: null });
  expect(lineSentence(stuck, NOW)).toContain('stuck: migrate fails at every attempt');
  expect(lineSentence(stuck, NOW)).toContain('no node yet');
  expect(lineSentence(aLine({ deletedAt: ago(30) }), NOW)).toContain('gone 30s ago');
});
