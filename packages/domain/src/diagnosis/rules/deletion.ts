/** Going away: longer than the grace period, held by a finalizer, by a dead node, or by a container that ignores SIGTERM. */
import { formatRfc3339 } from '../../time.ts';
import type { EndedAttempt } from '../course.ts';
import { byEnd, bySpec, byStatus } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { kubectl } from '../kubectl.ts';
import type { Circumstances } from '../pod-case.ts';
import { finding, type Rule } from '../rule.ts';
import { forSince, listed, quoted } from '../words.ts';

/** The kubelet kills two seconds after the grace period, and reports within some more. */
const LATE_MS = 10_000;

export const deletion: Rule = (c) => {
  const { deletion: asked } = c.pod;
  if (asked === null) return [];
  const isThere = c.timeline.until === null;
  if (isThere && c.now > asked.deadlineAt + LATE_MS) return [tooLong(c, asked.deadlineAt)];
  return killed(c);
};

function tooLong(c: Circumstances, deadlineAt: Circumstances['now']): Finding {
  const finalizers = c.pod.spec?.finalizers ?? [];
  const isRunning = c.courses.some((course) => course.status?.state.kind === 'running');
  const { node } = c.pod;
  const isHeld = finalizers.length > 0 && !isRunning;
  const why = isHeld
    ? `the finalizer ${listed(finalizers.map(quoted))} has not been removed`
    : node === null
      ? 'and it has no node whose kubelet could end it'
      : `the kubelet of ${quoted(node)} has not reported that its containers ended`;
  return finding(c, 'terminating-too-long', {
    severity: 'warning',
    since: deadlineAt,
    subject: isHeld ? `finalizer ${finalizers[0]}` : node === null ? null : `node ${node}`,
    title: isHeld ? 'A finalizer keeps it from going' : 'It should have gone by now',
    sentence: `Its deletion was due ${forSince(deadlineAt, c.now)} ago, at ${formatRfc3339(deadlineAt)}: ${why}.`,
    evidence: [
      byStatus(`deletionTimestamp ${formatRfc3339(deadlineAt)}`, deadlineAt),
      ...(finalizers.length === 0 ? [] : [bySpec(`finalizers: ${finalizers.join(', ')}`)]),
    ],
    next: isHeld
      ? [
          kubectl(
            c.pod.namespace,
            'get',
            'pod',
            c.pod.name,
            '-o',
            'jsonpath={.metadata.finalizers}',
          ),
        ]
      : [
          ...(node === null ? [] : [kubectl(null, 'describe', 'node', node)]),
          kubectl(c.pod.namespace, 'get', 'pod', c.pod.name, '-o', 'yaml'),
        ],
  });
}

function killed(c: Circumstances): readonly Finding[] {
  const deadlineAt = c.pod.deletion?.deadlineAt ?? c.now;
  return c.courses.flatMap((course) => {
    const end = course.lane.attempts.at(-1);
    if (end === undefined || end.ending === null || end.finishedAt === null) return [];
    // The kubelet's second is cut off, so that a kill may seem to come one early.
    const isKill = end.ending.exitCode === 137 && end.finishedAt >= deadlineAt - 1000;
    if (!isKill || course.lane.role === 'ephemeral') return [];
    const { name } = course.lane;
    const ended: EndedAttempt = { ...end, ending: end.ending };
    const grace = forSince(c.pod.deletion?.requestedAt ?? deadlineAt, deadlineAt);
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
