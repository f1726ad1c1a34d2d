/** No node: gated, or nothing fits, in the scheduler's own numbers. */

import { type Circumstances, eventsOf, lasted } from '../circumstances.ts';
import { byCondition, byEvents, bySpec } from '../evidence.ts';
import type { Finding, Severity } from '../finding.ts';
import { describePod, kubectl } from '../kubectl.ts';
import { finding, type Rule } from '../rule.ts';
import { clipped, forSince, listed, quoted } from '../words.ts';

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
  const claim = claimTrouble(c, message);
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

interface Reason {
  readonly nodes: number;
  readonly what: string;
}

/** `0/5 nodes are available: 2 Insufficient cpu, 3 node(s) had untolerated taint {x: y}. preemption: …`. */
function reasonsIn(message: string): readonly Reason[] {
  const told = /nodes are available: (.*?)(?:\. |\.$|$)/s.exec(message)?.[1] ?? '';
  return told.split(/, (?=\d)/).flatMap((part) => {
    const [, count, what] = /^(\d+) (.+)$/s.exec(part.trim()) ?? [];
    return what === undefined ? [] : [{ nodes: Number(count), what: clipped(what, 160) }];
  });
}

function whyWords(message: string, reasons: readonly Reason[]): string {
  const total = /^\d+\/(\d+) nodes/.exec(message)?.[1];
  if (reasons.length === 0) {
    return clipped(message).replace(/[.\s]+$/, '') || 'the scheduler gave no reason';
  }
  const of = total === undefined ? '' : `of ${total} node${total === '1' ? '' : 's'}, `;
  return `${of}${reasons.map(({ nodes, what }) => `${nodes} ${reasonWords(what, nodes)}`).join(', ')}`;
}

function reasonWords(what: string, nodes: number): string {
  const [has, does] = nodes === 1 ? ['has', 'does'] : ['have', 'do'];
  const short = /^Insufficient (\S+)$/.exec(what)?.[1];
  if (short !== undefined) return `${has} too little ${quoted(short)}`;
  const taint = /untolerated taint(?:\(s\))?(?: \{(.+)\})?/.exec(what);
  if (taint !== null)
    return `${has} a taint that it does not tolerate${taint[1] ? ` (${quoted(taint[1])})` : ''}`;
  if (/didn't match Pod's node affinity\/selector/.test(what)) {
    return `${does} not match its node affinity or selector`;
  }
  if (/unschedulable/.test(what)) return `${nodes === 1 ? 'is' : 'are'} cordoned`;
  return what.replace(/^node\(s\) /, '');
}

interface ClaimTrouble {
  readonly title: string;
  readonly words: string;
  readonly subject: string | null;
  readonly names: readonly string[];
}

function claimTrouble(c: Circumstances, message: string): ClaimTrouble | null {
  const missing = /persistentvolumeclaim "([^"]+)" not found/.exec(message)?.[1];
  const isUnbound = /unbound immediate PersistentVolumeClaims|unbound PersistentVolumeClaim/.test(
    message,
  );
  if (missing === undefined && !isUnbound) return null;
  const claims = (c.pod.specFacts?.volumes ?? [])
    .filter(({ kind }) => kind === 'PersistentVolumeClaim')
    .map(({ of }) => of);
  const names = missing === undefined ? claims : [missing];
  const [first] = names;
  const subject = first === undefined ? null : `PersistentVolumeClaim ${c.pod.namespace}/${first}`;
  if (missing !== undefined) {
    return {
      title: 'A volume claim does not exist',
      words: `there is no PersistentVolumeClaim ${quoted(missing)} in ${quoted(c.pod.namespace)}`,
      subject,
      names,
    };
  }
  const which =
    names.length === 0
      ? 'a PersistentVolumeClaim of this pod is not bound'
      : `the PersistentVolumeClaim ${listed(names.map(quoted))} ${names.length === 1 ? 'is' : 'are'} not bound to a volume`;
  return { title: 'A volume claim is not bound', words: which, subject, names };
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
