import { describe, expect, it, test } from 'vitest';
import { app, ephemeral, init, pod, sidecar } from '../test/build.ts';
import { lanesOf } from './lane.ts';
import type { ContainerSpec } from './pod-snapshot.ts';
import { ROLE_RULES } from './role-rules.ts';

const roles = (containers: readonly ContainerSpec[], defaultContainer: string | null = null) =>
  lanesOf(pod({ containers, defaultContainer })).map((lane) => `${lane.name}: ${lane.role}`);

it('lanes stand in start order: inits and native sidecars as listed, apps, ephemeral containers', () => {
  const containers = [ephemeral('debug'), app('web'), init('a'), sidecar('proxy'), init('b')];
  expect(roles(containers)).toEqual([
    'a: init',
    'proxy: native-sidecar',
    'b: init',
    'web: app',
    'debug: ephemeral',
  ]);
});

test.each(['Never', 'OnFailure'])(
  'an init container with restartPolicy %s is an ordinary init: only Always makes a sidecar',
  (restartPolicy) => {
    expect(roles([{ ...init('a'), restartPolicy }])).toEqual(['a: init']);
  },
);

it('an app container with restartPolicy Always of its own is still an app', () => {
  expect(roles([{ ...app('web'), restartPolicy: 'Always' }])).toEqual(['web: app']);
});

describe('a classic sidecar is told from the app', () => {
  test.each([
    ['by the name an injector gives it', [app('istio-proxy'), app('web')], null, 'istio-proxy'],
    ['by the prefix that Cloud SQL gives it', [app('web'), app('csql-main')], null, 'csql-main'],
    ['by a name that says what it does', [app('web'), app('log-collector')], null, 'log-collector'],
    [
      'by an image that says what it does',
      [app('web'), { ...app('shipper'), image: 'docker.io/fluent/fluent-bit:3.0' }],
      null,
      'shipper',
    ],
    ['by the default-container annotation, which names the app', [app('x'), app('y')], 'y', 'x'],
  ])('%s', (_, containers, defaultContainer, name) => {
    const lanes = lanesOf(pod({ containers, defaultContainer }));
    const sidecars = lanes.filter((lane) => lane.role === 'classic-sidecar');
    expect(sidecars.map((lane) => lane.name)).toEqual([name]);
    expect(sidecars[0]?.roleBecause).toMatch(/\w\.$/);
  });

  test.each([
    [
      'names that apps use too do not make a sidecar',
      [app('envoy'), app('agent'), app('proxy')],
      null,
    ],
    [
      'an image whose name only contains a helper’s is not one',
      [{ ...app('a'), image: 'vectordb:1' }, app('b')],
      null,
    ],
    ['an annotation that names no container says nothing', [app('a'), app('b')], 'gone'],
  ])('%s', (_, containers, defaultContainer) => {
    const all = lanesOf(pod({ containers, defaultContainer }));
    expect(all.map((lane) => lane.role)).toEqual(containers.map(() => 'app'));
  });

  it('a pod of one container is an app whatever it is called', () => {
    expect(roles([app('istio-proxy')])).toEqual(['istio-proxy: app']);
  });

  it('where all look like helpers the first one is the app', () => {
    expect(roles([app('daprd'), app('istio-proxy')])).toEqual([
      'daprd: app',
      'istio-proxy: classic-sidecar',
    ]);
  });

  it('the annotation outweighs a helper’s name', () => {
    expect(roles([app('thanos-sidecar'), app('web')], 'thanos-sidecar')).toEqual([
      'thanos-sidecar: app',
      'web: classic-sidecar',
    ]);
  });
});

describe('a name that apps use too needs a second sign', () => {
  const envoy = (image: string) => ({ ...app('envoy'), image });
  const argo = { 'workflows.argoproj.io/workflow': 'x' };
  test.each<
    [string, readonly ContainerSpec[], Readonly<Record<string, string>>, readonly string[]]
  >([
    [
      'envoy with App Mesh’s image',
      [app('web'), envoy('x/aws-appmesh-envoy:v1')],
      {},
      ['web: app', 'envoy: classic-sidecar'],
    ],
    [
      'envoy with Envoy’s own image',
      [app('web'), envoy('docker.io/envoyproxy/envoy:v1')],
      {},
      ['web: app', 'envoy: classic-sidecar'],
    ],
    [
      'envoy with another image',
      [app('web'), envoy('shop/front:1')],
      {},
      ['web: app', 'envoy: app'],
    ],
    [
      'wait in a workflow',
      [app('wait'), app('main')],
      argo,
      ['wait: classic-sidecar', 'main: app'],
    ],
    ['wait in any other pod', [app('wait'), app('main')], {}, ['wait: app', 'main: app']],
    [
      'a step of Tekton is the app',
      [app('sidecar-a'), app('step-build')],
      { 'tekton.dev/taskRun': 'x' },
      ['sidecar-a: classic-sidecar', 'step-build: app'],
    ],
  ])('%s', (_, containers, labels, expected) => {
    expect(lanesOf(pod({ containers, labels })).map((l) => `${l.name}: ${l.role}`)).toEqual(
      expected,
    );
  });
});

