import {
  type Millis,
  millis,
  PATIENCE,
  parseQuery,
  type Query,
  ROLE_RULES,
  statusColumns,
} from '@podline/domain';
import { expect, test } from 'vitest';
import { EVERYBODY } from './everybody.ts';
import { NO_SOURCES } from './evidence-sources.ts';
import { Past } from './past.ts';
import { pastOf, type Sight, sightsOf } from './testing/past.ts';

const secondsOf = (sights: readonly Sight[]): readonly Millis[] => [
  ...new Set(sights.map(({ at }) => millis(Math.ceil(at / 1000) * 1000))),
];
const later = (sights: readonly Sight[], ms = 60_000): Millis =>
  millis((sights.at(-1)?.at ?? 0) + ms);
const newestAt = (sights: readonly Sight[], uid: string, at: Millis): Sight | undefined =>
  sights.findLast((sight) => sight.snapshot.uid === uid && sight.at <= at);
const queryOf = (text: string): Query => {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(parsed.error.sentence);
  return parsed.query;
};

for (const name of [
  'init-crashloop',
  'statefulset-same-name-new-uid',
  'deployment-rollout-with-init',
  'demo-shop',
]) {
  test(`${name}: at every second the list is what a list of then was`, async () => {
    const sights = await sightsOf(name);
    const { past } = await pastOf(sights, later(sights));
    const uids = [...new Set(sights.map(({ snapshot }) => snapshot.uid))];
    for (const at of secondsOf(sights)) {
      const then = uids.flatMap((uid) => {
        const sight = newestAt(sights, uid, at);
        if (sight === undefined || sight.isGone === true) return [];
        const { ready, status, restarts } = statusColumns(sight.snapshot);
        return [`${sight.snapshot.name} ${ready} ${status} ${restarts}`];
      });
      const { rows, isComplete } = await past.rowsAt(at);
      const told = rows.map((row) => `${row.name} ${row.ready} ${row.status} ${row.restarts}`);
      expect([at, isComplete, told.toSorted()]).toEqual([at, true, then.toSorted()]);
    }
  });
}

test('one pod is told as in the list of that moment, stuck, recent strip and all', async () => {
  const sights = await sightsOf('init-crashloop');
  const { past } = await pastOf(sights, later(sights));
  for (const at of secondsOf(sights)) {
    const { rows } = await past.rowsAt(at);
    for (const row of rows)
      expect(await past.podAt(row, at, EVERYBODY)).toMatchObject({ row, successorUid: null });
  }
});

test('what is stuck then is told from what was known then', async () => {
  const sights = await sightsOf('init-crashloop');
  const { past } = await pastOf(sights, later(sights, 3_600_000));
  const [early, late] = [sights[0], sights.at(-1)].map((it) => millis((it?.at ?? 0) + 1000));
  const board = async (at: Millis | undefined) => past.boardAt(at ?? millis(0), EVERYBODY);
  expect((await board(early)).figures).toMatchObject({ pods: 1, stuck: 0 });
  expect((await board(late)).figures).toMatchObject({ pods: 1, stuck: 1, crashLooping: 1 });
  expect((await board(late)).causes[0]).toMatchObject({ container: 'broken' });
});

test('the findings are of then', async () => {
  const sights = await sightsOf('init-crashloop');
  const { past } = await pastOf(sights, later(sights, 3_600_000));
  const { namespace, name } = sights[0]?.snapshot ?? { namespace: '', name: '' };
  const found = async (at: number) => {
    const then = await past.podAt({ namespace, name, uid: null }, millis(at), EVERYBODY);
    return typeof then === 'string' ? then : then.findings.map(({ container }) => container);
  };
  expect(await found((sights[0]?.at ?? 0) + 500)).toEqual([]);
  expect((await found(sights.at(-1)?.at ?? 0))[0]).toBe('broken');
});

test('a name means the pod that had it then, and says which one took it since', async () => {
  const sights = await sightsOf('statefulset-same-name-new-uid');
  const { past } = await pastOf(sights, later(sights));
  const byUid = Map.groupBy(sights, ({ snapshot }) => snapshot.uid);
  const [old, fresh] = [...byUid.values()].filter(([first], _, all) =>
    all.some(([other]) => other !== first && other?.snapshot.name === first?.snapshot.name),
  );
  const name = {
    namespace: old?.[0]?.snapshot.namespace ?? '',
    name: old?.[0]?.snapshot.name ?? '',
  };
  const [oldUid, newUid] = [old, fresh].map((it) => it?.[0]?.snapshot.uid ?? '');
  const first = old?.[0]?.at ?? millis(0);
  const uidAt = async (at: number, uid: string | null = null) => {
    const found = await past.podAt({ ...name, uid }, millis(at), EVERYBODY);
    return typeof found === 'string'
      ? found
      : [found.row.uid, found.row.deletedAt !== null, found.successorUid];
  };
  expect(await uidAt(first + 1)).toEqual([oldUid, false, null]);
  expect(await uidAt(first - 2000)).toBe('not-then');
  expect(await uidAt(later(sights))).toEqual([newUid, expect.any(Boolean), null]);
  expect(await uidAt(later(sights), oldUid)).toEqual([oldUid, true, newUid]);
  expect(await uidAt(first + 1, newUid)).toBe('not-then');
  expect(await past.podAt({ ...name, name: 'never', uid: null }, later(sights), EVERYBODY)).toBe(
    'unknown',
  );
});

