import { expect, test, vi } from 'vitest';
import { podObject } from '../life.ts';
import { ownWorld } from './own-world.ts';

// Back-off included, on a machine that does other things too.
vi.setConfig({ testTimeout: 90_000 });

const world = ownWorld();
const watching = { on: 'watch', resource: 'pods' } as const;

test.each(['rst', 'fin'] as const)(
  'F16: %s in the middle of a line: the half is dropped and the event comes again',
  async (ending) => {
    const { proxy, load, lists, violations } = world();
    const before = lists();
    proxy.cutAfter('down', 700, ending);
    load.change(30);
    expect(await violations()).toEqual([]);
    expect(lists()).toBe(before);
  },
);

test.each([1, 50, -1])(
  'F16: a watch that is cut at byte %i of a line goes on from the line before',
  async (atByte) => {
    const { api, load, lists, violations } = world();
    const before = lists();
    const id = api.faults.inject({
      ...watching,
      after: 5,
      do: { kind: 'cut', how: 'end', atByte },
    });
    load.change(20);
    await api.faults.done(id);
    expect(await violations()).toEqual([]);
    expect(lists()).toBe(before);
  },
);

test('F17: seven bytes a packet give the same as whole lines', async () => {
  const { proxy, load, violations } = world();
  proxy.harm('down', { kind: 'trickle', bytes: 7 });
  load.change(8);
  expect(await violations()).toEqual([]);
  proxy.harm('down', { kind: 'none' });
});

test.each([{ kind: 'crlf' }, { kind: 'bom' }, { kind: 'trickle', bytes: 1 }] as const)(
  'F17: a watch with $kind says the same',
  async (deed) => {
    const { api, load, violations } = world();
    const id = api.faults.inject({ ...watching, do: deed });
    api.faults.strike({ kind: 'end' }, watching);
    await api.faults.done(id);
    load.change(5);
    expect(await violations()).toEqual([]);
  },
);

test.each(['not-json', 'wrong-kind', 'no-metadata'] as const)(
  'F18: a change whose line is spoilt (%s) is not lost',
  async (how) => {
    const { api, load, violations } = world();
    const about = { type: 'MODIFIED' };
    const id = api.faults.inject({ ...watching, about, after: 2, do: { kind: 'corrupt', how } });
    load.change(20);
    await api.faults.done(id);
    expect(await violations()).toEqual([]);
  },
);

test('F22: lines that come twice, and old ones again, are recorded once', async () => {
  const { api, load, violations } = world();
  const twice = api.faults.inject({ ...watching, times: 5, do: { kind: 'duplicate' } });
  const again = api.faults.inject({
    ...watching,
    after: 10,
    times: 3,
    do: { kind: 'replay', lines: 10 },
  });
  load.change(60);
  await Promise.all([api.faults.done(twice, 5), api.faults.done(again, 3)]);
  expect(await violations()).toEqual([]);
});

test('F23: events that overtake each other never take a pod back', async () => {
  const { api, load, violations } = world();
  const id = api.faults.inject({ ...watching, times: 5, do: { kind: 'swap', with: 'other-pod' } });
  load.change(60);
  await api.faults.done(id, 5);
  expect(await violations()).toEqual([]);
});

test('F24: an end that no watch told is inferred by the next list, with its interval', async () => {
  const { api, proxy, violations, evidence } = world();
  const ref = { namespace: 'shop', name: 'ends-unseen' };
  const { uid } = api.apply(podObject({ ...ref, step: 1 }, Date.now()));
  await violations();
  proxy.refuse(true);
  proxy.cut('rst');
  api.delete(ref);
  api.compact();
  proxy.refuse(false);
  expect(await violations()).toEqual([]);
  const gone = evidence().database.transitions.find(
    (row) => row.uid === uid && row.change.kind === 'gone',
  );
  expect(gone?.change).toMatchObject({ how: 'inferred' });
});

test('F25: a pod that comes back under its name is another pod, whether the watch told it or a list', async () => {
  const { api, proxy, violations, evidence } = world();
  const ref = { namespace: 'shop', name: 'comes-back' };
  const first = api.apply(podObject({ ...ref, step: 2 }, Date.now()));
  await violations();
  api.recreate(ref);
  await violations();
  proxy.refuse(true);
  proxy.cut('rst');
  api.recreate(ref);
  api.compact();
  proxy.refuse(false);
  expect(await violations()).toEqual([]);
  const own = evidence().database.pods.filter(({ name }) => name === ref.name);
  expect(own).toHaveLength(3);
  expect(own.map(({ deletedAt }) => deletedAt === null)).toContain(true);
  expect(own.find(({ uid }) => uid === first.uid)?.deletedAt).not.toBeNull();
});

test('F26: three restarts between two looks: the last end is known, the others are counted as not observed', async () => {
  const { api, proxy, violations, evidence } = world();
  const ref = { namespace: 'shop', name: 'restarts-unseen' };
  const { uid } = api.apply(podObject({ ...ref, step: 1 }, Date.now()));
  await violations();
  proxy.refuse(true);
  proxy.cut('rst');
  for (let step = 2; step <= 12; step += 1) api.apply(podObject({ ...ref, step }, Date.now()));
  api.compact();
  proxy.refuse(false);
  expect(await violations()).toEqual([]);
  const log = evidence().database.transitions.filter((row) => row.uid === uid);
  expect(log.find(({ change }) => change.kind === 'unobserved')?.change).toMatchObject({
    attempts: 2,
  });
});
