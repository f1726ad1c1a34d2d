/** Every cause that Podline can name: what it means, and the page of kubernetes.io that explains it. docs/findings.md repeats this table. */

const K8S = 'https://kubernetes.io/docs';
const IMAGES = `${K8S}/concepts/containers/images/`;
const PROBES = `${K8S}/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/`;
const SIDECARS = `${K8S}/concepts/workloads/pods/sidecar-containers/`;
const LIFECYCLE = `${K8S}/concepts/workloads/pods/pod-lifecycle/`;
const WHY_FAILED = `${K8S}/tasks/debug/debug-application/determine-reason-pod-failure/`;
const DEBUG_INIT = `${K8S}/tasks/debug/debug-application/debug-init-containers/`;
const DEBUG_PODS = `${K8S}/tasks/debug/debug-application/debug-pods/`;
const DEBUG_SERVICE = `${K8S}/tasks/debug/debug-application/debug-service/`;
const MEMORY = `${K8S}/tasks/configure-pod-container/assign-memory-resource/`;
const NODES = `${K8S}/concepts/architecture/nodes/`;
const VOLUMES = `${K8S}/concepts/storage/volumes/`;
const RUN = `${K8S}/tasks/inject-data-application/define-command-argument-container/`;
const HOOKS = `${K8S}/concepts/containers/container-lifecycle-hooks/`;
const EVICTION = `${K8S}/concepts/scheduling-eviction`;

interface Meaning {
  readonly means: string;
  readonly docs: string;
}

