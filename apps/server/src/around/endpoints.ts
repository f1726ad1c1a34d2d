/** How many of a Service's endpoints are ready, and which of its ports none of them has. */
import type { ServiceSeen } from '@podline/domain';
import type { ClusterService, EndpointSlice } from '@podline/kube';
import { isReady, type LivePod } from './pods-behind.ts';

export type SliceKept = Pick<EndpointSlice, 'family' | 'endpoints' | 'ports'>;

type Ends = Pick<ServiceSeen, 'endpoints' | 'deadPorts'>;
type Counts = NonNullable<Ends['endpoints']>;

/**
 * `slices` null: they may not be seen. Then the pods that its labels choose are counted; of a Service without labels, as of one
 * outside of the cluster, nothing is known.
 */
export function endpointsOf(
  {
    selector,
    ports,
    externalName,
    publishesNotReady,
  }: Pick<ClusterService, 'selector' | 'ports' | 'externalName' | 'publishesNotReady'>,
  slices: readonly SliceKept[] | null,
  pods: readonly LivePod[],
): Ends {
  if (externalName !== null || (slices === null && selector === null)) return {};
  if (slices === null) {
    const withAddress = pods.filter(({ snapshot }) => snapshot.podIp !== null);
    return {
      endpoints: counted(withAddress.map(({ snapshot }) => publishesNotReady || isReady(snapshot))),
    };
  }
  const endpoints = countedIn(slices);
  if (endpoints.ready + endpoints.notReady === 0) return { endpoints };
  const names = new Set(slices.flatMap((it) => (it.endpoints.length === 0 ? [] : it.ports)));
  const dead = ports.filter(({ name }) => !names.has(name)).map(({ port }) => port);
  return dead.length === 0 ? { endpoints } : { endpoints, deadPorts: dead };
}

const counted = (ready: readonly boolean[]): Counts => ({
  ready: ready.filter((it) => it).length,
  notReady: ready.filter((it) => !it).length,
});

/** Of two address families the same pods come twice. */
function countedIn(slices: readonly SliceKept[]): Counts {
  const byFamily = Map.groupBy(slices, ({ family }) => family);
  const counts = [...byFamily.values()].map((its) =>
    counted(its.flatMap(({ endpoints }) => endpoints.map((it) => it.isReady))),
  );
  return counts.toSorted((a, b) => b.ready - a.ready)[0] ?? { ready: 0, notReady: 0 };
}
