/** The one door to the Kubernetes API. */
export { type AccessQuestion, mayI } from './access.ts';
export { isUnreadable, type Unreadable } from './api-json.ts';
export { type ListedVersions, listVersions } from './audit-list.ts';
export type { Clock } from './clock.ts';
export {
  type Cluster,
  clusterId,
  type ResolvedCluster,
  resolveCluster,
  serverVersion,
} from './cluster.ts';
export { type EndpointSlice, endpointSliceFromApi } from './endpoint-slice-from-api.ts';
export type { KubeFailure, Result } from './errors.ts';
export { type ClusterEvent, eventFromApi } from './event-from-api.ts';
export { type ClusterJob, jobFromApi } from './job-from-api.ts';
export { type LogLine, logLines } from './log-lines.ts';
export { type LogTailAnswer, readTail, type TailQuery, type WrittenLine } from './log-tail.ts';
export { type ContainerLog, KubeFailureError, type LogQuery, readLog } from './logs.ts';
export { ownerTemplate } from './owner-template.ts';
export { podFromApi } from './pod-from-api.ts';
export { type PodObject, readPodObject } from './pod-object.ts';
export { type PodYaml, podYaml } from './pod-yaml.ts';
export { readPod } from './read-pod.ts';
export { type ReflectOptions, reflect } from './reflector.ts';
export type { ReflectorEvent } from './reflector-state.ts';
export { type ClusterService, serviceFromApi } from './service-from-api.ts';
