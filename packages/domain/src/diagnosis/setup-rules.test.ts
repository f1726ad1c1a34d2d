import { describe, expect, it, test } from 'vitest';
import { app, condition, init, running, status, waiting } from '../../test/build.ts';
import { event, first, found, placed, sentence, specOf } from '../../test/case.ts';
import type { PodSnapshot } from '../pod-snapshot.ts';

const web = app('web');
const bare = { containers: [web] };

describe('before any container', () => {
  const fresh = placed({
    containers: [init('prepare'), web],
    conditions: [
      condition('PodScheduled', 'True', 1),
      condition('PodReadyToStartContainers', 'False', 1),
      condition('Ready', 'False', 1, 'ContainersNotReady'),
    ],
    statuses: [
      status(init('prepare'), waiting('PodInitializing')),
      status(web, waiting('PodInitializing')),
    ],
    specFacts: specOf(
      {},
      { volumes: [{ name: 'data', kind: 'PersistentVolumeClaim', of: 'data-web-0' }] },
    ),
  });
  test.each<[string, string, string, string, string | null]>([
    [
      'a ConfigMap that is missing',
      'FailedMount',
      'MountVolume.SetUp failed for volume "config" : configmap "app-files" not found',
      'critical volume-object-missing',
      'ConfigMap shop/app-files',
    ],
    [
      'a Secret that is missing',
      'FailedMount',
      'MountVolume.SetUp failed for volume "tls" : secret "web-tls" not found',
      'critical volume-object-missing',
      'Secret shop/web-tls',
    ],
    [
      'a volume that is attached elsewhere',
      'FailedAttachVolume',
      'Multi-Attach error for volume "data" Volume is already used by pod(s) web-1',
      'critical volume-not-attached',
      'PersistentVolumeClaim shop/data-web-0',
    ],
    [
      'a mount that fails',
      'FailedMount',
      'MountVolume.SetUp failed for volume "nfs" : mount failed: exit status 32',
      'critical volume-not-mounted',
      null,
    ],
    [
      'a mount that takes too long',
      'FailedMount',
      'Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[data]: timed out waiting for the condition',
      'critical volume-not-mounted',
      'PersistentVolumeClaim shop/data-web-0',
    ],
    [
      'the network plug-in',
      'FailedCreatePodSandBox',
      'Failed to create pod sandbox: plugin type="calico" failed (add): error getting ClusterInformation: connection is unauthorized',
      'critical sandbox-failed',
      'node node-1',
    ],
    [
      'the network is not ready',
      'NetworkNotReady',
      'network is not ready: container runtime network not ready: cni plugin not initialized',
      'critical sandbox-failed',
      'node node-1',
    ],
    [
      'a runtime class',
      'FailedCreatePodSandBox',
      'Failed to create pod sandbox: no runtime for "gvisor" is configured',
      'critical sandbox-failed',
      'node node-1',
    ],
  ])('%s', (_, reason, message, told, subject) => {
    const case_ = { seen: [fresh], now: 120, events: [event(100, reason, message)] };
    expect(first(case_)).toBe(told);
    expect(found(case_)[0]?.subject).toBe(subject);
  });

  it('what a start has mended since is no trouble any more', () => {
    const up = {
      ...fresh,
      statuses: [status(init('prepare'), running(50)), status(web, waiting('PodInitializing'))],
    };
    const events = [
      event(40, 'FailedMount', 'MountVolume.SetUp failed for volume "x" : configmap "x" not found'),
    ];
    expect(first({ seen: [fresh, [50, up]], now: 55, events })).toBe('none');
  });
});

describe('readiness', () => {
  const up = (ready: boolean, more: Partial<PodSnapshot> = {}): PodSnapshot =>
    placed({ ...bare, phase: 'Running', statuses: [status(web, running(1), { ready })], ...more });
  it('a gate that nobody passes is named; the containers are ready', () => {
    const gate = 'target-health.elbv2.k8s.aws/web';
    const told = up(true, {
      readinessGates: [gate],
      conditions: [
        condition('ContainersReady', 'True', 2),
        condition('Ready', 'False', 2, 'ReadinessGatesNotReady'),
      ],
    });
    expect(first({ seen: [told], now: 60 })).toBe('info readiness-gate');
    expect(first({ seen: [told], now: 600 })).toBe('warning readiness-gate');
    expect(sentence({ seen: [told], now: 60 })).toContain(gate);
  });

  it('never ready: the probe, and what it was answered', () => {
    const told = {
      seen: [
        up(false, {
          specFacts: specOf({
            web: {
              readinessProbe: {
                initialDelaySeconds: 0,
                periodSeconds: 5,
                timeoutSeconds: 1,
                failureThreshold: 3,
                asks: 'GET :8080/ready',
                port: 8080,
              },
            },
          }),
        }),
      ],
      events: [
        event(
          290,
          'Unhealthy',
          'Readiness probe failed: HTTP probe failed with statuscode: 503',
          'web',
        ),
      ],
      now: 300,
    };
    expect(first(told)).toBe('warning not-ready web');
    expect(sentence(told)).toContain(
      '(`GET :8080/ready`, every 5s) fails: HTTP probe failed with statuscode: 503',
    );
    expect(first({ ...told, now: 60 })).toBe('none');
  });
});
