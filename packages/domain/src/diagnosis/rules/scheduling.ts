/** No node: gated, or nothing fits, in the scheduler's own numbers. */

import { type Circumstances, eventsOf, lasted } from '../circumstances.ts';
import { byCondition, byEvents, bySpec } from '../evidence.ts';
import type { Finding, Severity } from '../finding.ts';
import { describePod, kubectl } from '../kubectl.ts';
import { finding, type Rule } from '../rule.ts';
import { claimTroubleIn, reasonsIn, whyWords } from '../scheduler-words.ts';
import { forSince, listed, quoted } from '../words.ts';

export const scheduling: Rule = (c) => {
  if (c.pod.node !== null || c.isOver) return [];
  const condition = c.pod.conditions.find(({ type }) => type === 'PodScheduled');
  if (condition?.reason === 'SchedulingGated') return [gated(c)];
  const event = eventsOf(c, null, 'FailedScheduling').at(-1);
  const message = condition?.message ?? event?.message ?? null;
  if (message !== null) return [unscheduled(c, message)];
  return lasted(c, c.pod.createdAt) < c.patience.scheduling ? [] : [unseen(c)];
};

/** A gate is set on purpose, by a queue mostly: waiting is what it is for. */
const GATED_MS = 600_000;

function gated(c: Circumstances): Finding {
  const { createdAt, specFacts } = c.pod;
  const gates = (specFacts?.schedulingGates ?? []).map(quoted);
  const which = gates.length === 0 ? 'A scheduling gate' : `The scheduling gate ${listed(gates)}`;
  return finding(c, 'scheduling-gated', {
    severity: lasted(c, createdAt) < GATED_MS ? 'info' : 'warning',
    since: createdAt,
    subject: gates[0] === undefined ? null : `gate ${specFacts?.schedulingGates[0]}`,
    title: 'Held back by a scheduling gate',
    sentence: `${which} has kept the scheduler from looking at this pod for ${forSince(createdAt, c.now)}; whoever set it must remove it.`,
    evidence: [
      ...byCondition(c, 'PodScheduled'),
      ...(gates.length === 0 ? [] : [bySpec(`schedulingGates: ${listed(gates)}`)]),
    ],
    next: [
      kubectl(c.pod.namespace, 'get', 'pod', c.pod.name, '-o', 'jsonpath={.spec.schedulingGates}'),
    ],
  });
}

/** A pod that fits nowhere is told so within a second; it may still fit when something ends or a node comes. */
const severityNow = (c: Circumstances): Severity =>
  lasted(c, c.pod.createdAt) < c.patience.scheduling ? 'warning' : 'critical';

function unscheduled(c: Circumstances, message: string): Finding {
  const since = c.pod.conditions.find(({ type }) => type === 'PodScheduled')?.at ?? c.pod.createdAt;
  const evidence = [
    ...byCondition(c, 'PodScheduled'),
    ...byEvents(eventsOf(c, null, 'FailedScheduling')),
  ];
  const claim = claimTroubleIn(c.pod, message);
  if (claim !== null) {
    return finding(c, 'volume-claim-pending', {
      severity: severityNow(c),
      since,
      subject: claim.subject,
      title: claim.title,
      sentence: `No node is chosen: ${claim.words}, for ${forSince(since, c.now)} so far.`,
      evidence: [
        ...evidence,
        ...claim.names.map((name) => bySpec(`PersistentVolumeClaim ${name}`)),
      ],
      next: [
        ...(claim.names.length === 0
          ? [kubectl(c.pod.namespace, 'get', 'pvc')]
          : claim.names.map((name) => kubectl(c.pod.namespace, 'describe', 'pvc', name))),
        'kubectl get storageclass',
      ],
    });
  }
  const reasons = reasonsIn(message);
  const selector = c.pod.specFacts?.nodeSelector ?? [];
  return finding(c, 'unschedulable', {
    severity: severityNow(c),
    since,
    subject: reasons.length === 0 ? null : `nodes: ${reasons.map(({ what }) => what).join(', ')}`,
    title: 'No node fits',
    sentence: `No node has taken this pod for ${forSince(since, c.now)}: ${whyWords(message, reasons)}.`,
    evidence: [
      ...evidence,
      ...(selector.length === 0 ? [] : [bySpec(`nodeSelector: ${selector.join(', ')}`)]),
    ],
    next: [
      describePod(c.pod),
      'kubectl get nodes -o wide',
      ...(reasons.some(({ what }) => what.startsWith('Insufficient'))
        ? [`kubectl describe nodes | grep -A 8 'Allocated resources'`]
        : []),
    ],
  });
}

const unseen = (c: Circumstances): Finding =>
  finding(c, 'not-scheduled', {
    severity: 'critical',
    since: c.pod.createdAt,
    title: 'No scheduler has looked at it',
    sentence: `No scheduler has said anything about this pod for ${forSince(c.pod.createdAt, c.now)}: the scheduler is not running, or the pod names one that does not exist.`,
    evidence: byCondition(c, 'PodScheduled'),
    next: [
      kubectl(c.pod.namespace, 'get', 'pod', c.pod.name, '-o', 'jsonpath={.spec.schedulerName}'),
      'kubectl get pods -n kube-system',
    ],
  });
