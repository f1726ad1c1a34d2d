import { expect, test } from 'vitest';
import { runEra } from '../nemesis/era.ts';
import { randomFrom } from '../random.ts';

test('F60, V1, V2, V3, V4, V5, V6, V7, V8, V9, V10, V11, V12: some storms of the nemesis leave all validators silent', async () => {
  const era = await runEra(randomFrom('60 world 1'), performance.now() + 120_000, () => {});
  expect(era.violations).toEqual([]);
  expect(era.calms).toBeGreaterThan(0);
}, 400_000);
