/** Running and not ready: a gate, a probe that fails, or one that passes and fails in turns. */

import { type Circumstances, eventsOf, lasted, wantsOf } from '../circumstances.ts';
import type { Course } from '../course.ts';
import { byCondition, byEvents, bySpec } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { describePod, execIn, kubectl, logsOfContainer } from '../kubectl.ts';
import type { EvidenceEvent } from '../pod-case.ts';
import { budgetSeconds, probeAnswer, probeWords as wordsOfProbe } from '../probe-words.ts';
import { courses, finding, type Rule } from '../rule.ts';
import { forSince, listed, quoted } from '../words.ts';

const isServing = ({ lane }: Course): boolean => lane.role !== 'init';

export const readinessGate: Rule = (c) => {
  const { readinessGates, conditions } = c.pod;
  if (c.isReady || c.isOver || c.pod.deletion !== null || readinessGates.length === 0) return [];
  const closed = readinessGates.filter(
    (gate) => !conditions.some(({ type, status }) => type === gate && status === 'True'),
  );
  const containers = conditions.find(({ type }) => type === 'ContainersReady');
  if (closed.length === 0 || containers?.status !== 'True') return [];
  const since = containers.at ?? c.pod.createdAt;
  return [
    finding(c, 'readiness-gate', {
      severity: lasted(c, since) < c.patience.readiness ? 'info' : 'warning',
      since,
      subject: `readiness gate ${closed[0]}`,
      title: `The readiness gate ${listed(closed)} is not passed`,
      sentence: `All containers have been ready for ${forSince(since, c.now)}, but the pod is not: the condition ${listed(closed.map(quoted))} is not True. A controller outside of the pod must set it (for a load balancer: its target is not healthy yet).`,
      evidence: [
        bySpec(`readinessGates: ${readinessGates.join(', ')}`),
        ...closed.flatMap((gate) => byCondition(c, gate)),
        ...byCondition(c, 'Ready'),
      ],
      next: [
        kubectl(c.pod.namespace, 'get', 'pod', c.pod.name, '-o', 'jsonpath={.status.conditions}'),
        describePod(c.pod),
      ],
    }),
  ];
};

/** So often within so long that it is no start, no deploy and no accident. */
const FLAPS = 3;
const FLAP_WINDOW_MS = 600_000;

export const readiness: Rule = (c) => {
  if (c.isOver || c.pod.deletion !== null) return [];
  return courses(c).flatMap((course) => {
    if (!isServing(course) || !course.isRunning) return [];
    if (course.status?.started === false) return c.isReady ? [] : notStarted(c, course);
    return flapping(c, course) ?? unready(c, course);
  });
};

const failedProbes = (
  c: Circumstances,
  name: string,
  which: 'Readiness' | 'Startup',
): readonly EvidenceEvent[] =>
  eventsOf(c, name, 'Unhealthy').filter(({ message }) => message?.startsWith(which));

function flapping(c: Circumstances, { lane }: Course): readonly Finding[] | null {
  const start = lane.attempts.at(-1)?.startedAt ?? 0;
  const lost = lane.ready.flatMap(({ from, to }) =>
    to !== null && from >= start && c.now - to < FLAP_WINDOW_MS ? [to] : [],
  );
  const [first] = lost;
  if (first === undefined || lost.length < FLAPS) return null;
  const { name } = lane;
  return [
    finding(c, 'readiness-flaps', {
      severity: 'warning',
      container: name,
      since: first,
      title: `${name} becomes ready and unready in turns`,
      sentence: `${name} has lost its readiness ${lost.length} times in ${forSince(first, c.now)} while it ran on: ${probeWords(c, name)}.`,
      evidence: [...byEvents(failedProbes(c, name, 'Readiness')), ...byCondition(c, 'Ready')],
      next: [
        logsOfContainer(c.pod, name),
        kubectl(c.pod.namespace, 'top', 'pod', c.pod.name, '--containers'),
        describePod(c.pod),
      ],
    }),
  ];
}

function unready(c: Circumstances, { lane, status }: Course): readonly Finding[] {
  if (c.isReady || status?.ready !== false) return [];
  const startedAt = lane.attempts.at(-1)?.startedAt ?? null;
  const lostAt = lane.ready.at(-1)?.to ?? null;
  const since = lostAt !== null && startedAt !== null && lostAt > startedAt ? lostAt : startedAt;
  if (since === null) return [];
  const wasReady = since === lostAt;
  const isLong = lasted(c, since) >= c.patience.readiness;
  if (!isLong && !wasReady) return [];
  const { name } = lane;
  return [
    finding(c, 'not-ready', {
      severity: isLong ? 'warning' : 'info',
      container: name,
      since,
      title: wasReady ? `${name} is no longer ready` : `${name} runs and is not ready`,
      sentence: `${name} has run for ${forSince(since, c.now)} ${wasReady ? 'since it lost its readiness' : 'without becoming ready'}: ${probeWords(c, name)}.`,
      evidence: [...byEvents(failedProbes(c, name, 'Readiness')), ...byCondition(c, 'Ready')],
      next: [logsOfContainer(c.pod, name), execIn(c.pod, name, 'sh'), describePod(c.pod)],
    }),
  ];
}

function probeWords(c: Circumstances, name: string): string {
  const probe = wantsOf(c, name).readinessProbe;
  const failed = failedProbes(c, name, 'Readiness');
  if (probe === undefined && failed.length === 0) return 'nothing tells why';
  const asks = probe === undefined ? '' : ` (${quoted(probe.asks)}, every ${probe.periodSeconds}s)`;
  const said = probeAnswer(failed.at(-1)?.message).replace(/\.$/, '');
  return `its readiness probe${asks} fails${said === '' ? '' : `: ${said}`}`;
}

/** An app whose start-up probe has not passed yet is not asked whether it is ready. */
function notStarted(c: Circumstances, { lane }: Course): readonly Finding[] {
  const since = lane.attempts.at(-1)?.startedAt ?? null;
  if (since === null || lane.kind !== 'app' || lasted(c, since) < c.patience.readiness) return [];
  const { name } = lane;
  const probe = wantsOf(c, name).startupProbe;
  const failed = failedProbes(c, name, 'Startup');
  const said = probeAnswer(failed.at(-1)?.message).replace(/\.$/, '');
  const budget =
    probe === undefined
      ? ''
      : ` It may take ${budgetSeconds(probe)}s before it is killed (${wordsOfProbe(probe)}).`;
  return [
    finding(c, 'not-ready', {
      severity: 'warning',
      container: name,
      since,
      title: `${name} runs and has not started up`,
      sentence: `${name} has run for ${forSince(since, c.now)}, but its start-up probe has not passed${said === '' ? '' : `: ${said}`}.${budget}`,
      evidence: [
        ...byEvents(failed),
        ...(probe === undefined
          ? []
          : [bySpec(`start-up probe of ${name}: ${wordsOfProbe(probe)}`)]),
        ...byCondition(c, 'Ready'),
      ],
      next: [logsOfContainer(c.pod, name), execIn(c.pod, name, 'sh'), describePod(c.pod)],
    }),
  ];
}
