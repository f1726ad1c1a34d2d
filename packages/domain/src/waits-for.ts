/** What a container can wait for, and which reasons of the kubelet name it. */
import type { Change } from './transition.ts';

export type WaitKind =
  /** A scheduling gate that somebody must remove. */
  | 'scheduling-gate'
  /** A node. */
  | 'scheduling'
  /** The pod's sandbox, network and volumes. */
  | 'sandbox'
  /** The container before it in start order. */
  | 'container'
  /** The inits, which all run again after a sandbox change or a restart of all containers. */
  | 'inits-again'
  /** Its image. */
  | 'image'
  /** A ConfigMap, a Secret, a key of one, or a setting that the kubelet refuses. */
  | 'configuration'
  /** The runtime or the node, which could not create or start it. */
  | 'runtime'
  /** Its own postStart hook: it runs already, but the API says so only when the hook is done. */
  | 'post-start'
  /** Its turn has come: image, creation and start. Without Events the API tells them apart only when one of them fails. */
  | 'creation';

export interface WaitsFor {
  readonly kind: WaitKind;
  /** The container to blame, for `container` and (once one runs again) `inits-again`; else null. */
  readonly container: string | null;
}

/** Its turn has come, and nothing more is told. */
export const CREATION: WaitsFor = { kind: 'creation', container: null };

const REASONS: ReadonlyMap<string, WaitKind> = new Map([
  ['ErrImagePull', 'image'],
  ['ImagePullBackOff', 'image'],
  ['ErrImageNeverPull', 'image'],
  ['InvalidImageName', 'image'],
  ['ImageInspectError', 'image'],
  ['RegistryUnavailable', 'image'],
  ['SignatureValidationFailed', 'image'],
  ['CreateContainerConfigError', 'configuration'],
  ['PostStartHookError', 'post-start'],
]);

/** What the kubelet says while it has nothing particular to say. */
const DEFAULT_REASONS = new Set([
  'PodInitializing',
  'ContainerCreating',
  'RestartingAllContainers',
]);

/** What the reason itself tells; null for the defaults. A word that is not known is a runtime's own. */
export function toldByReason(reason: string | null): WaitsFor | null {
  if (reason === null || DEFAULT_REASONS.has(reason)) return null;
  return { kind: REASONS.get(reason) ?? 'runtime', container: null };
}

/** Whether a container said that it waits for something of its own: its turn had come. */
export const hasTurn = (change: Change): boolean =>
  change.kind === 'waiting' && toldByReason(change.reason) !== null;