test('pods that are gone are found by what they were, those that went last first, and none that went later', async () => {
  const sights = await sightsOf('deployment-rollout-with-init');
  const { past } = await pastOf(sights, later(sights));
  const gone = sights.filter(({ isGone }) => isGone === true);
  expect(gone.length).toBeGreaterThan(1);
  const found = await past.goneAt(later(sights), queryOf('gone'));
  expect(found.map(({ uid }) => uid)).toEqual(gone.map(({ snapshot }) => snapshot.uid).reverse());
  expect(
    found.every(({ traits, deletedAt }) => traits.includes('gone') && deletedAt !== null),
  ).toBe(true);
  const first = gone[0];
  const then = await past.goneAt(first?.at ?? millis(0), queryOf('gone'));
  expect(then.map(({ uid }) => uid)).toEqual([first?.snapshot.uid]);
  const { namespace = '', name = '' } = first?.snapshot ?? {};
  const named = await past.goneAt(
    later(sights),
    queryOf(`gone ns:${namespace} name:*${name.slice(-5)}`),
  );
  expect(named.map((row) => row.name)).toEqual([name]);
  expect(await past.goneAt(later(sights), queryOf('gone ns:elsewhere'))).toEqual([]);
});

test('what ended badly shortly before is on Now, though its pod is gone', async () => {
  const sights = (await sightsOf('init-crashloop')).filter(({ isGone }) => isGone !== true);
  const last = sights.at(-1);
  if (last === undefined) throw new Error('Nothing was recorded.');
  const gone: Sight = { at: millis(last.at + 1000), snapshot: last.snapshot, isGone: true };
  const { past } = await pastOf([...sights, gone], later(sights, 7_200_000));
  const soon = await past.boardAt(millis(gone.at + 5000), EVERYBODY);
  expect(soon.figures.pods).toBe(0);
  expect(soon.ended).toMatchObject([{ uid: last.snapshot.uid, container: 'broken', isGone: true }]);
  const after = await past.boardAt(millis(gone.at + 3_600_000), EVERYBODY);
  expect(after.ended).toEqual([]);
});

test('where nobody watched, what came to be known later is told, and the time is named', async () => {
  const all = await sightsOf('init-three-in-order');
  const [first, last] = [all[0], all.findLast(({ isGone }) => isGone !== true)];
  if (first === undefined || last === undefined) throw new Error('Nothing was recorded.');
  const gap = { scope: '', from: first.at, to: last.at, cause: 'Nobody watched.' };
  const { past } = await pastOf([first, last], later(all), [gap]);
  const middle = millis((first.at + last.at) / 2);
  const [row] = (await past.rowsAt(middle)).rows;
  expect(row?.pips.some(({ state }) => state === 'completed' || state === 'running')).toBe(true);
  expect((await past.history({ from: null, to: null }, 10)).gaps).toEqual([
    { from: gap.from, to: gap.to, cause: gap.cause },
  ]);
});

test('the history says what is kept, and how much happened when', async () => {
  const sights = await sightsOf('init-crashloop');
  const now = later(sights);
  const { past, log } = await pastOf(sights, now);
  const { from, to, activity } = await past.history({ from: null, to: null }, 60);
  expect([from, to, activity.from, activity.counts.length]).toEqual([sights[0]?.at, now, from, 60]);
  const all = await log.transitionsOf(sights[0]?.snapshot.uid ?? '', 0 as never);
  expect(activity.counts.reduce((a, b) => a + b)).toBe(all.length);
  const part = await past.history({ from: millis(now - 30_000), to: now }, 10);
  expect([part.activity.bucketMs, part.activity.counts]).toEqual([3000, Array(10).fill(0)]);
  expect(part.from).toBe(from);
});

test('what retention has taken pods of is not offered as kept', async () => {
  const sights = await sightsOf('init-crashloop');
  const now = later(sights);
  const { past } = await pastOf(sights, now, [], 90_000);
  expect(await past.keptFrom()).toBe(now - 90_000);
});

test('a moment that was asked for is not put together twice', async () => {
  const sights = await sightsOf('init-crashloop');
  const { past } = await pastOf(sights, later(sights));
  const at = secondsOf(sights)[3] ?? millis(0);
  expect(await past.rowsAt(at)).toBe(await past.rowsAt(at));
});

test('of an empty log nothing is kept', async () => {
  const { past } = await pastOf([], millis(1_000_000));
  expect(await past.keptFrom()).toBeNull();
  expect(await past.history({ from: null, to: null }, 10)).toEqual({
    from: null,
    to: 1_000_000,
    gaps: [],
    activity: { from: 1_000_000, bucketMs: 1, counts: [] },
  });
});

test('a viewer who may not read logs is told no finding of a moment that quotes one', async () => {
  const sights = await sightsOf('init-crashloop');
  const at = later(sights);
  const { live } = await pastOf(sights, at);
  const [{ snapshot }] = sights.slice(-1) as [Sight];
  const { uid, namespace, name } = snapshot;
  const run = { container: snapshot.containers[0]?.name ?? '', attempt: 5 };
  const head = { ...run, containerId: 'containerd://a', outcome: 'kept', signature: null } as const;
  const past = new Past({
    ...{ live, rules: ROLE_RULES, patience: PATIENCE, maxAgeMs: null, now: () => at },
    sources: {
      ...NO_SOURCES,
      heads: async () => [{ ...head, lines: 1, isCut: false, masked: 0, fetchedAt: at }],
      tails: async () => [{ ...run, lines: ['fatal: the disk of alice is full'] }],
    },
  });
  const told = async (canReadLogs: boolean): Promise<string> => {
    const viewer = { ...EVERYBODY, canReadLogs: () => canReadLogs };
    return JSON.stringify(await past.podAt({ uid, namespace, name }, at, viewer));
  };
  expect(await told(true)).toContain('the disk of alice');
  const without = await told(false);
  expect(without).not.toContain('alice');
  expect(without).toContain('"code"');
});
