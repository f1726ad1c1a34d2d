import { describe, expect, it, test } from 'vitest';
import { app, ephemeral, init, pod, sidecar } from '../test/build.ts';
import { lanesOf } from './lane.ts';
import type { ContainerSpec } from './pod-snapshot.ts';

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
