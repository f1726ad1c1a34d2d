/** What a real cluster did that one would not expect, each told by the recording that shows it. */
import { join } from 'node:path';
import type { LaneDocument, PodDocument, TimelineDocument } from '@podline/contract';
import { describe, expect, it, test } from 'vitest';
import { replay } from './replay.ts';

const RECORDINGS = join(import.meta.dirname, '../../../../recordings');

async function podsOf(recording: string): Promise<readonly PodDocument[]> {
  const document: TimelineDocument = JSON.parse(await replay(join(RECORDINGS, recording), 'json'));
  return document.pods;
}

async function laneOf(recording: string, container: string, pod?: string): Promise<LaneDocument> {
  const pods = await podsOf(recording);
  const lane = pods
    .find(({ name }) => pod === undefined || name === pod)
    ?.lanes.find((it) => it.container === container);
  if (lane === undefined) throw new Error(`no ${container} in ${recording}`);
  return lane;
}

const attempts = ({ attempts: all }: LaneDocument) =>
  all.map(({ number, exitCode, reason }) => `${number}: ${exitCode} ${reason}`);

const secondsBetween = (from: string | null, to: string | null): number | null =>
  from === null || to === null ? null : (Date.parse(to) - Date.parse(from)) / 1000;

const waits = ({ waits: all }: LaneDocument) =>
  all.map(({ waitsFor: { kind, container } }) =>
    container === null ? kind : `${kind} ${container}`,
  );

describe('runs that the watch skips are found in lastState', () => {
  it('running → running: the end that no event showed is known afterwards', async () => {
    const { attempts: all } = await laneOf('liveness-kill-loop', 'app');
    expect(all.slice(0, 3).map((a) => [a.number, a.exitCode, a.finishedAt !== null])).toEqual([
      [0, 137, true],
      [1, 137, true],
      [2, 137, true],
    ]);
  });

  it('a run that a postStart hook hid is filled in backwards, with the kubelet’s own start', async () => {
    const { attempts: all } = await laneOf('poststart-hook-fails', 'app');
    expect(all.map((a) => [a.seen, secondsBetween(a.startedAt, a.finishedAt)])).toEqual([
      ['afterwards', 2],
      ['afterwards', 2],
      ['afterwards', 2],
    ]);
  });

  it('a start that failed is an attempt without a beginning', async () => {
    const { attempts: all } = await laneOf('init-command-not-found', 'typo');
    expect(all.map((a) => a.number)).toEqual([0, 1, 2, 3]);
    expect(all.every((a) => a.startedAt === null && a.reason === 'StartError')).toBe(true);
  });

  it('all twelve of many inits completed, in order, though several did within one second', async () => {
    const [pod] = await podsOf('many-init-containers');
    const inits = pod?.lanes.filter((lane) => lane.role === 'init') ?? [];
    expect(inits.flatMap(attempts)).toEqual(inits.map(() => '0: 0 Completed'));
    const ends = inits.map((lane) => lane.attempts[0]?.finishedAt ?? '');
    expect(ends).toEqual(ends.toSorted());
  });
});

describe('what went on without a restart is shown without one', () => {
  test.each([
    ['kubelet-restart-during-init', 'init-long'],
    ['containerd-down-during-init', 'init-long'],
    ['init-resize', 'app'],
    ['init-resize', 'proxy'],
    ['readiness-flapping', 'app'],
    ['pod-metadata-only-updates', 'slow'],
  ])('%s: %s', async (recording, container) => {
    const lane = await laneOf(recording, container);
    expect(lane.attempts).toHaveLength(1);
    expect(lane.unobserved).toEqual([]);
  });
});

describe('back-off', () => {
  it('lasts from an end to the next start, whatever STATUS says meanwhile', async () => {
    const { attempts: all, backOffs } = await laneOf('init-crashloop', 'broken');
    const pauses = all.slice(1).map((a, index) => [all[index]?.finishedAt, a.startedAt]);
    const real = pauses.filter(([end, start]) => end !== start);
    expect(backOffs.slice(0, real.length).map(({ from, to }) => [from, to])).toEqual(real);
    expect(backOffs.at(-1)?.to).toBeNull();
  });

  it('was announced, and no start came before', async () => {
    const { backOffs } = await laneOf('init-crashloop', 'broken');
    const announced = backOffs.filter(({ notBefore, to }) => notBefore !== null && to !== null);
    expect(announced.length).toBeGreaterThan(2);
    for (const { notBefore, to } of announced) {
      expect(secondsBetween(notBefore, to)).toBeGreaterThanOrEqual(0);
    }
  });

  it('is none for a native sidecar that stops after its Job', async () => {
    const proxy = await laneOf('native-sidecar-job-sidecar-killed', 'proxy');
    expect(attempts(proxy)).toEqual(['0: 137 Error']);
    expect(proxy.backOffs).toEqual([]);
  });
});

