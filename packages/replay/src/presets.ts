/** What a cluster has before anything is played: its namespaces and nodes. Pure. */

import { KINDS, type Plural } from './kinds.ts';
import { uidOf } from './moving.ts';
import type { ApiObject, JsonObject } from './recording.ts';

interface ClusterBefore {
  /** The uid of the namespace kube-system, by which a cluster is known. */
  readonly clusterUid: string;
  readonly namespaces: ReadonlySet<string>;
  readonly nodes: ReadonlySet<string>;
  readonly kubernetesVersion: string;
  readonly resourceVersion: string;
  /** RFC 3339. */
  readonly creationTimestamp: string;
}

interface Preset {
  readonly plural: Plural;
  readonly object: ApiObject;
}

const SYSTEM_NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

export function presetsOf(before: ClusterBefore): readonly Preset[] {
  const namespaces = new Set([...SYSTEM_NAMESPACES, ...before.namespaces]);
  return [
    ...[...namespaces].map((name) => namespacePreset(name, before)),
    ...[...before.nodes].map((name) => nodePreset(name, before)),
  ];
}

function namespacePreset(name: string, before: ClusterBefore): Preset {
  const { clusterUid } = before;
  const uid = name === 'kube-system' ? clusterUid : uidOf(`${clusterUid}/namespace/${name}`);
  const labels = { 'kubernetes.io/metadata.name': name };
  const rest = { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } };
  return preset('namespaces', { name, uid, labels }, rest, before);
}

function nodePreset(name: string, before: ClusterBefore): Preset {
  const uid = uidOf(`${before.clusterUid}/node/${name}`);
  const { kubernetesVersion: kubeletVersion } = before;
  const status = {
    conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
    nodeInfo: { kubeletVersion, operatingSystem: 'linux', architecture: 'amd64' },
  };
  return preset('nodes', { name, uid }, { spec: {}, status }, before);
}

function preset(
  plural: Plural,
  { name, uid, labels }: { name: string; uid: string; labels?: JsonObject },
  rest: JsonObject,
  { resourceVersion, creationTimestamp }: ClusterBefore,
): Preset {
  const common = { name, uid, resourceVersion, creationTimestamp };
  const metadata = labels === undefined ? common : { ...common, labels };
  return { plural, object: { kind: KINDS[plural].kind, apiVersion: 'v1', metadata, ...rest } };
}
