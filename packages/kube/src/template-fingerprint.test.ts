import { expect, it, test } from 'vitest';
import { podFromApi } from './pod-from-api.ts';
import { fingerprintOf } from './template-fingerprint.ts';

const web = {
  name: 'web',
  image: 'acme/web:1',
  command: ['serve', '--password=hunter2'],
  env: [
    { name: 'TOKEN', value: 'hunter2' },
    { name: 'DB', valueFrom: { secretKeyRef: { name: 'db', key: 'url' } } },
  ],
  envFrom: [{ configMapRef: { name: 'web' } }, { secretRef: { name: 'web-secret' } }],
  resources: { requests: { cpu: '100m' }, limits: { memory: '64Mi', cpu: 1 } },
  readinessProbe: { httpGet: { path: '/up?key=hunter2', port: 8080 }, initialDelaySeconds: 5 },
  livenessProbe: { exec: { command: ['check', 'hunter2'] }, periodSeconds: 3 },
};

it('names what a template is made of, and no value', () => {
  const told = fingerprintOf({
    initContainers: [{ name: 'wait', image: 'busybox' }],
    containers: [web],
  });
  expect(told).toEqual({
    containers: {
      wait: { image: 'busybox', command: null, env: [], resources: {}, probes: {} },
      web: {
        image: 'acme/web:1',
        command: expect.stringMatching(/^[0-9a-f]{8}$/),
        env: ['ConfigMap/web', 'DB', 'Secret/web-secret', 'TOKEN'],
        resources: { 'requests.cpu': '100m', 'limits.cpu': '1', 'limits.memory': '64Mi' },
        probes: {
          livenessProbe: 'a command, every 3s, 3 times',
          readinessProbe: 'GET :8080/up, every 10s, 3 times, after 5s',
        },
      },
    },
  });
  expect(JSON.stringify(told)).not.toContain('hunter2');
});

test.each<[string, object]>([
  ['an argument', { args: ['--fast'] }],
  ['a command', { command: ['serve', '--password=hunter3'] }],
])('another hash for %s', (_, change) => {
  const hashOf = (it: object) => fingerprintOf({ containers: [it] }).containers['web']?.command;
  expect(hashOf({ ...web, ...change })).not.toBe(hashOf(web));
  expect(hashOf({ ...web })).toBe(hashOf(web));
});

it('pods of one template share one object', () => {
  expect(fingerprintOf(structuredClone({ containers: [web] }))).toBe(
    fingerprintOf({ containers: [web] }),
  );
});

test.each([
  ['nothing', {}],
  ['no lists', { containers: 'x', initContainers: 7 }],
  ['no objects', { containers: [null, 'x', [], { name: '' }] }],
])('takes %s', (_, spec) => {
  expect(fingerprintOf(spec)).toEqual({ containers: {} });
});

it('is bounded, whatever a pod brings', () => {
  const many = (count: number, each: (n: number) => object) =>
    Array.from({ length: count }, (_, n) => each(n));
  const long = 'x'.repeat(10_000);
  const containers = many(100, (n) => ({
    name: `c${n}`,
    image: long,
    env: many(1000, (m) => ({ name: `${m}${long}` })),
    resources: {
      limits: Object.fromEntries(many(1000, () => ({})).map((_, m) => [`${m}${long}`, long])),
    },
    readinessProbe: { httpGet: { path: long, port: long } },
  }));
  const told = fingerprintOf({ containers });
  expect(JSON.stringify(told).length).toBeLessThan(32_768);
  expect(told.containers['c0']?.image).toBe(long.slice(0, 253));
});

it('is kept of a pod that somebody controls', () => {
  const metadata = {
    uid: 'a',
    namespace: 'shop',
    name: 'web-0',
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
  };
  const owner = { controller: true, kind: 'ReplicaSet', name: 'web', uid: 'rs' };
  const read = (more: object) =>
    podFromApi({ metadata: { ...metadata, ...more }, spec: { containers: [web] } });
  expect(read({ ownerReferences: [owner] })).toHaveProperty('fingerprint.containers.web.image');
  expect(read({})).not.toHaveProperty('fingerprint');
});
