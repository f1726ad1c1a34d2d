/** The cluster that is being watched, for whoever wants to ask it something else. */
import type { Cluster } from '@podline/kube';

export interface ClusterDoor {
  /** Null until one was reached, and after the end. */
  cluster(): Cluster | null;
  set(cluster: Cluster | null): void;
}

export function clusterDoor(): ClusterDoor {
  let current: Cluster | null = null;
  return {
    cluster: () => current,
    set(cluster) {
      current = cluster;
    },
  };
}
