/** The node: it does not exist, no longer reports, or was shut down. */

import { type Circumstances, eventsOf, lasted } from '../circumstances.ts';
import { byCondition, byEvents } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { describePod, kubectl } from '../kubectl.ts';
import { finding, type Rule } from '../rule.ts';
import { forSince, quoted } from '../words.ts';

export const node: Rule = (c) => {
  const { node: name, reason } = c.pod;
  if (name === null) return [];
  if (reason === 'NodeLost' || isSilent(c) || isEvictedForTaint(c)) return [lost(c, name)];
  if (reason === 'Terminated' || reason === 'NodeShutdown' || reason === 'Shutdown') {
    return [shutDown(c, name)];
  }
  if (disruption(c, 'DeletionByTaintManager')) return [tainted(c, name)];
  return isNotTaken(c) ? [missing(c, name)] : [];
};

const disruption = ({ pod }: Circumstances, ...reasons: readonly string[]): boolean =>
  pod.conditions.some(
    ({ type, status, reason }) =>
      type === 'DisruptionTarget' && status === 'True' && reasons.includes(reason ?? ''),
  );

/** The node controller takes readiness back without a reason, while all containers say that they are ready. */
function isSilent({ pod, isOver }: Circumstances): boolean {
  const ready = pod.conditions.find(({ type }) => type === 'Ready');
  const serving = pod.statuses.filter(({ kind }) => kind === 'app');
  const isOutside = ready?.status === 'False' && ready.reason === null;
  const allReady = serving.length > 0 && serving.every((status) => status.ready);
  return isOutside && allReady && pod.readinessGates.length === 0 && !isOver;
}

/** Not every NoExecute taint means a lost node: an administrator may set one. */
const isEvictedForTaint = (c: Circumstances): boolean =>
  disruption(c, 'DeletionByTaintManager') && eventsOf(c, null, 'NodeNotReady').length > 0;

/** Bound, and nothing ever said of a container: no kubelet took it up. */
function isNotTaken(c: Circumstances): boolean {
  if (disruption(c, 'DeletionByPodGC') && c.pod.statuses.length === 0) return true;
  const at = c.pod.conditions.find(({ type }) => type === 'PodScheduled')?.at ?? c.pod.createdAt;
  const isUntouched = c.pod.statuses.length === 0 && c.pod.reason === null && !c.isOver;
  return isUntouched && c.pod.deletion === null && lasted(c, at) >= c.patience.scheduling;
}

function lost(c: Circumstances, name: string): Finding {
  const event = eventsOf(c, null, 'NodeNotReady');
  const ready = c.pod.conditions.find(({ type }) => type === 'Ready');
  const since = event.at(-1)?.at ?? ready?.at ?? null;
  return finding(c, 'node-lost', {
    severity: c.timeline.until === null ? 'critical' : 'warning',
    since,
    subject: `node ${name}`,
    title: `The node ${name} was lost`,
    sentence: `The node ${quoted(name)} stopped reporting, so the node controller took the pod’s readiness back${isEvictedForTaint(c) ? ' and deleted the pod' : ''}; what its containers did since then was not told.`,
    evidence: [
      ...byEvents(event),
      ...byEvents(eventsOf(c, null, 'TaintManagerEviction')),
      ...byCondition(c, 'Ready'),
      ...byCondition(c, 'DisruptionTarget'),
    ],
    next: [kubectl(null, 'describe', 'node', name), kubectl(null, 'get', 'nodes')],
  });
}

const tainted = (c: Circumstances, name: string): Finding =>
  finding(c, 'evicted', {
    severity: 'warning',
    subject: `node ${name}`,
    title: `Deleted because of a taint of ${name}`,
    sentence: `The node ${quoted(name)} got a NoExecute taint that this pod does not tolerate (any longer), as nodes do that stop reporting; so the pod was deleted.`,
    evidence: [
      ...byCondition(c, 'DisruptionTarget'),
      ...byEvents(eventsOf(c, null, 'TaintManagerEviction')),
    ],
    next: [kubectl(null, 'describe', 'node', name)],
  });

const shutDown = (c: Circumstances, name: string): Finding =>
  finding(c, 'node-shutdown', {
    severity: 'warning',
    subject: `node ${name}`,
    title: `The node ${name} was shut down`,
    sentence:
      `The node ${quoted(name)} was shut down, and the kubelet ended the pod${c.pod.message === null ? '' : `: ${c.pod.message}`}`.replace(
        /\.?$/,
        '.',
      ),
    evidence: byCondition(c, 'Ready'),
    next: [kubectl(null, 'describe', 'node', name)],
  });

function missing(c: Circumstances, name: string): Finding {
  const since = c.pod.conditions.find(({ type }) => type === 'PodScheduled')?.at ?? c.pod.createdAt;
  const isKnown = disruption(c, 'DeletionByPodGC');
  const told = isKnown
    ? `The pod was bound to the node ${quoted(name)}, which does not exist (any more), so nobody ever ran it and the garbage collector removed it.`
    : `The pod has been bound to the node ${quoted(name)} for ${forSince(since, c.now)}, and no kubelet has taken it up: the node does not exist, or its kubelet does not run.`;
  return finding(c, 'node-missing', {
    severity: 'critical',
    since,
    subject: `node ${name}`,
    title: `The node ${name} does not take it up`,
    sentence: told,
    evidence: [...byCondition(c, 'DisruptionTarget'), ...byCondition(c, 'PodScheduled')],
    next: [kubectl(null, 'get', 'node', name), describePod(c.pod)],
  });
}