describe('every role says because of what', () => {
  const because = (told: Partial<Parameters<typeof lanesOf>[0]>, name: string) =>
    lanesOf(pod(told)).find((lane) => lane.name === name)?.roleBecause;
  test.each<[string, Partial<Parameters<typeof lanesOf>[0]>, string, string]>([
    [
      'an init',
      { containers: [init('a')] },
      'a',
      'It stands in initContainers: it runs to completion, in order.',
    ],
    [
      'an injector’s init',
      { containers: [init('istio-init')] },
      'istio-init',
      'It stands in initContainers: it runs to completion, in order. Istio names its init container istio-init.',
    ],
    [
      'an injector’s native sidecar',
      { containers: [sidecar('istio-proxy')] },
      'istio-proxy',
      'It is an init container with restartPolicy Always: it keeps running. Istio names its sidecar istio-proxy.',
    ],
    [
      'an injector’s classic sidecar',
      { containers: [app('web'), app('otc-container')] },
      'otc-container',
      'The OpenTelemetry operator names its sidecar otc-container.',
    ],
    [
      'the app that an injector names',
      { containers: [app('user-container'), app('queue-proxy')] },
      'user-container',
      'Knative names its app user-container.',
    ],
    [
      'the app that the annotation names',
      { containers: [app('a'), app('b')], defaultContainer: 'b' },
      'b',
      'The annotation kubectl.kubernetes.io/default-container names it.',
    ],
    [
      'our own annotation',
      { containers: [app('a'), app('b')], roles: { a: 'sidecar' } },
      'a',
      'The annotation role.podline.dev/a says sidecar.',
    ],
    [
      'our own annotation, for the app',
      { containers: [app('daprd'), app('b')], roles: { daprd: 'app' } },
      'daprd',
      'The annotation role.podline.dev/daprd says app.',
    ],
  ])('%s', (_, told, name, sentence) => {
    expect(because(told, name)).toBe(sentence);
  });
});

describe('our own annotation outweighs', () => {
  it('the default container', () => {
    const lanes = lanesOf(
      pod({
        containers: [app('a'), app('b')],
        defaultContainer: 'a',
        roles: { a: 'sidecar', b: 'app' },
      }),
    );
    expect(lanes.map((lane) => lane.role)).toEqual(['classic-sidecar', 'app']);
  });

  it('the rule that one container is the app', () => {
    const [lane] = lanesOf(pod({ containers: [app('a')], roles: { a: 'sidecar' } }));
    expect(lane?.role).toBe('classic-sidecar');
  });
});

it('users put rules of their own before the table', () => {
  const own = [{ by: 'our platform', role: 'sidecar', name: 'acme-*' }] as const;
  const lanes = lanesOf(pod({ containers: [app('web'), app('acme-agent'), app('daprd')] }), [
    ...own,
    ...ROLE_RULES,
  ]);
  expect(lanes.map((lane) => lane.role)).toEqual(['app', 'classic-sidecar', 'classic-sidecar']);
  expect(lanes[1]?.roleBecause).toBe('Our platform names its sidecar acme-agent.');
});

it('a rule without a name and an image fits nothing', () => {
  const lanes = lanesOf(pod({ containers: [app('web'), app('b')], labels: { x: '1' } }), [
    { by: 'all', role: 'sidecar', label: 'x' },
  ]);
  expect(lanes.map((lane) => lane.role)).toEqual(['app', 'app']);
});

it('each container says which volumes it shares with which others', () => {
  const lanes = lanesOf(
    pod({
      containers: [
        { ...init('load'), volumes: ['data'] },
        { ...app('web'), volumes: ['data', 'logs', 'own'] },
        { ...app('log-collector'), volumes: ['logs'] },
      ],
    }),
  );
  expect(lanes.map((lane) => lane.sharedVolumes)).toEqual([
    [{ volume: 'data', with: ['web'] }],
    [
      { volume: 'data', with: ['load'] },
      { volume: 'logs', with: ['log-collector'] },
    ],
    [{ volume: 'logs', with: ['web'] }],
  ]);
});

describe('a container that the owner’s template does not have was added by a webhook', () => {
  const owner = { kind: 'ReplicaSet', name: 'web-5d9', uid: 'rs-1' };
  const containers = [app('helper'), app('web')];
  test.each<[string, Parameters<typeof pod>[0], string]>([
    ['so it is a sidecar', { owner, template: ['web'] }, 'classic-sidecar'],
    ['one that it has is an app', { owner, template: ['web', 'helper'] }, 'app'],
    ['without a template nobody knows', { owner }, 'app'],
    ['a pod without an owner has none', { owner: null, template: ['web'] }, 'app'],
    [
      'our own annotation outweighs it',
      { owner, template: ['web'], roles: { helper: 'app' } },
      'app',
    ],
  ])('%s', (_, over, role) => {
    expect(lanesOf(pod({ containers, ...over }))[0]?.role).toBe(role);
  });

  test('a rule for apps outweighs it', () => {
    const rules = [{ by: 'us', role: 'app', name: 'helper' } as const, ...ROLE_RULES];
    expect(lanesOf(pod({ containers, owner, template: ['web'] }), rules)[0]?.role).toBe('app');
  });

  test('the lane says because of what', () => {
    expect(lanesOf(pod({ containers, owner, template: ['web'] }))[0]?.roleBecause).toBe(
      'The template of the ReplicaSet web-5d9 does not have it: it was added when the pod was created.',
    );
  });

  test('one container stays the app even when the template has none of them', () => {
    expect(lanesOf(pod({ containers, owner, template: ['other'] })).map((l) => l.role)).toEqual([
      'app',
      'classic-sidecar',
    ]);
  });
});
