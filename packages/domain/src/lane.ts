/** A lane is one container's row: which role it has, because of what, and in what order rows stand. */
import type { ContainerSpec, PodSnapshot } from './pod-snapshot.ts';

export type LaneRole = 'init' | 'native-sidecar' | 'app' | 'classic-sidecar' | 'ephemeral';

export interface LaneSpec extends ContainerSpec {
  readonly role: LaneRole;
  /** A sentence: because of what it has this role. */
  readonly roleBecause: string;
}

/** The containers of the spec in start order (inits and native sidecars as listed, apps, ephemeral), each with its role. */
export function lanesOf(pod: PodSnapshot): readonly LaneSpec[] {
  const apps = pod.containers.filter((c) => c.kind === 'app');
  const sidecars = classicSidecars(apps, pod.defaultContainer);
  const order = { init: 0, app: 1, ephemeral: 2 } as const;
  return [...pod.containers]
    .sort((a, b) => order[a.kind] - order[b.kind])
    .map((container) => ({ ...container, ...roleOf(container, sidecars) }));
}

interface Role {
  readonly role: LaneRole;
  readonly roleBecause: string;
}

function roleOf(container: ContainerSpec, sidecars: ReadonlyMap<string, string>): Role {
  switch (container.kind) {
    case 'ephemeral':
      return { role: 'ephemeral', roleBecause: 'It was added to the running pod (kubectl debug).' };
    case 'init':
      return container.restartPolicy === 'Always'
        ? {
            role: 'native-sidecar',
            roleBecause: 'It is an init container with restartPolicy Always: it keeps running.',
          }
        : {
            role: 'init',
            roleBecause: 'It stands in initContainers: it runs to completion, in order.',
          };
    case 'app': {
      const because = sidecars.get(container.name);
      return because === undefined
        ? { role: 'app', roleBecause: 'It stands in containers and nothing marks it as a helper.' }
        : { role: 'classic-sidecar', roleBecause: because };
    }
  }
}

/**
 * Names that injectors give to their containers: `container → who`. From the injectors' sources (see docs/glossary.md,
 * "classic sidecar"). Names that apps use too (envoy, agent, proxy, wait, main) need a second sign and are not here.
 */
const INJECTED: Readonly<Record<string, string>> = {
  'istio-proxy': 'Istio',
  'linkerd-proxy': 'Linkerd',
  'linkerd-debug': 'Linkerd',
  'vault-agent': 'Vault',
  'consul-dataplane': 'Consul',
  'envoy-sidecar': 'Consul',
  daprd: 'Dapr',
  'gke-gcsfuse-sidecar': 'GCS FUSE',
  'otc-container': 'the OpenTelemetry operator',
  'jaeger-agent': 'Jaeger',
  'kuma-sidecar': 'Kuma',
  'xray-daemon': 'AWS App Mesh',
  'azwi-proxy': 'Azure workload identity',
  'datadog-agent-injected': 'Datadog',
  'queue-proxy': 'Knative',
  'config-reloader': 'the Prometheus operator',
  'thanos-sidecar': 'the Prometheus operator',
  'oauth2-proxy': 'oauth2-proxy',
  'kube-rbac-proxy': 'kube-rbac-proxy',
  'cloud-sql-proxy': 'Cloud SQL',
  'nginx-agent': 'NGINX',
};

/** Names and images that say "I collect, ship or forward". A hint, weaker than a known injector. */
const HELPER_NAME =
  /^(?:logs?|logging|metrics?)-(?:collector|shipper|forwarder|tailer|router|agent)$/;
const HELPER_IMAGE =
  /(?:^|\/)(?:fluent-bit|fluentd|filebeat|promtail|vector|log-collector[^/:@]*)(?:[:@]|$)/;

/** Which of the app containers are helpers, and because of what. At least one container always stays the app. */
function classicSidecars(
  apps: readonly ContainerSpec[],
  defaultContainer: string | null,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const named = apps.some((c) => c.name === defaultContainer) ? defaultContainer : null;
  for (const container of apps) {
    if (container.name === named) continue;
    const because = helperBecause(container, named);
    if (because !== null) found.set(container.name, because);
  }
  const first = apps[0];
  if (found.size === apps.length && first !== undefined) found.delete(first.name);
  return found;
}

function helperBecause(container: ContainerSpec, defaultContainer: string | null): string | null {
  const injector =
    INJECTED[container.name] ?? (container.name.startsWith('csql-') ? 'Cloud SQL' : undefined);
  if (injector !== undefined) return `${injector} names its sidecar ${container.name}.`;
  if (defaultContainer !== null) {
    return `The annotation kubectl.kubernetes.io/default-container names ${defaultContainer} as the app.`;
  }
  if (HELPER_NAME.test(container.name)) return `Its name, ${container.name}, is that of a helper.`;
  if (HELPER_IMAGE.test(container.image))
    return `Its image, ${container.image}, is that of a helper.`;
  return null;
}
