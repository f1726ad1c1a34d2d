/**
 * How injectors and helpers are recognised: by name, image, label, or what stands beside them. A table that users may extend.
 * Names come from the injectors' own sources (docs/glossary.md, "classic sidecar"). A name that apps use too (envoy, agent, wait, main)
 * stands here only together with a second sign.
 */
import type { ContainerSpec, PodSnapshot } from './pod-snapshot.ts';

/** All signs that are given must be there. In `name` and `image` a `*` at an end stands for any text. */
export interface RoleRule {
  /** Who makes such containers, for the sentence that says why. */
  readonly by: string;
  /** `init` explains an init container and changes nothing; a native sidecar is one whatever a rule says. */
  readonly role: 'app' | 'sidecar' | 'init';
  readonly name?: string;
  /** The image without registry, path, tag and digest: `fluent-bit`. */
  readonly image?: string;
  /** A label of the pod, by its key. */
  readonly label?: string;
  /** Another container of the pod, by its name. */
  readonly beside?: string;
}

const rules = (
  role: RoleRule['role'],
  by: string,
  names: readonly string[],
  second: Pick<RoleRule, 'image' | 'label' | 'beside'> = {},
): readonly RoleRule[] => names.map((name) => ({ by, role, name, ...second }));

const images = (...names: readonly string[]): readonly RoleRule[] =>
  names.map((image) => ({ by: image.replaceAll('*', ''), role: 'sidecar', image }));

const KSERVE = { label: 'serving.kserve.io/inferenceservice' };
const TEKTON = { label: 'tekton.dev/taskRun' };
const ARGO = { label: 'workflows.argoproj.io/workflow' };

/** The first that fits decides. */
export const ROLE_RULES: readonly RoleRule[] = [
  ...rules('sidecar', 'Istio', ['istio-proxy']),
  ...rules('init', 'Istio', ['istio-init', 'istio-validation', 'enable-core-dump']),
  ...rules('sidecar', 'Linkerd', ['linkerd-proxy', 'linkerd-debug']),
  ...rules('init', 'Linkerd', ['linkerd-init', 'linkerd-network-validator']),
  ...rules('sidecar', 'Vault', ['vault-agent']),
  ...rules('init', 'Vault', ['vault-agent-init']),
  ...rules('sidecar', 'Consul', ['consul-dataplane', 'envoy-sidecar']),
  ...rules('init', 'Consul', ['consul-connect-inject-init']),
  ...rules('sidecar', 'Dapr', ['daprd']),
  ...rules('sidecar', 'Cloud SQL', ['csql-*', 'cloud-sql-proxy', 'cloudsql-proxy']),
  ...rules('sidecar', 'GCS FUSE', ['gke-gcsfuse-sidecar', 'gke-gcsfuse-metadata-prefetch']),
  ...rules('sidecar', 'the OpenTelemetry operator', ['otc-container']),
  ...rules('init', 'the OpenTelemetry operator', ['opentelemetry-auto-instrumentation*']),
  ...rules('sidecar', 'Jaeger', ['jaeger-agent']),
  ...rules('sidecar', 'Kuma', ['kuma-sidecar']),
  ...rules('init', 'Kuma', ['kuma-init', 'kuma-validation']),
  ...rules('sidecar', 'AWS App Mesh', ['envoy'], { image: '*appmesh*' }),
  ...rules('sidecar', 'AWS App Mesh', ['xray-daemon']),
  ...rules('init', 'AWS App Mesh', ['proxyinit']),
  ...rules('sidecar', 'Azure workload identity', ['azwi-proxy']),
  ...rules('init', 'Azure workload identity', ['azwi-proxy-init']),
  ...rules('sidecar', 'Datadog', ['datadog-agent-injected']),
  ...rules('app', 'Knative', ['user-container'], { beside: 'queue-proxy' }),
  ...rules('sidecar', 'Knative', ['queue-proxy']),
  ...rules('app', 'KServe', ['kserve-container']),
  ...rules('sidecar', 'KServe', ['agent', 'batcher', 'transformer-container', 'modelcar'], KSERVE),
  ...rules('sidecar', 'KServe', ['llm-d-routing-sidecar']),
  ...rules('init', 'KServe', ['storage-initializer', 'modelcar-init']),
  ...rules('app', 'Tekton', ['step-*'], TEKTON),
  ...rules('sidecar', 'Tekton', ['sidecar-*'], TEKTON),
  ...rules('init', 'Tekton', ['prepare', 'place-scripts', 'working-dir-initializer'], TEKTON),
  ...rules('app', 'Argo Workflows', ['main'], ARGO),
  ...rules('sidecar', 'Argo Workflows', ['wait'], ARGO),
  ...rules('init', 'Argo Workflows', ['init'], ARGO),
  ...rules('sidecar', 'the Prometheus operator', ['config-reloader', 'thanos-sidecar']),
  ...rules('init', 'the Prometheus operator', ['init-config-reloader']),
  ...rules('sidecar', 'oauth2-proxy', ['oauth2-proxy']),
  ...rules('sidecar', 'kube-rbac-proxy', ['kube-rbac-proxy']),
  ...rules('sidecar', 'NGINX', ['nginx-agent']),
  // Hints, not from an injector's source: what a person would guess from the image, or from a name and an image together.
  ...images('fluent-bit', 'fluentd', 'filebeat', 'promtail', 'vector', 'log-collector*'),
  ...images('oauth2-proxy', 'kube-rbac-proxy', 'cloud-sql-proxy', 'cloudsql-docker-gce-proxy'),
  ...rules('sidecar', 'Envoy', ['envoy', 'proxy'], { image: 'envoy' }),
];

/** The first rule that fits this container; null when none does. */
export function ruleFor(
  container: ContainerSpec,
  pod: Pick<PodSnapshot, 'labels' | 'containers'>,
  table: readonly RoleRule[],
): RoleRule | null {
  const image = shortName(container.image);
  return (
    table.find(
      (rule) =>
        (rule.role === 'init') ===
          (container.kind === 'init' && container.restartPolicy !== 'Always') &&
        hasSign(rule) &&
        (rule.name === undefined || fits(container.name, rule.name)) &&
        (rule.image === undefined || fits(image, rule.image)) &&
        (rule.label === undefined || Object.hasOwn(pod.labels, rule.label)) &&
        (rule.beside === undefined || pod.containers.some((c) => c.name === rule.beside)),
    ) ?? null
  );
}

/** A rule without a name and an image would fit everything. */
const hasSign = (rule: RoleRule): boolean => rule.name !== undefined || rule.image !== undefined;

/** `docker.io/fluent/fluent-bit:3.0@sha256:…` → `fluent-bit`. */
const shortName = (image: string): string =>
  (image.split('@')[0] ?? '').split('/').at(-1)?.split(':')[0] ?? '';

function fits(text: string, pattern: string): boolean {
  const [opens, closes] = [pattern.startsWith('*'), pattern.endsWith('*')];
  const core = pattern.slice(opens ? 1 : 0, closes ? -1 : undefined);
  if (opens && closes) return text.includes(core);
  if (opens) return text.endsWith(core);
  return closes ? text.startsWith(core) : text === core;
}
