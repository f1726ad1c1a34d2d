import type { PodRow, RowStuck } from '@podline/contract';
import { type Millis, millis } from '@podline/domain';
import type { Viewer } from '@podline/transport/server';
import { expect, test } from 'vitest';
import { NowBoard } from './now-view.ts';
import { podRow } from './pod-row.ts';
import { aSnapshot } from './testing/recordings.ts';

const NOW = millis(Date.UTC(2026, 10, 22, 12));
const everyone: Viewer = { name: 'everyone', canSee: () => true, canReadLogs: () => true };
const shopOnly: Viewer = {
  name: 'shop',
  canSee: (namespace) => namespace === 'shop',
  canReadLogs: () => true,
};
const blank = podRow(await aSnapshot({ owner: null, labels: {} }), null);

const row = (name: string, over: Partial<PodRow> = {}): PodRow => ({
  ...blank,
  uid: name,
  namespace: 'shop',
  name,
  traits: ['ready'],
  pips: [{ name: 'init', role: 'init', image: 'x', state: 'running', text: '' }],
  lastFailure: null,
  ...over,
});
const stuck = (over: Partial<RowStuck> = {}): Partial<PodRow> => ({
  traits: ['stuck', 'initializing'],
  stuck: {
    since: millis(NOW - 60_000),
    container: 'init',
    reason: 'NotCompleted',
    says: 'has not completed',
    changedAt: millis(NOW - 60_000),
    ...over,
  },
});
const web = { kind: 'Deployment', name: 'web', revision: 'abc' };

function board(...rows: readonly PodRow[]) {
  let now = NOW;
  const made = new NowBoard(() => now);
  for (const it of rows) made.put(it);
  return {
    made,
    state: (viewer = everyone) => made.stateFor(viewer),
    at(later: Millis) {
      now = later;
    },
  };
}

test('stuck pods of one template, held up by one container for one reason, are one cause', () => {
  const older = millis(NOW - 120_000);
  const { state } = board(
    row('a', { ...stuck(), workload: web, labels: { 'pod-template-hash': 'abc' } }),
    row('b', {
      ...stuck({ since: older, changedAt: NOW }),
      workload: web,
      labels: { 'pod-template-hash': 'abc' },
    }),
    row('c', { ...stuck({ reason: 'CrashLoopBackOff' }), workload: web }),
    row('d', stuck({ container: null, reason: 'Unschedulable' })),
    row('e'),
  );
  const { causes, figures } = state();
  expect(causes.map(({ pods, query, since }) => [pods, query, since])).toEqual([
    [
      2,
      'stuck ns:shop workload:Deployment/web label:pod-template-hash=abc blocker:init reason:NotCompleted',
      older,
    ],
    [1, 'stuck ns:shop workload:Deployment/web blocker:init reason:CrashLoopBackOff', NOW - 60_000],
    [1, 'stuck ns:shop name:d -blocker:* reason:Unschedulable', NOW - 60_000],
  ]);
  expect(causes[0]).toMatchObject({
    container: 'init',
    role: 'init',
    place: { position: 1, of: 1 },
    changedAt: NOW,
    members: [{ name: 'b' }, { name: 'a' }],
  });
  expect(figures).toMatchObject({ pods: 5, namespaces: 1, stuck: 4, stuckSince: older });
});

test('pods that miss the same thing are one cause, whatever they are and wherever', () => {
  const cause = (subject: string | null) => ({
    code: 'config-missing' as const,
    severity: 'critical' as const,
    container: 'init',
    subject,
    title: 'the ConfigMap `app-config` is missing',
  });
  const { state } = board(
    row('a', { ...stuck(), workload: web, cause: cause('ConfigMap shop/app-config') }),
    row('b', { ...stuck({ container: 'app' }), cause: cause('ConfigMap shop/app-config') }),
    row('c', { ...stuck({ since: millis(NOW - 700_000) }), workload: web, cause: cause(null) }),
  );
  const { causes } = state();
  expect(
    causes.map(({ pods, workloads, joined, query }) => [pods, workloads, joined, query]),
  ).toEqual([
    [2, 2, 2, 'stuck cause:config-missing subject:"ConfigMap shop/app-config"'],
    [1, 1, 0, 'stuck ns:shop workload:Deployment/web blocker:init cause:config-missing'],
  ]);
  expect(causes[0]?.finding).toMatchObject({ title: 'the ConfigMap `app-config` is missing' });
});

test('a viewer is told of what that viewer may see, and of nothing else', () => {
  const { state } = board(row('a'), row('b', { ...stuck(), namespace: 'bank' }));
  expect(state(shopOnly)).toMatchObject({ figures: { pods: 1, stuck: 0 }, causes: [] });
  expect(state()).toMatchObject({ figures: { pods: 2, namespaces: 2, stuck: 1 } });
});

test('pods that change and go are counted no more', () => {
  const { made, state } = board(row('a', stuck()), row('b', stuck()));
  made.put(row('a'));
  made.put(row('b', { ...stuck(), deletedAt: NOW }));
  expect(state().figures).toMatchObject({ pods: 1, stuck: 0, initializing: 0 });
  made.put(row('a', { deletedAt: NOW }));
  expect(state().figures).toMatchObject({ pods: 0, namespaces: 0 });
});

test('the same state is the same object, so that pages are told nothing', () => {
  const { made, state, at } = board(row('a'));
  const before = state();
  made.put(row('a', { restarts: 1 }));
  expect(state()).toBe(before);
  at(millis(NOW + 60_000));
  expect(state()).toBe(before);
  made.put(row('b'));
  expect(state()).not.toBe(before);
});

test('what ended badly is told for half an hour, also when the pod is gone', () => {
  const failure = { container: 'app', at: millis(NOW - 1_000), exitCode: 3, reason: 'Error' };
  const { made, state, at } = board(
    row('a', { lastFailure: failure }),
    row('b', { lastFailure: { ...failure, at: NOW } }),
    row('old', { lastFailure: { ...failure, at: millis(NOW - 3_600_000) } }),
  );
  made.put(row('b', { lastFailure: { ...failure, at: NOW }, deletedAt: NOW }));
  expect(state().ended.map(({ name, isGone }) => [name, isGone])).toEqual([
    ['b', true],
    ['a', false],
  ]);
  expect(state(shopOnly).ended).toHaveLength(2);
  at(millis(NOW + 1_800_000));
  expect(state().ended).toEqual([]);
});

test('of the starts of the last hour, 95 of 100 took no longer', () => {
  const starts = Array.from({ length: 100 }, (_, index) =>
    row(`p${index}`, { startedUp: { at: NOW, tookMs: (index + 1) * 1_000 } }),
  );
  const old = row('old', { startedUp: { at: millis(NOW - 3_600_001), tookMs: 1e9 } });
  expect(board(...starts, old).state().figures).toMatchObject({
    startupP95Ms: 95_000,
    startups: 100,
  });
});

test('lists are cut', () => {
  const many = Array.from({ length: 150 }, (_, index) => row(`p${index}`, stuck()));
  const { causes, moreCauses, figures } = board(...many).state();
  expect([causes.length, moreCauses, figures.stuck]).toEqual([100, 50, 150]);
  const oneCause = board(...many.map((it) => ({ ...it, workload: web }))).state().causes;
  expect([oneCause.length, oneCause[0]?.pods, oneCause[0]?.members.length]).toEqual([1, 150, 10]);
});
