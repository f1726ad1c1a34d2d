/** A world for each test: what one test breaks makes the server more careful, and the next one would wait for that. */
import { afterEach, beforeEach } from 'vitest';
import type { Violations } from '../evidence.ts';
import { judged } from '../judge.ts';
import { type Load, loadOf } from '../load.ts';
import type { PageClient } from '../page-client.ts';
import type { Podline } from '../podline-process.ts';
import { randomFrom } from '../random.ts';
import { startWorld, type World, type WorldOptions } from '../world.ts';

export interface OwnWorld extends World {
  readonly load: Load;
  readonly podline: Podline;
  /** The page that looks at the list and at one pod all the time. */
  readonly onlooker: PageClient;
  /** What the validators find once all is quiet. */
  violations(): Promise<Violations>;
  /** Pods listed since the server's start. */
  lists(): number;
}

/** Gives the world of the test that runs, with some pods in it and the server watching. */
export function ownWorld(options: WorldOptions = {}): () => OwnWorld {
  let own: OwnWorld | null = null;
  beforeEach(async () => {
    own = await begun(options);
  }, 60_000);
  afterEach(async () => {
    await own?.close();
    own = null;
  });
  return () => {
    if (own === null) throw new Error('The world is there in tests alone.');
    return own;
  };
}

async function begun(options: WorldOptions): Promise<OwnWorld> {
  const world = await startWorld({ bookmarkEveryMs: 1000, ...options });
  const load = loadOf(world.api, randomFrom('rows'), 12);
  load.change(40);
  const podline = await world.start();
  const onlooker = await world.page('onlooker');
  await world.quiet();
  const [pod] = world.api.truth.objects('pods');
  if (pod === undefined) throw new Error('The load made no pod.');
  onlooker.open({ kind: 'pod', namespace: pod.namespace, name: pod.name, uid: pod.uid });
  return {
    ...world,
    load,
    podline,
    onlooker,
    async violations() {
      await world.quiet();
      return judged(world.evidence());
    },
    lists: () => world.api.truth.counts()['list pods'] ?? 0,
  };
}
