/**
 * The fingerprint of a pod's template, from its spec: names, quantities, and of command and args a short hash. It is read here and not
 * from the owner because that takes no further right, and tells of what a webhook put in as well.
 */
import { hash } from 'node:crypto';
import type { ContainerFingerprint, TemplateFingerprint } from '@podline/domain';
import { type JsonRecord, list, record, text, wholeNumber } from './api-json.ts';

/** Bounds what one pod may make us keep. */
const MAX_CONTAINERS = 32;
const MAX_NAMES = 100;
const MAX_TEXT = 253;

/** The pods of one template share one object: a fleet has far fewer templates than pods. The newest are remembered. */
const SHARED = 2048;
/** Of a template that says more than this only containers and images are kept: that makes 64 MB at the very most. */
const MAX_LENGTH = 32_768;
const shared = new Map<string, TemplateFingerprint>();

/** Of inits and apps. The same object for the same content, as long as it is remembered. */
export function fingerprintOf(spec: JsonRecord): TemplateFingerprint {
  const containers = [...list(spec['initContainers']), ...list(spec['containers'])]
    .slice(0, MAX_CONTAINERS)
    .flatMap((it): readonly (readonly [string, ContainerFingerprint])[] => {
      const container = record(it);
      const name = text(container['name']);
      return name === null ? [] : [[short(name), containerFingerprint(container)]];
    });
  const whole = Object.fromEntries(containers);
  const isLarge = JSON.stringify(whole).length > MAX_LENGTH;
  const made = { containers: isLarge ? imagesOf(whole) : whole };
  const key = JSON.stringify(made);
  const fingerprint = shared.get(key) ?? made;
  shared.delete(key);
  shared.set(key, fingerprint);
  const [oldest] = shared.keys();
  if (shared.size > SHARED && oldest !== undefined) shared.delete(oldest);
  return fingerprint;
}

const imagesOf = (whole: TemplateFingerprint['containers']): TemplateFingerprint['containers'] =>
  Object.fromEntries(
    Object.entries(whole).map(([name, { image }]) => [
      name,
      { image, command: null, env: [], resources: {}, probes: {} },
    ]),
  );

const short = (name: string): string => name.slice(0, MAX_TEXT);

const containerFingerprint = (container: JsonRecord): ContainerFingerprint => ({
  image: short(text(container['image']) ?? ''),
  command: commandHash(container),
  env: envNames(container),
  resources: quantities(record(container['resources'])),
  probes: Object.fromEntries(
    (['startupProbe', 'livenessProbe', 'readinessProbe'] as const).flatMap((kind) => {
      const probe = container[kind];
      return typeof probe === 'object' && probe !== null ? [[kind, probeWords(record(probe))]] : [];
    }),
  ),
});

/** 32 bits: an argument may be a password, and a short one could be guessed from a whole hash. */
function commandHash({ command, args }: JsonRecord): string | null {
  if (command === undefined && args === undefined) return null;
  return hash('sha256', JSON.stringify([command ?? null, args ?? null]), 'hex').slice(0, 8);
}

/** A variable by its name, a whole ConfigMap or Secret by `ConfigMap/name`. */
function envNames(container: JsonRecord): readonly string[] {
  const own = list(container['env']).map((it) => text(record(it)['name']));
  const whole = list(container['envFrom']).flatMap((it) =>
    (['configMapRef', 'secretRef'] as const).map((kind) => {
      const name = text(record(record(it)[kind])['name']);
      return name === null ? null : `${kind === 'secretRef' ? 'Secret' : 'ConfigMap'}/${name}`;
    }),
  );
  const names = [...own, ...whole].flatMap((name) => (name === null ? [] : [short(name)]));
  return [...new Set(names)].sort().slice(0, MAX_NAMES);
}

const quantities = (resources: JsonRecord): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (['requests', 'limits'] as const).flatMap((kind) =>
      Object.entries(record(resources[kind]))
        .flatMap(([name, value]) =>
          typeof value === 'string' || typeof value === 'number'
            ? [[short(`${kind}.${name}`), short(String(value))] as const]
            : [],
        )
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .slice(0, MAX_NAMES),
    ),
  );

/** `GET :8080/healthz, every 10s, 3 times, after 5s`. Of a command that is run, and of a query, nothing. */
function probeWords(probe: JsonRecord): string {
  const seconds = (name: string, otherwise: number) => wholeNumber(probe[name]) ?? otherwise;
  const after = seconds('initialDelaySeconds', 0);
  return short(
    [
      asked(probe),
      `every ${seconds('periodSeconds', 10)}s`,
      `${seconds('failureThreshold', 3)} times`,
      ...(after === 0 ? [] : [`after ${after}s`]),
    ].join(', '),
  );
}

function asked(probe: JsonRecord): string {
  const get = record(probe['httpGet']);
  if (get['port'] !== undefined) {
    return `GET :${String(get['port'])}${text(get['path'])?.split('?')[0] ?? '/'}`;
  }
  for (const kind of ['tcpSocket', 'grpc'] as const) {
    const { port } = record(probe[kind]);
    if (port !== undefined) return `${kind === 'grpc' ? 'gRPC' : 'connect to'} :${String(port)}`;
  }
  return 'a command';
}