describe('a sandbox that is killed', () => {
  it('starts every container anew: inits completed twice, a synthetic end has no time', async () => {
    expect(attempts(await laneOf('pod-sandbox-changed', 'init-a'))).toEqual([
      '0: 0 Completed',
      '1: 0 Completed',
    ]);
    const proxy = await laneOf('pod-sandbox-changed', 'proxy');
    expect(proxy.attempts[0]).toMatchObject({
      exitCode: 137,
      reason: 'ContainerStatusUnknown',
      finishedAt: null,
    });
  });

  it('makes the app wait for the sandbox and for all inits again, which is no back-off', async () => {
    const app = await laneOf('pod-sandbox-changed', 'app');
    expect(app.backOffs).toEqual([]);
    expect(waits(app).slice(-3)).toEqual(['sandbox', 'inits-again init-a', 'inits-again init-b']);
  });
});

describe('a wait is told by what it is for', () => {
  test.each([
    ['pod-scheduling-gated', 'prepare', 'scheduling-gate'],
    ['pod-unschedulable', 'prepare', 'scheduling'],
    ['pvc-pending', 'migrate', 'scheduling'],
    ['init-missing-volume-configmap', 'read-config', 'sandbox'],
    ['init-missing-configmap-env', 'use-config', 'configuration'],
    ['init-image-pull-backoff', 'fetch', 'image'],
    ['native-sidecar-startup-probe-blocks', 'init-b', 'container proxy'],
    ['native-sidecar-startup-probe-blocks', 'app', 'container proxy'],
    ['seed-init-waits-for-service', 'main-app', 'container init-myservice'],
  ])('%s: %s waits for %s', async (recording, container, kind) => {
    expect(waits(await laneOf(recording, container))).toContain(kind);
  });
});

describe('who is stuck at the end of the recording, and who waits for it', () => {
  test.each<[string, string | null, readonly string[]]>([
    ['init-crashloop', 'broken', ['main-app']],
    ['init-err-image-never-pull', 'fetch', ['main-app']],
    ['native-sidecar-crash-blocks-init', 'proxy', ['init-b', 'app']],
    ['native-sidecar-crashloop-app-running', 'log-shipper', []],
    ['app-image-pull-backoff-after-init', 'app', []],
    ['liveness-kill-loop', 'app', []],
    ['poststart-hook-fails', 'app', []],
  ])('%s: %s', async (recording, container, heldUp) => {
    const [pod] = await podsOf(recording);
    expect(pod?.stuck).toMatchObject({ container, heldUp });
  });

  test('a postStart hook that fails is blamed, not the app that was stopped because of it', async () => {
    const [pod] = await podsOf('poststart-hook-fails');
    expect(pod?.stuck?.because).toMatch(/^app’s postStart hook fails, so the kubelet stops it/);
  });

  test.each([
    'native-sidecar-happy',
    'istio-like',
    'seed-init-downloads-config',
    'pod-readiness-gate',
    'native-sidecar-job-completes',
    'native-sidecars-three-with-inits',
    'deployment-twenty-replicas',
  ])('nobody in %s', async (recording) => {
    expect((await podsOf(recording)).map(({ stuck }) => stuck)).toEqual(
      (await podsOf(recording)).map(() => null),
    );
  });

  it('a native sidecar that never starts up, though nothing crashes', async () => {
    const pods = await podsOf('demo-payments');
    expect(pods.find(({ name }) => name === 'ledger-1')?.stuck).toMatchObject({
      container: 'istio-proxy',
      heldUp: ['unseal', 'ledger'],
    });
  });
});

it('a readiness gate, not a container, decides when a gated pod is ready', async () => {
  const [pod] = await podsOf('pod-readiness-gate');
  expect(pod?.startup.at(-1)).toMatchObject({ stage: 'readiness', container: null });
});

it('the seed’s log-collector reads what main-app writes', async () => {
  const [pod] = await podsOf('seed-sidecar-shared-logs');
  expect(
    pod?.lanes.map(({ container, role, sharedVolumes }) => ({ container, role, sharedVolumes })),
  ).toEqual([
    {
      container: 'main-app',
      role: 'app',
      sharedVolumes: [{ volume: 'shared-logs', with: ['log-collector'] }],
    },
    {
      container: 'log-collector',
      role: 'classic-sidecar',
      sharedVolumes: [{ volume: 'shared-logs', with: ['main-app'] }],
    },
  ]);
});
