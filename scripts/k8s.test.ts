/** What k8s/ asks a cluster for, rendered by kubectl; read without rendering where there is no kubectl (the suite's name says which). */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

/** A manifest as YAML gives it. */
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

const K8S = fileURLToPath(new URL('../k8s', import.meta.url));
const rendersHere = spawnSync('kubectl', ['version', '--client']).status === 0;

function manifestsOf(folder: string): Manifest[] {
  const path = join(K8S, folder);
  const texts = rendersHere
    ? [execFileSync('kubectl', ['kustomize', path], { encoding: 'utf8' })]
    : resourcesOf(path).map((name) => readFileSync(join(path, name), 'utf8'));
  return texts.flatMap((text) =>
    parseAllDocuments(text).map((document) => document.toJS() as Manifest),
  );
}

const resourcesOf = (path: string): string[] =>
  (parse(readFileSync(join(path, 'kustomization.yaml'), 'utf8')) as { resources: string[] })
    .resources;

function only(manifests: readonly Manifest[], kind: string): Manifest {
  const [found, ...others] = manifests.filter((manifest) => manifest.kind === kind);
  if (found === undefined || others.length > 0) throw new Error(`not exactly one ${kind}`);
  return found;
}

const how = rendersHere
  ? 'rendered by kubectl'
  : 'read without rendering: there is no kubectl here';

describe(`k8s/base, ${how}`, () => {
  const manifests = manifestsOf('base');

  test('holds what it needs and nothing else', () => {
    expect(manifests.map(({ kind }) => kind).sort()).toEqual([
      'ClusterRole',
      'ClusterRoleBinding',
      'Deployment',
      'Namespace',
      'NetworkPolicy',
      'PersistentVolumeClaim',
      'Service',
      'ServiceAccount',
    ]);
  });

  test('may read pods, their logs, their events and owners, what they wait for, and which cluster this is, and may do nothing else', () => {
    expect(only(manifests, 'ClusterRole')['rules']).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['events'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
      {
        apiGroups: ['apps'],
        resources: ['replicasets', 'statefulsets', 'daemonsets'],
        verbs: ['get'],
      },
      { apiGroups: [''], resources: ['replicationcontrollers'], verbs: ['get'] },
      { apiGroups: [''], resources: ['services'], verbs: ['get', 'list', 'watch'] },
      {
        apiGroups: ['discovery.k8s.io'],
        resources: ['endpointslices'],
        verbs: ['get', 'list', 'watch'],
      },
      { apiGroups: ['batch'], resources: ['jobs'], verbs: ['get', 'list', 'watch'] },
      {
        apiGroups: [''],
        resources: ['namespaces'],
        resourceNames: ['kube-system'],
        verbs: ['get'],
      },
    ]);
  });

  test('gives that to its own account alone', () => {
    expect(only(manifests, 'ClusterRoleBinding')).toMatchObject({
      roleRef: { kind: 'ClusterRole', name: 'podline' },
      subjects: [{ kind: 'ServiceAccount', name: 'podline', namespace: 'podline' }],
    });
  });

  test('one pod at a time has the database', () => {
    expect(only(manifests, 'Deployment')).toMatchObject({
      spec: {
        replicas: 1,
        strategy: { type: 'Recreate' },
        template: {
          spec: {
            volumes: [{ persistentVolumeClaim: { claimName: 'podline' } }, { emptyDir: {} }],
          },
        },
      },
    });
    expect(only(manifests, 'PersistentVolumeClaim').metadata.name).toBe('podline');
  });

  test('the pod is not root, cannot become it, and can write to its volumes only', () => {
    expect(only(manifests, 'Deployment')).toMatchObject({
      spec: {
        template: {
          spec: {
            serviceAccountName: 'podline',
            enableServiceLinks: false,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: 1000,
              fsGroup: 1000,
              seccompProfile: { type: 'RuntimeDefault' },
            },
            containers: [
              {
                securityContext: {
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  capabilities: { drop: ['ALL'] },
                },
                env: [{ name: 'PODLINE_DB', value: '/data/podline.db' }],
                volumeMounts: [{ mountPath: '/data' }, { mountPath: '/tmp' }],
                resources: {
                  requests: { cpu: expect.any(String), memory: expect.any(String) },
                  limits: { memory: expect.any(String) },
                },
              },
            ],
          },
        },
      },
    });
  });

  test('the probes ask the port that is served', () => {
    expect(only(manifests, 'Deployment')).toMatchObject({
      spec: {
        template: {
          spec: {
            containers: [
              {
                args: ['serve', '--host', '0.0.0.0', '--insecure-no-auth'],
                ports: [{ name: 'http', containerPort: 7878 }],
                startupProbe: { httpGet: { path: '/livez', port: 'http' } },
                livenessProbe: { httpGet: { path: '/livez', port: 'http' } },
                readinessProbe: { httpGet: { path: '/readyz', port: 'http' } },
              },
            ],
          },
        },
      },
    });
  });

  test('nobody gets in from outside the cluster, and no pod from inside', () => {
    const labels = { 'app.kubernetes.io/name': 'podline' };
    expect(only(manifests, 'Service')['spec']).toEqual({
      type: 'ClusterIP',
      selector: labels,
      ports: [{ name: 'http', port: 7878, targetPort: 'http' }],
    });
    expect(only(manifests, 'NetworkPolicy')['spec']).toEqual({
      podSelector: { matchLabels: labels },
      policyTypes: ['Ingress'],
      ingress: [],
    });
    expect(only(manifests, 'Deployment')).toMatchObject({
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels } } },
    });
  });

  test.runIf(rendersHere)(
    'everything lives in the namespace podline, and the image has a tag',
    () => {
      const namespaced = manifests.filter(
        ({ kind }) => !['Namespace', 'ClusterRole', 'ClusterRoleBinding'].includes(kind),
      );
      expect(namespaced.map(({ metadata }) => metadata.namespace)).toEqual(
        namespaced.map(() => 'podline'),
      );
      const { version } = parse(readFileSync(join(K8S, '../package.json'), 'utf8')) as {
        version: string;
      };
      expect(only(manifests, 'Deployment')).toMatchObject({
        spec: { template: { spec: { containers: [{ image: `podline:${version}` }] } } },
      });
    },
  );
});

