import { describe, expect, it, test } from 'vitest';
import { app, condition, pod } from '../../test/build.ts';
import { event, first, found, sentence, specOf, type ToldCase } from '../../test/case.ts';

const unplaced = (message: string, ...claims: readonly string[]): ToldCase => ({
  seen: [
    pod({
      containers: [app('web')],
      conditions: [{ ...condition('PodScheduled', 'False', 1, 'Unschedulable'), message }],
      specFacts: specOf(
        {},
        {
          volumes: claims.map((of, n) => ({
            name: `v${n}`,
            kind: 'PersistentVolumeClaim' as const,
            of,
          })),
        },
      ),
    }),
  ],
  events: [event(1, 'FailedScheduling', message)],
  now: 121,
});

const NO_HELP = ' preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.';

describe('why no node fits', () => {
  test.each<[string, string]>([
    [
      '1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 Insufficient memory',
      '1 has a taint that it does not tolerate (`node-role.kubernetes.io/control-plane`), 2 have too little `memory`',
    ],
    ['3 node(s) had untolerated taint(s)', '3 have a taint that it does not tolerate.'],
    ['3 Insufficient nvidia.com/gpu', '3 have too little `nvidia.com/gpu`'],
    [
      "3 node(s) didn't have free ports for the requested pod ports",
      '3 have no free host port as it wants one',
    ],
    [
      "3 node(s) didn't match pod anti-affinity rules",
      '3 have a pod that it does not want beside it (anti-affinity)',
    ],
    [
      "1 node(s) didn't satisfy existing pods anti-affinity rules, 2 node(s) were unschedulable",
      '1 has a pod that does not want it beside (anti-affinity), 2 are cordoned',
    ],
    [
      "1 node(s) didn't match pod affinity rules, 2 Too many pods",
      '1 has no pod that it wants beside it (affinity), 2 run as many pods as they may',
    ],
    [
      "1 node(s) didn't match pod topology spread constraints (missing required label), 2 node(s) didn't match pod topology spread constraints",
      '1 lacks the label that its pods are to be spread by, 2 have too many of its like already (topology spread)',
    ],
    [
      '3 node(s) had volume node affinity conflict',
      '3 cannot reach its volume, which is bound to other nodes or another zone',
    ],
    ['3 node(s) exceed max volume count', '3 can attach no more volumes'],
    [
      "1 node(s) didn't find available persistent volumes to bind, 2 Insufficient cpu",
      '1 has no free volume for its claim, 2 have too little `cpu`',
    ],
    ['3 some plugin of ours said no', '3 some plugin of ours said no'],
  ])('%s', (message, words) => {
    const told = unplaced(`0/3 nodes are available: ${message}.${NO_HELP}`, 'data');
    expect(first(told)).toBe('critical unschedulable');
    expect(sentence(told)).toContain(`of 3 nodes, ${words}`);
    expect(sentence(told)).not.toContain('reemption');
  });
});

describe('why its claim keeps it from a node', () => {
  test.each<[string, string, string | null]>([
    [
      'pod has unbound immediate PersistentVolumeClaims. not found',
      'the PersistentVolumeClaim `data` is not bound to a volume',
      'shop/data',
    ],
    [
      "3 node(s) didn't find available persistent volumes to bind.",
      'the PersistentVolumeClaim `data` is not bound to a volume',
      'shop/data',
    ],
    [
      'persistentvolumeclaim "old" is being deleted.',
      'the PersistentVolumeClaim `old` is being deleted',
      'shop/old',
    ],
    [
      'persistentvolumeclaim "data" bound to non-existent persistentvolume "pv-1".',
      'is bound to a PersistentVolume that does not exist',
      'shop/data',
    ],
    [
      'waiting for ephemeral volume controller to create the persistentvolumeclaim "web-0-tmp".',
      'the PersistentVolumeClaim `web-0-tmp`, for an ephemeral volume, has not been created',
      'shop/web-0-tmp',
    ],
  ])('%s', (message, words, subject) => {
    const told = unplaced(`0/3 nodes are available: ${message}${NO_HELP}`, 'data');
    expect(first(told)).toBe('critical volume-claim-pending');
    expect(sentence(told)).toMatch(/^No node is chosen: .+, for 2m so far\.$/);
    expect(sentence(told)).toContain(words);
    expect(found(told)[0]?.subject).toBe(`PersistentVolumeClaim ${subject}`);
  });

  it('a claim that waits for its first pod, and is not made in time', () => {
    const told = unplaced(
      'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded',
      'data',
    );
    expect(first(told)).toBe('critical volume-claim-pending');
  });

  it('which of several is not told, and so not said', () => {
    const told = unplaced('pod has unbound immediate PersistentVolumeClaims.', 'a', 'b');
    expect(sentence(told)).toContain(
      'of the PersistentVolumeClaims `a` and `b` at least one is not bound to a volume',
    );
  });
});
