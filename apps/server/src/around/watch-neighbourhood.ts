/** Lists and watches what is around the pods, kind by kind, beside the pods' own watch and never before it. */
import {
  type Cluster,
  endpointSliceFromApi,
  jobFromApi,
  type ReflectOptions,
  type ReflectorEvent,
  reflect,
  serviceFromApi,
} from '@podline/kube';
import type { AroundObjects } from './kept.ts';
import type { Neighbourhood } from './neighbourhood.ts';
import { type AroundKind, KIND_WORDS } from './seen.ts';

export interface WatchNeighbourhoodParts {
  readonly cluster: Cluster;
  /** '' for all namespaces. */
  readonly scopes: readonly string[];
  readonly neighbourhood: Neighbourhood;
  /** The pods are watched: only then is anything else asked for. */
  readonly podsAreThere: Promise<void>;
  readonly signal: AbortSignal;
  readonly log: { warn(sentence: string): void; info(sentence: string): void };
}

type Source<T extends { readonly uid: string; readonly resourceVersion: string }> = Pick<
  ReflectOptions<T>,
  'resource' | 'decode'
>;

const SOURCES: { readonly [K in AroundKind]: Source<AroundObjects[K]> } = {
  services: { resource: 'services', decode: serviceFromApi },
  endpoints: { resource: 'endpointslices', decode: endpointSliceFromApi },
  jobs: { resource: 'jobs', decode: jobFromApi },
};

/** What a finding cannot say without it, and what grants it. */
const LOST: { readonly [K in AroundKind]: string } = {
  services:
    'Findings cannot tell whether a Service that is waited for exists; grant get, list and watch on services',
  endpoints:
    'Findings count the pods that a Service selects instead of its endpoints; grant get, list and watch on endpointslices (discovery.k8s.io)',
  jobs: 'Findings cannot tell how far a Job is that is waited for; grant get, list and watch on jobs (batch)',
};

/**
 * Until the signal aborts; never rejects. What may not be listed is told once, and tried again with growing pauses, about once a minute in
 * the end. One list at a time: a list of pods that has to be made anew always finds a free place.
 */
export async function watchNeighbourhood(parts: WatchNeighbourhoodParts): Promise<void> {
  const { scopes, signal, podsAreThere } = parts;
  await Promise.race([podsAreThere, aborted(signal)]);
  const watches: Promise<void>[] = [];
  for (const kind of ['services', 'endpoints', 'jobs'] as const) {
    for (const scope of scopes) {
      if (signal.aborted) break;
      const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
      watches.push(watchKind(parts, kind, scope, begin));
      await begun;
    }
  }
  await Promise.all(watches);
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

async function watchKind<K extends AroundKind>(
  { cluster, neighbourhood, signal, log }: WatchNeighbourhoodParts,
  kind: K,
  scope: string,
  begun: () => void,
): Promise<void> {
  const say = refusals(kind, scope, log);
  const source: Source<AroundObjects[K]> = SOURCES[kind];
  const namespace = scope === '' ? null : scope;
  const events: AsyncIterable<ReflectorEvent<AroundObjects[K]>> = reflect({
    ...{ cluster, namespace, resumeFrom: null, signal },
    ...source,
  });
  for await (const event of events) {
    neighbourhood.heard(kind, scope, event);
    say(event);
    if (event.kind === 'list-ended' || event.kind === 'failed') begun();
  }
  begun();
}

/** Says once that a kind may not be read, and once that it may. */
function refusals(
  kind: AroundKind,
  scope: string,
  log: WatchNeighbourhoodParts['log'],
): (event: ReflectorEvent<unknown>) => void {
  const where = scope === '' ? '' : ` in ${scope}`;
  let isRefused = false;
  return (event) => {
    if (event.kind === 'failed' && !isRefused) {
      const { code, sentence } = event.failure;
      if (code !== 'forbidden' && code !== 'not-found') return;
      isRefused = true;
      log.warn(
        `${KIND_WORDS[kind]}${where} may not be read, which is optional. ${LOST[kind]}, as k8s/base/rbac.yaml does. ${sentence}`,
      );
    }
    if (event.kind === 'list-ended' && isRefused) {
      isRefused = false;
      log.info(`${KIND_WORDS[kind]}${where} are read now.`);
    }
  };
}
