import {
  millis,
  observe,
  PATIENCE,
  type PodSnapshot,
  type RecordedTransition,
  seq,
} from '@podline/domain';
import { isUnreadable, podFromApi } from '@podline/kube';
import type { TransitionLog } from '@podline/store';
import { describe, expect, it } from 'vitest';
import { anEvent } from './testing/events.ts';
import { testLog } from './testing/pods.ts';
import { recorded } from './testing/recordings.ts';
import { Usuals } from './usual.ts';

interface Start {
  readonly pod: PodSnapshot;
  readonly transitions: readonly RecordedTransition[];
  readonly gaps: [];
}

/** Each pod of a recording with all that is recorded of it. */
async function startsOf(recording: string): Promise<readonly Start[]> {
  const { pods, recordedAtMs } = await recorded(recording);
  const byUid = Map.groupBy(
    pods.flatMap(({ t, type, object }) => {
      const pod = type === 'ADDED' || type === 'MODIFIED' ? podFromApi(object) : null;
      return pod === null || isUnreadable(pod) ? [] : [{ pod, at: millis(recordedAtMs + t) }];
    }),
    ({ pod }) => pod.uid,
  );
  return [...byUid.values()].flatMap((seen) => {
    const transitions: RecordedTransition[] = [];
    let known: ReturnType<typeof observe>['known'] | null = null;
    for (const { pod, at } of seen) {
      const step = observe(known, pod, at);
      known = step.known;
      for (const it of step.transitions)
        transitions.push({ ...it, seq: seq(transitions.length + 1) });
    }
    return known === null ? [] : [{ pod: known.snapshot, transitions, gaps: [] }];
  });
}

async function scene(): Promise<{
  log: TransitionLog;
  usuals: Usuals;
  starts: readonly Start[];
  pod: PodSnapshot;
}> {
  const { log } = await testLog();
  const usuals = new Usuals(PATIENCE);
  usuals.open(log);
  const starts = await startsOf('deployment-twenty-replicas');
  const [first] = starts;
  if (first === undefined) throw new Error('The recording has pods.');
  return { log, usuals, starts, pod: first.pod };
}
const FLEET = { namespace: 'podline-traces', kind: 'Deployment', name: 'fleet' };

