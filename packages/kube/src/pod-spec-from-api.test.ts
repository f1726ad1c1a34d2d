import { expect, it } from 'vitest';
import { specFacts } from './pod-spec-from-api.ts';

const container = (more: object) => ({ name: 'web', image: 'acme/web:1', ...more });
const facts = (spec: object, metadata: object = {}) =>
  specFacts(metadata as Record<string, unknown>, spec as Record<string, unknown>).specFacts;

it('a pod that asks for nothing keeps nothing', () => {
  expect(facts({ containers: [container({})] })).toBeUndefined();
  expect(facts({})).toBeUndefined();
});

it('keeps what a finding needs, in names and numbers', () => {
  const spec = {
    activeDeadlineSeconds: 60,
    schedulingGates: [{ name: 'acme.io/quota' }],
    imagePullSecrets: [{ name: 'regcred' }],
    nodeSelector: { disk: 'ssd' },
    volumes: [
      { name: 'config', configMap: { name: 'app' } },
      { name: 'tls', secret: { secretName: 'web-tls' } },
      { name: 'data', persistentVolumeClaim: { claimName: 'data-0' } },
      { name: 'tmp', emptyDir: {} },
    ],
    initContainers: [
      { name: 'wait', command: ['sh', '-c', 'until nc -z db 5432; do sleep 1; done'] },
    ],
    containers: [
      container({
        ports: [{ name: 'http', containerPort: 8080 }],
        resources: { limits: { memory: '64Mi' } },
        startupProbe: {
          httpGet: { path: '/up?token=hunter2', port: 'http' },
          failureThreshold: 30,
        },
        livenessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 5 },
        readinessProbe: { exec: { command: ['cat', '/hunter2'] } },
      }),
    ],
  };
  const told = facts(spec, { finalizers: ['acme.io/audit'] });
  const usual = {
    initialDelaySeconds: 0,
    periodSeconds: 10,
    timeoutSeconds: 1,
    failureThreshold: 3,
  };
  expect(told).toEqual({
    volumes: [
      { name: 'config', kind: 'ConfigMap', of: 'app' },
      { name: 'tls', kind: 'Secret', of: 'web-tls' },
      { name: 'data', kind: 'PersistentVolumeClaim', of: 'data-0' },
    ],
    schedulingGates: ['acme.io/quota'],
    nodeSelector: ['disk=ssd'],
    pullSecrets: ['regcred'],
    finalizers: ['acme.io/audit'],
    activeDeadlineSeconds: 60,
    containers: {
      wait: { awaits: [{ kind: 'host', host: 'db', port: 5432, by: 'nc', loops: true }] },
      web: {
        ports: [8080],
        memoryLimit: '64Mi',
        startupProbe: { ...usual, failureThreshold: 30, asks: 'GET :8080/up', port: 8080 },
        livenessProbe: { ...usual, periodSeconds: 5, asks: 'connect to :8080', port: 8080 },
        readinessProbe: { ...usual, asks: 'a command', port: null },
      },
    },
  });
});

it('no text of a command and no value of a variable gets in, except a host that is waited for', () => {
  const told = facts({
    containers: [
      container({
        command: [
          'sh',
          '-c',
          'export T=hunter2; until curl -u me:hunter2 http://$HOST/x?t=hunter2; do :; done',
        ],
        args: ['--password=hunter2'],
        env: [
          { name: 'PASSWORD', value: 'hunter2' },
          { name: 'HOST', value: 'web' },
          { name: 'KEY', valueFrom: { secretKeyRef: { name: 'hunter2', key: 'k' } } },
        ],
      }),
    ],
  });
  expect(told?.containers['web']?.awaits).toEqual([
    { kind: 'host', host: 'web', port: 80, by: 'curl', loops: true },
  ]);
  expect(JSON.stringify(told)).not.toContain('hunter2');
});

it('the pod’s own namespace, told to it by a field, is its own', () => {
  const fieldRef = (fieldPath: string) => ({ valueFrom: { fieldRef: { fieldPath } } });
  const told = facts({
    containers: [
      container({
        command: ['sh', '-c', 'until nc -z db.$NS.svc 5432 && nc -z x.$ME.svc 1; do :; done'],
        env: [
          { name: 'NS', ...fieldRef('metadata.namespace') },
          { name: 'ME', ...fieldRef('metadata.name') },
        ],
      }),
    ],
  });
  expect(told?.containers['web']?.awaits).toEqual([
    { kind: 'host', host: 'db', port: 5432, by: 'nc', loops: true },
  ]);
});

it.each([
  [
    'the key of a Secret',
    { env: [{ name: 'DB', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] },
    [],
  ],
  ['any variable of a ConfigMap', { envFrom: [{ configMapRef: { name: 'c' } }] }, []],
  ['an empty value', { env: [{ name: 'DB' }] }, ['db']],
  ['nothing', {}, ['db']],
])('a default of a script holds only where nothing may be set: %s', (_, more, hosts) => {
  const command = ['sh', '-c', `until nc -z "\${DB:-db}" 5432; do :; done`];
  const told = facts({ containers: [container({ command, ...more })] });
  const awaits = told?.containers['web']?.awaits ?? [];
  expect(awaits.map((it) => it.kind === 'host' && it.host)).toEqual(hosts);
});

it.each([
  [null],
  ['x'],
  [{ containers: [{ name: 'a', startupProbe: {} }] }],
  [{ volumes: [null], nodeSelector: [] }],
])('takes anything: %j', (spec) => {
  expect(() => facts((spec ?? {}) as object)).not.toThrow();
});

it('is bounded', () => {
  const many = Array.from({ length: 1000 }, (_, n) => ({ name: 'n'.repeat(1000) + n }));
  const told = facts({ imagePullSecrets: many, schedulingGates: many });
  expect(JSON.stringify(told).length).toBeLessThan(20_000);
});
