/** The pod as a whole was ended or refused: evicted, out of time, preempted, rejected by the kubelet. */
import type { Millis } from '../../time.ts';
import { type Circumstances, eventsOf } from '../circumstances.ts';
import { byCondition, byEvents, bySpec, byStatus } from '../evidence.ts';
import type { Evidence, Finding } from '../finding.ts';
import { describePod, kubectl } from '../kubectl.ts';
import { finding, type Rule } from '../rule.ts';
import { clipped, quoted, withStop } from '../words.ts';

export const podEnded: Rule = (c) => {
  const { reason } = c.pod;
  switch (reason) {
    case 'DeadlineExceeded':
      return [deadline(c)];
    case 'Evicted':
      return [evicted(c)];
    case 'Preempting':
    case 'Preempted':
      return [preempted(c)];
    default:
      return isRejection(c) ? [rejected(c, reason ?? '')] : disrupted(c);
  }
};

const statusOf = ({ pod }: Circumstances): readonly Evidence[] =>
  pod.reason === null ? [] : [byStatus(`${pod.reason}: ${pod.message ?? ''}`)];

const endedAt = (c: Circumstances): Millis | null =>
  c.pod.conditions.find(({ type }) => type === 'Ready')?.at ?? null;

/** Who still ran when time was up. */
function deadline(c: Circumstances): Finding {
  const seconds = c.pod.specFacts?.activeDeadlineSeconds ?? null;
  const unfinished = c.timeline.lanes.find(
    ({ role, attempts }) =>
      (role === 'init' || role === 'app') && attempts.at(-1)?.ending?.exitCode !== 0,
  );
  const who = unfinished === undefined ? '' : `; ${unfinished.name} had not finished`;
  return finding(c, 'deadline-exceeded', {
    severity: 'critical',
    container: unfinished?.name ?? null,
    since: endedAt(c),
    title: `${seconds === null ? 'Its deadline' : `Its deadline of ${seconds}s`} passed`,
    sentence: `The pod was ended because ${seconds === null ? 'activeDeadlineSeconds' : `its activeDeadlineSeconds of ${seconds}`} passed${who}.`,
    evidence: [
      ...byEvents(eventsOf(c, null, 'DeadlineExceeded')),
      ...statusOf(c),
      ...(seconds === null ? [] : [bySpec(`activeDeadlineSeconds: ${seconds}`)]),
    ],
    next: [describePod(c.pod)],
  });
}

/** `The node was low on resource: memory. Threshold quantity: …`, `The node had condition: [DiskPressure].`, `Pod ephemeral local storage usage exceeds …`. */
function evicted(c: Circumstances): Finding {
  const message = c.pod.message ?? eventsOf(c, null, 'Evicted').at(-1)?.message ?? '';
  const resource = /low on resource: ([\w-]+)/.exec(message)?.[1];
  const pressure = /had condition: \[([^\]]+)\]/.exec(message)?.[1];
  const container = c.timeline.lanes.find(
    ({ name }) =>
      message.includes(`Container ${name} exceeded`) || message.includes(`container "${name}"`),
  );
  const isNode = resource !== undefined || pressure !== undefined;
  const where = c.pod.node === null ? 'its node' : `the node ${quoted(c.pod.node)}`;
  return finding(c, 'evicted', {
    severity: 'critical',
    // Who used most of what the node ran out of may have kept within its limits.
    container: isNode ? null : (container?.name ?? null),
    since: endedAt(c),
    subject: isNode && c.pod.node !== null ? `node ${c.pod.node}` : null,
    title: titleOf(resource, pressure),
    sentence: withStop(
      `The kubelet evicted this pod from ${where}${message === '' ? '' : `: ${clipped(message)}`}`,
    ),
    evidence: [...statusOf(c), ...byEvents(eventsOf(c, null, 'Evicted'))],
    next: [
      ...(c.pod.node === null ? [] : [kubectl(null, 'describe', 'node', c.pod.node)]),
      describePod(c.pod),
    ],
  });
}

function titleOf(resource: string | undefined, pressure: string | undefined): string {
  if (resource !== undefined) return `Evicted: the node was low on ${resource}`;
  return pressure === undefined
    ? 'Evicted by the kubelet'
    : `Evicted: the node has ${clipped(pressure, 80)}`;
}

const preempted = (c: Circumstances): Finding =>
  finding(c, 'preempted', {
    severity: 'warning',
    title: 'Preempted by a pod of higher priority',
    sentence: withStop(
      `This pod had to give way to one of higher priority${c.pod.message === null ? '' : `: ${clipped(c.pod.message)}`}`,
    ),
    evidence: [
      ...byCondition(c, 'DisruptionTarget'),
      ...byEvents(eventsOf(c, null, 'Preempted', 'Preempting')),
      ...statusOf(c),
    ],
    next: [describePod(c.pod), 'kubectl get priorityclass'],
  });

