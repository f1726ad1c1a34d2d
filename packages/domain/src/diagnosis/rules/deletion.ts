/** Going away: longer than the grace period, held by a finalizer, by a dead node, or by a container that ignores SIGTERM. */

import type { Deletion } from '../../pod-snapshot.ts';
import { formatRfc3339, type Millis } from '../../time.ts';
import { type Circumstances, eventsOf } from '../circumstances.ts';
import { deletionOf, type EndedAttempt } from '../course.ts';
import { byEnd, byEvents, bySpec, byStatus } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { kubectl } from '../kubectl.ts';
import { finding, type Rule } from '../rule.ts';
import { afterColon, forSince, listed, quoted, withStop } from '../words.ts';

/** The kubelet kills two seconds after the grace period, and reports within some more. */
const LATE_MS = 10_000;

export const deletion: Rule = (c) => {
  const asked = deletionOf(c.pod, c.transitions);
  if (asked === null) return [];
  const isThere = c.timeline.until === null;
  if (isThere && c.now > asked.deadlineAt + LATE_MS) return [tooLong(c, asked.deadlineAt)];
  return killed(c, asked);
};

function tooLong(c: Circumstances, deadlineAt: Millis): Finding {
  const { pod } = c;
  const finalizers = pod.specFacts?.finalizers ?? [];
  const isRunning = pod.statuses.some(({ state }) => state.kind === 'running');
  const isHeld = finalizers.length > 0 && !isRunning;
  const onNode = pod.node === null ? null : `node ${pod.node}`;
  return finding(c, 'terminating-too-long', {
    severity: 'warning',
    since: deadlineAt,
    subject: isHeld ? `finalizer ${finalizers[0]}` : onNode,
    title: isHeld ? 'A finalizer keeps it from going' : 'It should have gone by now',
    sentence: withStop(
      `Its deletion was due ${forSince(deadlineAt, c.now)} ago, at ${formatRfc3339(deadlineAt)}: ${isHeld ? `the finalizer ${listed(finalizers.map(quoted))} has not been removed` : kubeletWords(c, isRunning)}`,
    ),
    evidence: [
      byStatus(`deletionTimestamp ${formatRfc3339(deadlineAt)}`, deadlineAt),
      ...byEvents(eventsOf(c, null, 'FailedKillPod')),
      ...(finalizers.length === 0 ? [] : [bySpec(`finalizers: ${finalizers.join(', ')}`)]),
    ],
    next: [
      ...(isHeld || pod.node === null ? [] : [kubectl(null, 'describe', 'node', pod.node)]),
      kubectl(pod.namespace, 'get', 'pod', pod.name, '-o', 'jsonpath={.metadata.finalizers}'),
    ],
  });
}

function kubeletWords(c: Circumstances, isRunning: boolean): string {
  const { node } = c.pod;
  if (node === null) return 'it has no node whose kubelet could end it';
  const failed = eventsOf(c, null, 'FailedKillPod').at(-1);
  if (failed !== undefined)
    return `the kubelet of ${quoted(node)} cannot end it${afterColon(failed.message ?? '')}`;
  return isRunning || c.pod.statuses.length === 0
    ? `the kubelet of ${quoted(node)} has not reported that its containers ended`
    : `its containers do not run, but the kubelet of ${quoted(node)} has not cleared away its volumes and its sandbox`;
}

function killed(c: Circumstances, { requestedAt, deadlineAt }: Deletion): readonly Finding[] {
  return c.courses.flatMap((course) => {
    const end = course.lane.attempts.at(-1);
    if (end === undefined || end.ending === null || end.finishedAt === null) return [];
    // The kubelet's second is cut off, so that a kill may seem to come one early.
    const isKill = end.ending.exitCode === 137 && end.finishedAt >= deadlineAt - 1000;
    if (!isKill || course.lane.role === 'ephemeral') return [];
    const { name } = course.lane;
    const ended: EndedAttempt = { ...end, ending: end.ending };
    const grace = forSince(requestedAt, deadlineAt);
    return [
      finding(c, 'killed-after-grace', {
        severity: 'info',
        container: name,
        since: end.finishedAt,
        title: `${name} did not end within its grace period`,
        sentence: `${name} was asked to stop, did not within the grace period of ${grace}, and was killed; what it was doing then is lost.`,
        evidence: [byEnd(c, course, ended)],
        next: [
          kubectl(
            c.pod.namespace,
            'get',
            'pod',
            c.pod.name,
            '-o',
            'jsonpath={.spec.terminationGracePeriodSeconds}',
          ),
        ],
      }),
    ];
  });
}