describe(`k8s/samples, ${how}`, () => {
  const pods = manifestsOf('samples').filter(({ kind }) => kind === 'Pod');

  test('are two pods', () => {
    expect(pods.map(({ metadata }) => metadata.name).sort()).toEqual([
      'init-waits-for-service',
      'sidecar-shared-logs',
    ]);
  });

  test('the sidecar reads what the app writes, through a volume of both', () => {
    const mounts = [{ name: 'shared-logs', mountPath: '/var/log' }];
    expect(pods.find(({ metadata }) => metadata.name === 'sidecar-shared-logs')).toMatchObject({
      spec: {
        containers: [
          { name: 'main-app', image: 'busybox:1.36', volumeMounts: mounts },
          { name: 'log-collector', image: 'busybox:1.36', volumeMounts: mounts },
        ],
        volumes: [{ name: 'shared-logs', emptyDir: {} }],
      },
    });
  });

  test('the init waits for a Service that the samples do not bring', () => {
    const pod = pods.find(({ metadata }) => metadata.name === 'init-waits-for-service');
    expect(pod).toMatchObject({
      spec: {
        initContainers: [
          {
            name: 'init-myservice',
            image: 'busybox:1.28',
            command: ['sh', '-c', expect.stringContaining('until nslookup "myservice.')],
          },
        ],
        containers: [{ name: 'main-app', image: 'busybox:1.36' }],
      },
    });
    expect(manifestsOf('samples').map(({ kind }) => kind)).not.toContain('Service');
  });
});
