/** A lane is one container's row: which role it has, because of what, and in what order rows stand. */
import type { ContainerSpec, PodSnapshot } from './pod-snapshot.ts';
import type { LaneSpec } from './transition.ts';

export type LaneRole = 'init' | 'native-sidecar' | 'app' | 'classic-sidecar' | 'ephemeral';
