import { expect, test } from 'vitest';
import { factsOf } from '../child.ts';
import { needs, noProc } from '../machine.ts';
import { ownWorld } from './own-world.ts';

const world = ownWorld();

test('F35, V6, V7: a page that was away while much happened goes on without a hole', async () => {
  const { onlooker, load, violations } = world();
  for (const changes of [5, 200]) {
    onlooker.line.refuse(true);
    onlooker.line.cut('rst');
    load.change(changes);
    onlooker.line.refuse(false);
    expect(await violations()).toEqual([]);
  }
}, 120_000);

test('F31, V8: a page that never reads costs little memory, and the others are told everything meanwhile', async (context) => {
  needs(context, noProc());
  const { page, load, podline, violations } = world();
  const before = factsOf(podline.pid);
  const silent = await page('silent');
  await silent.until(({ views }) => views[0]?.state !== null, 'The silent page has the list');
  silent.line.harm('down', { kind: 'stop' });
  const stop = load.run(5, 5);
  await onlookerSaw(3000);
  stop();
  const after = factsOf(podline.pid);
  expect((after?.rssBytes ?? 0) - (before?.rssBytes ?? 0)).toBeLessThan(120e6);
  silent.line.harm('down', { kind: 'none' });
  expect(await violations()).toEqual([]);
}, 120_000);

/** Resolves when the onlooker was told so many deltas more. */
async function onlookerSaw(transitions: number): Promise<void> {
  const { evidence, onlooker } = world();
  const goal = evidence().database.transitions.length + transitions;
  await onlooker.until(
    () => evidence().database.transitions.length >= goal,
    'So many are recorded',
    60_000,
  );
}