/** The kubelet's admission (`pkg/kubelet/lifecycle`): such a pod has no container statuses. */
const REJECTIONS = new Map<string, string>([
  ['OutOfcpu', 'the node has too little CPU left'],
  ['OutOfmemory', 'the node has too little memory left'],
  ['OutOfephemeral-storage', 'the node has too little ephemeral storage left'],
  ['OutOfpods', 'the node runs as many pods as it may'],
  ['NodeAffinity', 'the node no longer matches the pod’s affinity or selector'],
  ['NodePorts', 'a host port is taken'],
  ['UnexpectedAdmissionError', 'a device or resource could not be allocated'],
  ['TopologyAffinityError', 'its resources cannot be placed on one NUMA node'],
  ['AppArmor', 'its AppArmor profile cannot be enforced'],
  ['SysctlForbidden', 'it asks for a sysctl that the node forbids'],
  ['PodOSNotSupported', 'it is for another operating system'],
  ['PodOSSelectorNodeLabelDoesNotMatch', 'it is for another operating system'],
  ['InvalidNodeInfo', 'the node’s own data was not complete'],
  ['InitContainerRestartPolicyForbidden', 'the kubelet is too old for native sidecars'],
  [
    'SupplementalGroupsPolicyNotSupported',
    'the runtime does not know its supplementalGroupsPolicy',
  ],
  ['PodLevelResourcesNotSupported', 'the kubelet is too old for pod-level resources'],
  ['PodFeatureUnsupported', 'the kubelet is too old for a feature that it uses'],
  ['VolumeAttachmentLimitExceeded', 'the node can attach no more volumes'],
  ['TaintToleration', 'the node has a taint that it does not tolerate'],
  ['NodeName', 'it is meant for another node'],
  ['UnexpectedPredicateFailureType', 'the kubelet could not tell whether it fits'],
]);

/** What ends a pod that may never have begun, and is no refusal. */
const OF_NODE = new Set(['NodeLost', 'Terminated', 'NodeShutdown', 'Shutdown']);

/** By a reason that is known; or by any, where the pod has failed and nothing of it ever ran. */
function isRejection({ pod, timeline }: Circumstances): boolean {
  const { reason, phase } = pod;
  if (reason === null || OF_NODE.has(reason)) return false;
  if (REJECTIONS.has(reason) || reason.startsWith('OutOf')) return true;
  return phase === 'Failed' && timeline.lanes.every(({ attempts }) => attempts.length === 0);
}

/** `OutOfnvidia.com/gpu` as well: the kubelet says so of any resource. */
function rejectionWords(reason: string): string {
  const known = REJECTIONS.get(reason);
  if (known !== undefined) return `: ${known}`;
  const resource = /^OutOf(.+)$/.exec(reason)?.[1];
  return resource === undefined ? '' : `: the node has too little ${quoted(resource)} left`;
}

const rejected = (c: Circumstances, reason: string): Finding =>
  finding(c, 'rejected-by-kubelet', {
    severity: 'critical',
    since: endedAt(c),
    subject: c.pod.node === null ? null : `node ${c.pod.node}`,
    title: `Rejected by the kubelet: ${reason}`,
    sentence: withStop(
      `The kubelet of ${quoted(c.pod.node ?? 'the node')} refused this pod (${reason})${rejectionWords(reason)}${c.pod.message === null ? '' : `. It said: ${clipped(c.pod.message)}`}`,
    ),
    evidence: statusOf(c),
    next: [
      ...(c.pod.node === null ? [] : [kubectl(null, 'describe', 'node', c.pod.node)]),
      describePod(c.pod),
    ],
  });

function disrupted(c: Circumstances): readonly Finding[] {
  const condition = c.pod.conditions.find(
    ({ type, status }) => type === 'DisruptionTarget' && status === 'True',
  );
  switch (condition?.reason) {
    case 'PreemptionByScheduler':
      return [preempted(c)];
    case 'EvictionByEvictionAPI':
      return [
        finding(c, 'evicted', {
          severity: 'info',
          since: condition.at,
          subject: c.pod.node === null ? null : `node ${c.pod.node}`,
          title: 'Evicted through the API, as a drain does',
          sentence: `Somebody evicted this pod through the API, as ${quoted('kubectl drain')} and the cluster autoscaler do; its containers are not to blame.`,
          evidence: byCondition(c, 'DisruptionTarget'),
          next: ['kubectl get nodes', describePod(c.pod)],
        }),
      ];
    default:
      return [];
  }
}
