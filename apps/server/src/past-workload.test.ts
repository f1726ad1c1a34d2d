import type { WorkloadState } from '@podline/contract';
import { millis, seq } from '@podline/domain';
import { expect, test } from 'vitest';
import { workloadAt } from './past-workload.ts';
import { pastOf, sightsOf } from './testing/past.ts';
import { workloadView } from './workload-view.ts';

/** All that a page shows of it. */
const shown = (state: WorkloadState | null) =>
  state === null ? null : { ...state, epoch: '', seq: seq(0) };

test.each([
  ['deployment-rollout-with-init', 'Deployment', 'web'],
  ['statefulset-same-name-new-uid', 'StatefulSet', 'db'],
])(
  '%s: at each moment its page of then is the page that was live then',
  async (name, kind, workload) => {
    const sights = await sightsOf(name);
    const ref = { namespace: name, kind, name: workload };
    const [first, last] = [sights[0]?.at ?? 0, sights.at(-1)?.at ?? 0];
    const now = millis(last + 60_000);
    const { live, past } = await pastOf(sights, now);
    const seen = new Set<string>();
    for (let ms = Math.ceil(first / 1000) * 1000; ms <= last + 1000; ms += 2000) {
      const at = millis(ms);
      const then = await pastOf(
        sights.filter((sight) => sight.at <= at),
        at,
      );
      const wasLive = await workloadView(then.live, () => at).state(ref, null);
      const told = await workloadAt({ live, past }, ref, at);
      expect([ms - first, shown(told)]).toEqual([ms - first, shown(wasLive)]);
      seen.add(JSON.stringify(told?.pods.map(({ status, deletedAt }) => [status, deletedAt])));
    }
    expect(seen.size).toBeGreaterThan(3);
  },
);

test('before its first pod there is nothing to tell', async () => {
  const sights = await sightsOf('deployment-rollout-with-init');
  const first = sights[0]?.at ?? 0;
  const { live, past } = await pastOf(sights, millis(first + 60_000));
  const ref = { namespace: 'deployment-rollout-with-init', kind: 'Deployment', name: 'web' };
  expect(await workloadAt({ live, past }, ref, millis(first - 1000))).toBeNull();
});