describe('what is usual', () => {
  it('is known of a template after its starts were written and read', async () => {
    const { usuals, starts, pod, log } = await scene();
    for (const start of starts) usuals.over(start);
    expect(usuals.usualFor(pod)).toEqual({});
    expect(usuals.patienceFor(pod)).toEqual(PATIENCE);
    await usuals.turn();
    expect(usuals.takeLoaded()).toEqual([pod.uid]);
    expect(usuals.takeLoaded()).toEqual([]);
    const revision = pod.labels['pod-template-hash'];
    expect(usuals.usualFor(pod)).toMatchObject({
      migrate: { p50Ms: 2000, p95Ms: 2000, starts: 20, succeededIn: revision },
      proxy: { p50Ms: 1000, p95Ms: 2000, starts: 20 },
      web: { starts: 20 },
    });
    expect(usuals.patienceFor(pod).usual).toHaveLength(8);
    expect(await log.startsOf({ ...FLEET, namespace: pod.namespace })).toHaveLength(20);
  });

  it('has the pulls, where Events tell of them', async () => {
    const { log, usuals, starts, pod } = await scene();
    const began = starts[0]?.transitions.find(
      ({ container, change }) => container === 'migrate' && change.kind === 'started',
    )?.at;
    const event = { container: 'migrate', at: began ?? millis(0), podUid: pod.uid };
    const message = 'Successfully pulled image "migrate:1" in 600ms (800ms including waiting)';
    const pulled = anEvent('e-2', { ...event, reason: 'Pulled', message, type: 'Normal' });
    const eventsOf: TransitionLog['eventsOf'] = async (uid) => (uid === pod.uid ? [pulled] : []);
    usuals.open({ ...log, eventsOf });
    usuals.of(pod);
    for (const start of starts) usuals.over(start);
    await usuals.turn();
    const pulls = usuals.of(pod).stages.filter(({ stage }) => stage === 'pull');
    expect(pulls).toMatchObject([{ container: 'migrate', p50Ms: 1_000, starts: 1 }]);
  });

  it('is the same however often a pod is told of', async () => {
    const { usuals, starts, log, pod } = await scene();
    for (const start of [...starts, ...starts]) usuals.over(start);
    await usuals.turn();
    const again = new Usuals(PATIENCE);
    again.open(log);
    for (const start of starts) again.over(start);
    again.of(pod);
    await again.turn();
    expect(again.usualFor(pod)['migrate']?.starts).toBe(20);
  });

  it('grows with each start that is written', async () => {
    const { usuals, starts, pod } = await scene();
    usuals.of(pod);
    await usuals.turn();
    expect(usuals.of(pod).stages).toEqual([]);
    for (const start of starts.slice(0, 12)) usuals.over(start);
    await usuals.turn();
    expect(usuals.of(pod).stages[0]?.starts).toBe(12);
  });

  it('is that of another revision while its own has hardly started', async () => {
    const { usuals, starts, pod } = await scene();
    for (const start of starts) usuals.over(start);
    const labels = { ...pod.labels, 'pod-template-hash': 'new' };
    const owner = { kind: 'ReplicaSet', name: 'fleet-new', uid: 'rs' };
    const newer = { ...pod, labels, owner };
    usuals.of(newer);
    await usuals.turn();
    expect(usuals.usualFor(newer)['migrate']?.starts).toBe(20);
    expect(
      usuals.ofWorkload(pod.namespace, { kind: 'Deployment', name: 'fleet', revision: 'new' }),
    ).toBe(usuals.of(newer));
  });

  it('counts the runs of a CronJob together, told apart by what they are made of', async () => {
    const { log } = await testLog();
    const usuals = new Usuals(PATIENCE);
    usuals.open(log);
    const starts = await startsOf('demo-data');
    for (const start of starts) usuals.over(start);
    await usuals.turn();
    const [job] = starts.filter(({ pod }) => pod.name.startsWith('stock-sync-'));
    const namespace = job?.pod.namespace ?? '';
    const found = await log.startsOf({ namespace, kind: 'CronJob', name: 'stock-sync' });
    expect(found.length).toBeGreaterThan(4);
    expect(new Set(found.map(({ revision }) => revision))).toEqual(
      new Set([expect.stringMatching(/^[0-9a-f]{10}$/)]),
    );
  });

  it('of a pod that nobody controls, nothing is counted', async () => {
    const { usuals, starts, pod, log } = await scene();
    for (const start of starts) usuals.over({ ...start, pod: { ...start.pod, owner: null } });
    await usuals.turn();
    expect(await log.startsOf({ ...FLEET, namespace: pod.namespace })).toEqual([]);
    expect(usuals.patienceFor({ ...pod, owner: null })).toEqual(PATIENCE);
  });

  it('waits while the database takes nothing, and is written once it does', async () => {
    const { usuals, starts, pod, log } = await scene();
    const failing: TransitionLog = {
      ...log,
      recordStarts: () => Promise.reject(new Error('full')),
    };
    usuals.open(failing);
    for (const start of starts) usuals.over(start);
    usuals.of(pod);
    await expect(usuals.turn()).rejects.toThrow('full');
    failing.recordStarts = log.recordStarts;
    await usuals.turn();
    expect(usuals.usualFor(pod)['migrate']?.starts).toBe(20);
  });

  it('of another log is another', async () => {
    const { usuals, starts, pod } = await scene();
    for (const start of starts) usuals.over(start);
    await usuals.turn();
    usuals.open((await testLog()).log);
    usuals.of(pod);
    await usuals.turn();
    expect(usuals.of(pod).stages).toEqual([]);
  });
});
