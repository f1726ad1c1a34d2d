/**
 * What the spec asks for, as far as a finding may need it. An allow-list like the snapshot: of commands, args and env only what they
 * wait for is kept, never their text, and of a Secret or a ConfigMap only the name.
 */
import type { Awaited } from './diagnosis/target.ts';

export interface PodSpecFacts {
  /** Volumes that stand for another object. */
  readonly volumes: readonly VolumeSpec[];
  readonly schedulingGates: readonly string[];
  /** `key=value`. */
  readonly nodeSelector: readonly string[];
  /** Names of the Secrets to pull images with. */
  readonly pullSecrets: readonly string[];
  /** Of the metadata: who must agree before the object goes. */
  readonly finalizers: readonly string[];
  /** Null: it may take as long as it likes. */
  readonly activeDeadlineSeconds: number | null;
  /** By container; a container that asks for nothing of all this is missing. */
  readonly containers: Readonly<Record<string, ContainerWants>>;
}

export interface VolumeSpec {
  readonly name: string;
  readonly kind: 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim';
  /** Name of the object. */
  readonly of: string;
}

export interface ContainerWants {
  /** What its command, args and literal env values wait for. */
  readonly awaits?: readonly Awaited[];
  readonly startupProbe?: ProbeSpec;
  readonly livenessProbe?: ProbeSpec;
  readonly readinessProbe?: ProbeSpec;
  /** As written: `32Mi`. */
  readonly memoryLimit?: string;
  readonly ports?: readonly number[];
  /** Where it mounts its volumes. */
  readonly mounts?: readonly { readonly volume: string; readonly path: string }[];
  /** `Always`, `IfNotPresent` or `Never`. */
  readonly pullPolicy?: string;
}

/** With the API server's defaults filled in. */
export interface ProbeSpec {
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
  /** What is asked: `GET :8080/ready`, `connect to :5432`, `a command`, `gRPC :9000`. */
  readonly asks: string;
  /** The port that is asked, where it is a number. */
  readonly port: number | null;
}
