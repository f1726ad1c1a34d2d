/** What a finding may need of a pod's spec, reduced: names and numbers, never a value that could be a secret. */
import {
  ANY_OTHER,
  awaitedBy,
  type ContainerWants,
  OWN_NAMESPACE,
  type PodSnapshot,
  type PodSpecFacts,
  type ProbeSpec,
  type Variables,
  type VolumeSpec,
} from '@podline/domain';
import { type JsonRecord, list, record, text, wholeNumber } from './api-json.ts';

/** Bounds what one pod may make us keep: an object is at most 1.5 MB, and a fleet has many. */
const MAX_ENTRIES = 32;
const MAX_NAME = 253;
/** A wait stands in the first lines of a script. */
const MAX_COMMAND = 4096;
const MAX_ENV = 200;

/** Nothing where the spec asks for nothing of it, which is what most pods do. */
export function specFacts(metadata: JsonRecord, spec: JsonRecord): Pick<PodSnapshot, 'specFacts'> {
  const facts: PodSpecFacts = {
    volumes: list(spec['volumes'])
      .flatMap((it) => volumeOf(record(it)))
      .slice(0, MAX_ENTRIES),
    schedulingGates: namesIn(spec['schedulingGates']),
    nodeSelector: Object.entries(record(spec['nodeSelector']))
      .map(([key, value]) => short(`${key}=${String(value)}`))
      .slice(0, MAX_ENTRIES),
    pullSecrets: namesIn(spec['imagePullSecrets']),
    finalizers: texts(metadata['finalizers']),
    activeDeadlineSeconds: wholeNumber(spec['activeDeadlineSeconds']),
    containers: Object.fromEntries(
      [...list(spec['initContainers']), ...list(spec['containers'])].flatMap((it) => {
        const container = record(it);
        const name = text(container['name']);
        const wants = wantsOf(container);
        return name === null || Object.keys(wants).length === 0 ? [] : [[name, wants] as const];
      }),
    ),
  };
  const isPlain = Object.values(facts).every(
    (it) => it === null || (typeof it === 'object' && Object.keys(it).length === 0),
  );
  return isPlain ? {} : { specFacts: facts };
}

const short = (name: string): string => name.slice(0, MAX_NAME);

const texts = (value: unknown, most = MAX_NAME): readonly string[] =>
  list(value)
    .flatMap((it) => (typeof it === 'string' ? [it.slice(0, most)] : []))
    .slice(0, MAX_ENTRIES);

const namesIn = (value: unknown): readonly string[] =>
  texts(list(value).map((it) => record(it)['name']));

function volumeOf(volume: JsonRecord): readonly VolumeSpec[] {
  const name = text(volume['name']);
  if (name === null) return [];
  const told = [
    ['ConfigMap', record(volume['configMap'])['name']],
    ['Secret', record(volume['secret'])['secretName']],
    ['PersistentVolumeClaim', record(volume['persistentVolumeClaim'])['claimName']],
  ] as const;
  return told.flatMap(([kind, of]) =>
    typeof of === 'string' ? [{ name: short(name), kind, of: short(of) }] : [],
  );
}

function wantsOf(container: JsonRecord): ContainerWants {
  const awaits = awaitedBy({
    image: text(container['image']) ?? '',
    command: texts(container['command'], MAX_COMMAND),
    args: texts(container['args'], MAX_COMMAND),
    env: literalEnv(container),
  });
  const memory = record(record(container['resources'])['limits'])['memory'];
  const pullPolicy = text(container['imagePullPolicy']);
  const ports = list(container['ports'])
    .flatMap((port) => wholeNumber(record(port)['containerPort']) ?? [])
    .slice(0, MAX_ENTRIES);
  const mounts = list(container['volumeMounts'])
    .flatMap((it) => {
      const { name, mountPath } = record(it);
      return typeof name === 'string' &&
        typeof mountPath === 'string' &&
        !name.startsWith('kube-api-access-')
        ? [{ volume: short(name), path: short(mountPath) }]
        : [];
    })
    .slice(0, MAX_ENTRIES);
  return {
    ...(mounts.length === 0 ? {} : { mounts }),
    ...(awaits.length === 0 ? {} : { awaits }),
    ...probeAs('startupProbe', container),
    ...probeAs('livenessProbe', container),
    ...probeAs('readinessProbe', container),
    ...(typeof memory === 'string' ? { memoryLimit: short(memory) } : {}),
    ...(ports.length === 0 ? {} : { ports }),
    ...(pullPolicy === 'Never' ? { pullPolicy } : {}),
  };
}

/**
 * Values that stand in the spec itself, and the pod's own namespace. What comes from a Secret, a ConfigMap or a field is null: it is set,
 * and no default of a script holds. `envFrom` may set any other.
 */
const literalEnv = (container: JsonRecord): Variables =>
  Object.fromEntries([
    ...(hasMoreEnv(container) ? [[ANY_OTHER, null] as const] : []),
    ...list(container['env'])
      .slice(0, MAX_ENV)
      .flatMap((it) => {
        const { name, value, valueFrom } = record(it);
        return typeof name === 'string' ? [[name, literalOf(value, valueFrom)] as const] : [];
      }),
  ]);

const hasMoreEnv = (container: JsonRecord): boolean =>
  list(container['envFrom']).length > 0 || list(container['env']).length > MAX_ENV;

function literalOf(value: unknown, valueFrom: unknown): string | null {
  if (record(record(valueFrom)['fieldRef'])['fieldPath'] === 'metadata.namespace')
    return OWN_NAMESPACE;
  // The API leaves an empty value out.
  if (value === undefined && valueFrom === undefined) return '';
  return typeof value === 'string' && value.length <= MAX_COMMAND ? value : null;
}

function probeAs<K extends 'startupProbe' | 'livenessProbe' | 'readinessProbe'>(
  key: K,
  container: JsonRecord,
): { readonly [P in K]?: ProbeSpec } {
  const value = container[key];
  if (typeof value !== 'object' || value === null) return {};
  const probe = record(value);
  const seconds = (name: string, otherwise: number) => wholeNumber(probe[name]) ?? otherwise;
  // A computed key loses its literal type.
  return {
    [key]: {
      initialDelaySeconds: seconds('initialDelaySeconds', 0),
      periodSeconds: seconds('periodSeconds', 10),
      timeoutSeconds: seconds('timeoutSeconds', 1),
      failureThreshold: seconds('failureThreshold', 3),
      ...asked(probe, container),
    },
  } as { readonly [P in K]?: ProbeSpec };
}

function asked(probe: JsonRecord, container: JsonRecord): Pick<ProbeSpec, 'asks' | 'port'> {
  for (const [key, verb] of [
    ['httpGet', 'GET'],
    ['tcpSocket', 'connect to'],
    ['grpc', 'gRPC'],
  ] as const) {
    const how = record(probe[key]);
    if (how['port'] === undefined) continue;
    const port = portNumber(how['port'], container);
    // A query may carry a token.
    const path = key === 'httpGet' ? (text(how['path'])?.split('?')[0] ?? '/') : '';
    const asks = short(`${verb} :${port ?? String(how['port'])}${path}`);
    return { asks, port };
  }
  return { asks: 'a command', port: null };
}

/** A port may be told by the name that it has in the same container. */
function portNumber(port: unknown, container: JsonRecord): number | null {
  const named = list(container['ports']).find((it) => record(it)['name'] === port);
  return wholeNumber(port) ?? wholeNumber(record(named)['containerPort']);
}
