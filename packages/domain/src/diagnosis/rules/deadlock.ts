/** It waits for a container of its own pod that is only started after it. */

import { type Circumstances, lasted, wantsOf } from '../circumstances.ts';
import type { Course } from '../course.ts';
import { bySpec } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { isHere } from '../hosts.ts';
import { describePod, logsOfContainer } from '../kubectl.ts';
import { courses, finding, type Rule } from '../rule.ts';
import { resolveHost } from '../service-name.ts';
import { forSince, quoted } from '../words.ts';

export const deadlock: Rule = (c) =>
  c.pod.deletion !== null
    ? []
    : courses(c).flatMap((course, place) => {
        const { lane, isRunning, status } = course;
        const isHolding =
          lane.role === 'init' || (lane.role === 'native-sidecar' && status?.started === false);
        const from = lane.attempts.at(-1)?.startedAt ?? null;
        if (lane.kind !== 'init' || !isRunning || !isHolding || from === null) return [];
        const cause =
          ownAddress(c, course, place) ?? probeOfLater(c, course, place) ?? ownService(c, course);
        return cause === null ? [] : [deadlocked(c, course, from, cause)];
      });

interface Cause {
  readonly words: string;
  /** The container that only starts later; null: any of them. */
  readonly later: string | null;
}

const laterOwner = (c: Circumstances, place: number, port: number | null): string | null =>
  courses(c)
    .slice(place + 1)
    .find(({ lane }) => port !== null && wantsOf(c, lane.name).ports?.includes(port))?.lane.name ??
  null;

/** localhost: a native sidecar before it may answer; nobody else can. */
function ownAddress(c: Circumstances, { lane }: Course, place: number): Cause | null {
  const sidecarBefore = courses(c)
    .slice(0, place)
    .some((it) => it.lane.role === 'native-sidecar');
  for (const target of wantsOf(c, lane.name).awaits ?? []) {
    if (target.kind !== 'host' || !isHere(target.host) || !target.loops) continue;
    const later = laterOwner(c, place, target.port);
    if (later === null && (sidecarBefore || lane.role === 'native-sidecar')) continue;
    return { words: `waits for ${quoted(`${target.host}:${target.port}`)} of its own pod`, later };
  }
  return null;
}

function probeOfLater(c: Circumstances, { lane }: Course, place: number): Cause | null {
  const wants = wantsOf(c, lane.name);
  const port = wants.startupProbe?.port ?? null;
  if (port === null || wants.ports?.includes(port)) return null;
  const later = laterOwner(c, place, port);
  return later === null ? null : { words: `has a start-up probe that asks port ${port}`, later };
}

/** A Service whose only pod is this one. */
function ownService(c: Circumstances, { lane }: Course): Cause | null {
  for (const target of wantsOf(c, lane.name).awaits ?? []) {
    if (target.kind !== 'host' || target.port === null) continue;
    const name = resolveHost(target.host, c.pod.namespace, c.surroundings.services);
    const service = c.surroundings.services?.find(
      (it) => it.name === name?.name && it.namespace === name.namespace,
    );
    const pods = service?.pods ?? [];
    const isOwn =
      service?.namespace === c.pod.namespace &&
      service.endpoints?.ready === 0 &&
      pods.length > 0 &&
      pods.every((pod) => pod.name === c.pod.name);
    if (isOwn)
      return {
        words: `waits for ${quoted(target.host)}, a Service whose only pod is this one`,
        later: null,
      };
  }
  return null;
}

function deadlocked(
  c: Circumstances,
  { lane }: Course,
  from: Circumstances['now'],
  { words, later }: Cause,
): Finding {
  const { name } = lane;
  return finding(c, 'deadlock', {
    severity: lasted(c, from) < c.patience.init ? 'info' : 'critical',
    container: name,
    since: from,
    title: `${name} waits for ${later ?? 'its own pod'}, which waits for it`,
    sentence: `${name} ${words}, but ${later === null ? 'the containers that could answer are' : `${later}, whose port that is, is`} only started when ${name} ${lane.role === 'init' ? 'has completed' : 'has started up'}: neither will ever happen. It has been so for ${forSince(from, c.now)}.`,
    evidence: [bySpec(`${name} ${words.replaceAll('`', '')}`)],
    next: [logsOfContainer(c.pod, name), describePod(c.pod)],
  });
}
