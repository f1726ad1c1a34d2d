/**
 * What we keep of a pod at one resourceVersion. An allow-list: the text of commands, args and env, volumes' contents and annotations
 * (but for those that name roles) never get here.
 */
import type { ContainerState, Terminated } from './container-state.ts';
import type { PodSpecFacts } from './pod-spec.ts';
import type { TemplateFingerprint } from './template-fingerprint.ts';
import type { Millis } from './time.ts';

export interface PodSnapshot {
  /** The pod's identity. A name may come back with another uid, and that is another pod. */
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** A ticket: store it, send it back, compare by `===`. */
  readonly resourceVersion: string;
  readonly createdAt: Millis;
  /**
   * When the API server last took a write of this object, by the newest `metadata.managedFields[].time`; whole seconds.
   * It dates what the kubelet gives no time for (a waiting reason). Metadata changes that no manager owns
   * (a deletionTimestamp) do not move it. Null when the object carries no managedFields.
   */
  readonly writtenAt: Millis | null;
  /** Null while nobody asked for its deletion. */
  readonly deletion: Deletion | null;
  readonly labels: Readonly<Record<string, string>>;
  /** The annotation kubectl.kubernetes.io/default-container. */
  readonly defaultContainer: string | null;
  /** By container: what the annotation role.podline.dev/<container> says it is. Missing: no container has one. */
  readonly roles?: Readonly<Record<string, 'app' | 'sidecar'>>;
  /** The controller that owns the pod. */
  readonly owner: Owner | null;
  /** Names of the containers in the owner's pod template; missing where nobody told. The pod itself does not say. */
  readonly template?: readonly string[];
  readonly node: string | null;
  readonly podIp: string | null;
  readonly restartPolicy: string;
  readonly phase: string;
  /** `status.reason`, e.g. Evicted. */
  readonly reason: string | null;
  readonly message: string | null;
  readonly conditions: readonly PodCondition[];
  /** Condition types of `spec.readinessGates`. */
  readonly readinessGates: readonly string[];
  /** Of the spec: inits in order, then apps in order, then ephemeral containers. */
  readonly containers: readonly ContainerSpec[];
  /** What the spec asks for; missing where it asks for nothing that a finding needs, and in old records. */
  readonly specFacts?: PodSpecFacts;
  /** Of the template it was made from; missing of a pod that nobody controls, and of one that was read back from the log. */
  readonly fingerprint?: TemplateFingerprint;
  /** As the API lists them; inits first, then apps (sorted by name there), then ephemeral. Find by kind and name. */
  readonly statuses: readonly ContainerStatus[];
}

export interface Deletion {
  /** deletionTimestamp minus the grace period. */
  readonly requestedAt: Millis;
  /** deletionTimestamp: when the grace period is over. */
  readonly deadlineAt: Millis;
}

export interface Owner {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

export interface PodCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string | null;
  readonly message: string | null;
  /** lastTransitionTime. */
  readonly at: Millis | null;
}

/** The list of the spec that a container stands in. */
export type ContainerKind = 'init' | 'app' | 'ephemeral';

export interface ContainerSpec {
  readonly kind: ContainerKind;
  readonly name: string;
  readonly image: string;
  /** The container's own restartPolicy; only `Always` on an init makes it a native sidecar. */
  readonly restartPolicy: string | null;
  /** Names of the volumes it mounts, service-account tokens left out. */
  readonly volumes: readonly string[];
  readonly hasPostStart: boolean;
  readonly hasStartupProbe: boolean;
}

export interface ContainerStatus {
  readonly kind: ContainerKind;
  readonly name: string;
  readonly state: ContainerState;
  /** The run before this one, as far as the kubelet still knows it. */
  readonly lastEnd: Terminated | null;
  readonly restartCount: number;
  readonly ready: boolean;
  /** Null where the API has no such field (ephemeral containers). */
  readonly started: boolean | null;
  readonly image: string;
  readonly imageId: string | null;
  /** Of the newest run. Null before the first. */
  readonly containerId: string | null;
}
