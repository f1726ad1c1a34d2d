import { join } from 'node:path';
import { durationMs, type Millis, millis, type TemplateFingerprint } from '@podline/domain';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from './open.ts';
import type { CountedStart } from './starts.ts';
import { CLUSTER, NOW, now, temporaryFolder } from './testing/fixtures.ts';
import { numberIn, retainAll } from './testing/retaining.ts';
import type { TransitionLog } from './transition-log.ts';

const WEB = { namespace: 'shop', kind: 'Deployment', name: 'web' };
const HOUR = 3_600_000;

let temporary: ReturnType<typeof temporaryFolder>;
let path: string;
let store: Store;
let log: TransitionLog;

const open = async (): Promise<void> => {
  store = await openStore({ path, now });
  log = await store.forCluster(CLUSTER);
};
beforeEach(async () => {
  temporary = temporaryFolder();
  path = join(temporary.folder, 'podline.db');
  await open();
});
afterEach(async () => {
  await store.close();
  temporary.remove();
});

const fingerprint = (image: string): TemplateFingerprint => ({
  containers: { web: { image, command: '1f2e3d4c', env: ['HOST'], resources: {}, probes: {} } },
});

/** Of a pod created so many hours before NOW. */
const start = (podUid: string, told: Partial<CountedStart> = {}, hours = 1): CountedStart => {
  const at = told.at ?? millis(NOW - hours * HOUR);
  return {
    podUid,
    template: WEB,
    revision: '5b99',
    fingerprint: fingerprint('web:1'),
    facts: [
      {
        container: null,
        stage: 'sandbox',
        at,
        durationMs: durationMs(0),
        attempts: 1,
        end: 'finished',
      },
      {
        container: 'wait',
        stage: 'init',
        at: millis(at + 1000),
        durationMs: durationMs(8000),
        attempts: 2,
        end: 'failed',
      },
    ],
    ...told,
    at,
  };
};
const many = (count: number, template = WEB): readonly CountedStart[] =>
  Array.from({ length: count }, (_, n) =>
    start(`${template.name}-${n}`, { template, at: millis(NOW + n) }),
  );

const uidsOf = async (template = WEB): Promise<readonly string[]> =>
  (await log.startsOf(template)).map(({ podUid }) => podUid);

describe('the starts of a template', () => {
  it('come back as they were told, the newest first', async () => {
    const [a, b] = [start('a', {}, 2), start('b', { revision: null, fingerprint: null }, 1)];
    await log.recordStarts([a, b]);
    const plain = ({ podUid, revision, at, facts }: CountedStart) => ({
      podUid,
      revision,
      at,
      facts,
    });
    expect(await log.startsOf(WEB)).toEqual([plain(b), plain(a)]);
    expect(await log.startsOf({ ...WEB, kind: 'StatefulSet' })).toEqual([]);
  });

  it('count a pod once, in one process and over a restart', async () => {
    await log.recordStarts([start('a'), start('a', { facts: [] })]);
    await log.recordStarts([start('a', { facts: [] })]);
    await store.close();
    await open();
    await log.recordStarts([start('a', { facts: [] }), start('b')]);
    expect((await log.startsOf(WEB)).map(({ facts }) => facts.length)).toEqual([2, 2]);
  });

  it('are told apart by cluster', async () => {
    await log.recordStarts([start('a')]);
    const other = await store.forCluster({ ...CLUSTER, id: 'cluster-2' });
    await other.recordStarts([start('a'), start('b')]);
    expect(await other.startsOf(WEB)).toHaveLength(2);
    expect(await uidsOf()).toEqual(['a']);
  });

  it('are the newest 500, and those of another template do not count', async () => {
    const db = { ...WEB, name: 'db' };
    await log.recordStarts(many(3, db));
    await log.recordStarts(many(400));
    await log.recordStarts(many(620).slice(400));
    const uids = await uidsOf();
    expect([uids.length, uids[0], uids.at(-1)]).toEqual([500, 'web-619', 'web-120']);
    expect(await numberIn(path, 'SELECT count(*) FROM "start"')).toBe(503);
  });

  it('hold any name', async () => {
    const odd = { namespace: '"; DROP TABLE start', kind: '<b>', name: "' OR 1=1 --" };
    await log.recordStarts([start('a', { template: odd, revision: '\u0000\n' })]);
    expect(await uidsOf(odd)).toEqual(['a']);
  });

  it('are written by nobody who has been replaced', async () => {
    await store.forCluster(CLUSTER);
    await expect(log.recordStarts([start('a')])).rejects.toMatchObject({ code: 'Fenced' });
    expect(await log.startsOf(WEB)).toEqual([]);
  });
});

describe('the revisions of a template', () => {
  it('are kept as they were first seen, in that order', async () => {
    await log.recordStarts([
      start('a', { revision: '1' }, 9),
      start('b', { revision: '1', fingerprint: fingerprint('web:other') }, 8),
      start('c', { revision: '0', fingerprint: fingerprint('web:2') }, 7),
      start('d', { revision: null }, 6),
      start('e', { revision: '2', fingerprint: null }, 5),
    ]);
    expect(await log.revisionsOf(WEB)).toEqual([
      { revision: '1', firstSeenAt: NOW - 9 * HOUR, fingerprint: fingerprint('web:1') },
      { revision: '0', firstSeenAt: NOW - 7 * HOUR, fingerprint: fingerprint('web:2') },
    ]);
  });

  it('are the newest 20', async () => {
    await log.recordStarts(
      Array.from({ length: 30 }, (_, n) => start(`${n}`, { revision: `${n}`, at: millis(n) })),
    );
    const found = await log.revisionsOf(WEB);
    expect([found.length, found[0]?.revision]).toEqual([20, '10']);
  });
});

describe('retention', () => {
  const age = (hours: number, at: Millis = NOW) => ({ maxAgeMs: hours * HOUR, now: at });

  it('lets go of starts that are too old, and of the revisions of templates without any', async () => {
    const db = { ...WEB, name: 'db' };
    await log.recordStarts([start('a', {}, 9), start('b', {}, 2), start('c', { template: db }, 9)]);
    await retainAll(store, age(5));
    expect(await uidsOf()).toEqual(['b']);
    expect(await log.revisionsOf(WEB)).toHaveLength(1);
    expect(await uidsOf(db)).toEqual([]);
    expect(await log.revisionsOf(db)).toEqual([]);
  });

  it('comes to its end over more than one bite takes', async () => {
    for (const name of ['a', 'b', 'c']) await log.recordStarts(many(300, { ...WEB, name }));
    await retainAll(store, age(1, millis(NOW + 2 * HOUR)));
    expect(await numberIn(path, 'SELECT count(*) FROM "start"')).toBe(0);
  });

  it('keeps them where there is no limit', async () => {
    await log.recordStarts([start('a', { at: millis(1) })]);
    await retainAll(store, {});
    expect(await uidsOf()).toEqual(['a']);
  });

  it('lets go of them for want of room at last', async () => {
    await log.recordStarts(many(400));
    await retainAll(store, { maxBytes: 1 });
    expect(await uidsOf()).toEqual([]);
  });
});
