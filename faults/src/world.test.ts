import { afterEach, expect, test } from 'vitest';
import { databaseBytes } from './database.ts';
import { judged } from './judge.ts';
import { CANARY } from './life.ts';
import { loadOf } from './load.ts';
import { randomFrom } from './random.ts';
import { noSecrets } from './validators/v10-no-secrets.ts';
import { startWorld, type World } from './world.ts';

let world: World;
afterEach(() => world.close());

test('V1, V2, V3, V4, V5, V6, V7, V10: in a world without faults all validators are silent', async () => {
  world = await startWorld();
  const load = loadOf(world.api, randomFrom(1), 20);
  load.change(50);
  const podline = await world.start({ hasMetrics: true });
  const page = await world.page();
  await world.quiet();
  load.change(200);
  const [pod] = world.api.truth.objects('pods');
  if (pod === undefined) throw new Error('There are pods.');
  page.open({ kind: 'pod', namespace: pod.namespace, name: pod.name, uid: null });
  load.change(200);
  await world.quiet();
  const evidence = world.evidence();
  expect(judged(evidence)).toEqual([]);
  expect(evidence.database.transitions.length).toBeGreaterThan(500);
  const places = {
    'the database': databaseBytes(world.db),
    'what pages were told': JSON.stringify(evidence.clients),
    output: podline.output(),
    metrics: (await podline.metrics()) ?? '',
  };
  expect(noSecrets([CANARY, 'the-token-of-this-test'], places)).toEqual([]);
});