export const FINDING_CODES = {
  'scheduling-gated': {
    means: 'a scheduling gate keeps the scheduler from looking at the pod',
    docs: `${EVICTION}/pod-scheduling-readiness/`,
  },
  'volume-claim-pending': {
    means: 'a PersistentVolumeClaim is not bound, is going or does not exist, so no node is chosen',
    docs: `${K8S}/concepts/storage/persistent-volumes/`,
  },
  unschedulable: {
    means: 'no node fits, and why',
    docs: `${EVICTION}/assign-pod-node/`,
  },
  'not-scheduled': {
    means: 'no scheduler has said anything about the pod',
    docs: `${EVICTION}/kube-scheduler/`,
  },
  'node-missing': {
    means: 'the pod is bound to a node that does not exist, or whose kubelet does not take it up',
    docs: NODES,
  },
  'node-lost': { means: 'the node no longer reports', docs: NODES },
  preempted: {
    means: 'the pod had to give way to one of higher priority',
    docs: `${EVICTION}/pod-priority-preemption/`,
  },
  evicted: {
    means: 'the pod was evicted: by the kubelet for want of a resource, or through the API',
    docs: `${EVICTION}/node-pressure-eviction/`,
  },
  'node-shutdown': {
    means: 'the node was shut down',
    docs: `${K8S}/concepts/cluster-administration/node-shutdown/`,
  },
  'deadline-exceeded': {
    means: 'activeDeadlineSeconds passed',
    docs: `${K8S}/concepts/workloads/controllers/job/#job-termination-and-cleanup`,
  },
  'rejected-by-kubelet': {
    means: 'the kubelet of the node refused the pod',
    docs: DEBUG_PODS,
  },
  'terminating-too-long': {
    means:
      'deletion was asked for, the grace period is over, and the pod is still there: a finalizer, or a node that does not answer',
    docs: `${LIFECYCLE}#pod-termination`,
  },
  'namespace-terminating': {
    means: 'the namespace is being deleted, and nothing can be created in it',
    docs: `${K8S}/concepts/overview/working-with-objects/namespaces/`,
  },
  'killed-after-grace': {
    means: 'a container was killed because it did not end within the grace period',
    docs: `${LIFECYCLE}#pod-termination`,
  },
  'sandbox-failed': {
    means: 'the sandbox or its network cannot be set up',
    docs: `${K8S}/concepts/extend-kubernetes/compute-storage-net/network-plugins/`,
  },
  'volume-object-missing': {
    means: 'a volume stands for a ConfigMap or a Secret that does not exist, or lacks a key',
    docs: `${K8S}/tasks/configure-pod-container/configure-pod-configmap/`,
  },
  'volume-not-attached': {
    means: 'a volume is not attached to the node',
    docs: `${K8S}/concepts/storage/persistent-volumes/`,
  },
  'volume-not-mounted': { means: 'a volume cannot be mounted', docs: VOLUMES },
  'image-not-found': {
    means: 'the registry has no such image or tag',
    docs: `${IMAGES}#imagepullbackoff`,
  },
  'image-no-credentials': {
    means: 'the registry wants credentials, or refuses those it was given',
    docs: `${K8S}/tasks/configure-pod-container/pull-image-private-registry/`,
  },
  'image-bad-name': { means: 'the image’s name cannot be read', docs: `${IMAGES}#image-names` },
  'image-never-pull': {
    means: 'the image is not on the node and the pull policy is Never',
    docs: `${IMAGES}#image-pull-policy`,
  },
  'image-registry-unreachable': {
    means: 'the registry does not answer',
    docs: `${IMAGES}#imagepullbackoff`,
  },
  'image-rate-limited': { means: 'the registry limits pulls', docs: `${IMAGES}#imagepullbackoff` },
  'image-wrong-architecture': {
    means: 'the image, or a program in it, is made for another kind of processor',
    docs: `${IMAGES}#multi-architecture-images-with-image-indexes`,
  },
  'image-signature': {
    means: 'the image’s signature was not accepted',
    docs: `${K8S}/tasks/administer-cluster/verify-signed-artifacts/`,
  },
  'image-pull-failed': {
    means: 'the image cannot be pulled, for another reason',
    docs: `${IMAGES}#imagepullbackoff`,
  },
  'image-slow': {
    means: 'the image has been being pulled for long',
    docs: `${IMAGES}#serial-and-parallel-image-pulls`,
  },
  'config-missing': {
    means: 'a ConfigMap, a Secret, or a key of one that the container’s env needs is missing',
    docs: `${K8S}/tasks/configure-pod-container/configure-pod-configmap/`,
  },
  'run-as-non-root': {
    means: 'the image would run as root and the security context forbids it',
    docs: `${K8S}/tasks/configure-pod-container/security-context/`,
  },
  'config-invalid': {
    means: 'the kubelet or the runtime refuses how the container is configured',
    docs: DEBUG_PODS,
  },
  'restart-all': {
    means: 'a restart rule restarts all containers of the pod',
    docs: `${LIFECYCLE}#container-restarts`,
  },
  'inits-again': {
    means: 'all init containers run again, and why',
    docs: `${K8S}/concepts/workloads/pods/init-containers/#pod-restart-reasons`,
  },
  'post-start-failed': {
    means: 'the postStart hook fails, so the container is killed',
    docs: HOOKS,
  },
  'post-start-endless': {
    means: 'the postStart hook does not end; until then nothing after the container starts',
    docs: HOOKS,
  },
  'probe-kills-slow-starter': {
    means: 'a probe kills the container before it is up',
    docs: `${PROBES}#define-startup-probes`,
  },
  'probe-kills': { means: 'a liveness probe kills the container', docs: PROBES },
  'oom-killed': { means: 'it used more memory than its limit', docs: MEMORY },
  'oom-child': {
    means: 'a child process was killed for memory while the container ended with 0',
    docs: MEMORY,
  },
  'command-not-found': { means: 'the program to start does not exist in the image', docs: RUN },
  'not-executable': { means: 'the program to start may not be executed', docs: RUN },
  'sidecar-races-app': {
    means: 'a container fails because one beside it is not up yet',
    docs: SIDECARS,
  },
  'shared-volume-not-filled': {
    means: 'a container fails on a file of a volume that another one should have written',
    docs: `${K8S}/tasks/access-application-cluster/communicate-containers-same-pod-shared-volume/`,
  },
  'killed-by-signal': { means: 'a signal ended it', docs: WHY_FAILED },
  'exits-non-zero': { means: 'it ends with an error', docs: WHY_FAILED },
  'start-failed': { means: 'the runtime cannot start it', docs: WHY_FAILED },
  'ends-with-zero': {
    means: 'it ends with 0 and is started again, again and again',
    docs: `${LIFECYCLE}#restart-policy`,
  },
  'failed-then-succeeded': { means: 'it failed at first and then did its work', docs: DEBUG_INIT },
  deadlock: {
    means: 'it waits for a container that is only started after it',
    docs: SIDECARS,
  },
  'endless-init': {
    means: 'a sidecar without restartPolicy Always became an init container that never ends',
    docs: SIDECARS,
  },
  'waits-for': {
    means: 'it waits for a name, a port, an object or a file, which is named',
    docs: DEBUG_SERVICE,
  },
  'sidecar-not-started': {
    means: 'the start-up probe of a native sidecar has not passed, and everything behind it waits',
    docs: SIDECARS,
  },
  'init-slow': { means: 'an init container takes long, and nothing says why', docs: DEBUG_INIT },
  'sidecar-keeps-job': {
    means: 'the apps have ended, and a classic sidecar keeps the pod from completing',
    docs: `${SIDECARS}#jobs-with-sidecar-containers`,
  },
  'readiness-gate': {
    means: 'all containers are ready and a readiness gate is not passed',
    docs: `${LIFECYCLE}#pod-readiness-gate`,
  },
  'readiness-flaps': {
    means: 'a container becomes ready and unready again and again',
    docs: PROBES,
  },
  'not-ready': { means: 'a container runs and does not become ready', docs: PROBES },
  stuck: { means: 'the pod is stuck, and no rule names the cause', docs: DEBUG_PODS },
} as const satisfies Readonly<Record<string, Meaning>>;

export type FindingCode = keyof typeof FINDING_CODES;
