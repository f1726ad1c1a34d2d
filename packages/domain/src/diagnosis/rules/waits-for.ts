/** An init (or a native sidecar that has not started up) waits for something that is named: in its command, or in its log. */

import { humanDuration } from '../../time.ts';
import { type Circumstances, lasted, usualOf, wantsOf } from '../circumstances.ts';
import type { Course } from '../course.ts';
import { bySpec, logsOf } from '../evidence.ts';
import type { Evidence, Finding, Severity } from '../finding.ts';
import { kubectl, logsOfContainer } from '../kubectl.ts';
import { type LogHint, logHintOf, saysItWaitsFor } from '../log-hints.ts';
import { courses, finding, heldUpWords, type Rule } from '../rule.ts';
import type { Awaited, Target } from '../target.ts';
import { type TargetWords, targetName, targetWords } from '../target-words.ts';
import { clipped, forSince, listed, quoted } from '../words.ts';

export const waitsFor: Rule = (c) =>
  c.pod.deletion !== null && c.timeline.until === null
    ? []
    : courses(c).flatMap((course) => {
        const { lane, isRunning, status } = course;
        const isHolding =
          lane.role === 'init' || (lane.role === 'native-sidecar' && status?.started === false);
        const from = lane.attempts.at(-1)?.startedAt ?? null;
        if (lane.kind !== 'init' || !isRunning || !isHolding || from === null) return [];
        const waits = waitsOf(c, course);
        return waits === null ? [] : [waiting(c, course, from, waits)];
      });

interface Waits {
  readonly target: Target;
  /** Others that it waits for too. */
  readonly others: readonly Target[];
  /** The program that asks; null where only its log tells. */
  readonly by: string | null;
  readonly loops: boolean;
  readonly hint: LogHint | null;
  readonly line: string | null;
}

/** Its command first; a log alone is believed where it names a host that does not answer, or says what it waits for. */
function waitsOf(c: Circumstances, { lane }: Course): Waits | null {
  const log = logsOf(c, lane.name)[0];
  const lines = log?.lines ?? [];
  const hint = logHintOf(lines);
  const awaits = wantsOf(c, lane.name).awaits ?? [];
  const looped = awaits.filter(({ loops }) => loops);
  // What is asked once may be long behind: it counts only where something tells that it is not answered.
  const once = awaits.filter((it) => it.kind !== 'file' && (isUnmet(c, it) || isNamed(it, hint)));
  const candidates = looped.length > 0 ? looped : once;
  // What its log names is what it is at; what it looped over before is behind.
  const named = candidates.find((it) => isNamed(it, hint));
  const [first] = candidates;
  const target: Awaited | undefined = named ?? candidates.find((it) => isUnmet(c, it)) ?? first;
  if (target !== undefined) {
    const others = candidates.filter((it) => it !== target);
    const own = hint !== null && isAbout(target, hint) ? hint : null;
    return {
      ...{ target, others, by: target.by, loops: target.loops },
      ...{ hint: own, line: own?.line ?? null },
    };
  }
  return toldByLog(c, lines, hint);
}

function toldByLog(c: Circumstances, lines: readonly string[], hint: LogHint | null): Waits | null {
  const told = (host: string, port: number | null, line: string): Waits => ({
    ...{ target: { kind: 'host', host, port }, others: [], by: null, loops: true, hint, line },
  });
  if (hint?.host != null) return told(hint.host, hint.port, hint.line);
  const said = saysItWaitsFor(lines);
  if (said === null) return null;
  const waits = told(said.host, said.port, said.line);
  // What is waited for may be no host at all: a bare word is believed where there is a Service of that name.
  return said.isSure || isSeen(c, waits.target) ? waits : null;
}

/** By its name as it is asked for, or with the search domain that was tried. */
const isNamed = (it: Target, hint: LogHint | null): boolean =>
  it.kind === 'host' &&
  hint?.host != null &&
  (it.host === hint.host || hint.host.startsWith(`${it.host}.`));

/** What is said of another host says nothing of this one; an address may be anybody's. */
const isAbout = (it: Target, hint: LogHint): boolean =>
  hint.host === null ||
  isNamed(it, hint) ||
  (/^[\d.]+$/.test(hint.host) &&
    (it.kind !== 'host' || it.port === null || hint.port === null || it.port === hint.port));

const isSeen = (c: Circumstances, target: Target): boolean => {
  const { standing } = targetWords(c, target);
  return standing === 'there' || standing === 'unready';
};

function isUnmet(c: Circumstances, target: Target): boolean {
  const { standing } = targetWords(c, target);
  return standing === 'absent' || standing === 'unready';
}

function waiting(
  c: Circumstances,
  { lane }: Course,
  from: Circumstances['now'],
  waits: Waits,
): Finding {
  const { name } = lane;
  const words = targetWords(c, waits.target);
  const verb = waits.loops ? 'waits for' : 'asks for';
  const short =
    waits.target.kind === 'host' && waits.target.port === null
      ? `the DNS name ${waits.target.host}`
      : targetName(waits.target);
  const isSolved = hasJustCome(c, from, words);
  // Nobody is missed, and nothing tells that it is still at it.
  const isBehind = words.standing === 'there' && waits.line === null;
  return finding(c, 'waits-for', {
    severity: isSolved ? 'info' : severityOf(c, name, from, words, waits),
    container: name,
    since: from,
    subject: words.subject,
    title: isSolved
      ? `${name} waited for ${short}, which is there now`
      : `${name} ${verb} ${short}`,
    sentence:
      [
        `${name} ${verb} ${words.what}; ${words.state}.`,
        ...dnsWords(waits, words),
        ...(isBehind && !isSolved
          ? ['Perhaps it was answered long ago, and is busy with what comes after.']
          : []),
        ...(waits.others.length === 0
          ? []
          : [`It waits for ${listed(waits.others.map((it) => quoted(targetName(it))))} too.`]),
        `It has run for ${forSince(from, c.now)}${usualWords(c, name)}.`,
      ].join(' ') + heldUpWords(c, name),
    evidence: [...evidenceOf(c, name, waits), ...words.evidence],
    next: [...words.next, ...policiesOf(c, waits, words), logsOfContainer(c.pod, name)],
  });
}

/** It came while this was waiting, and so lately that the next try may still have to come. */
const hasJustCome = (
  c: Circumstances,
  from: Circumstances['now'],
  { standing, since }: TargetWords,
): boolean =>
  standing === 'there' && since !== null && since > from && lasted(c, since) < c.patience.init;

/** Somebody is there, and yet no answer comes: what may stand between them. */
const policiesOf = (
  c: Circumstances,
  { hint }: Waits,
  { standing, namespace }: TargetWords,
): readonly string[] =>
  standing === 'there' && hint?.says === 'timed-out'
    ? [...new Set([namespace ?? c.pod.namespace, c.pod.namespace])].map((it) =>
        kubectl(it, 'get', 'networkpolicies'),
      )
    : [];

/** Being there is no cause. What is known not to be there is told sooner than what may take its time. */
function severityOf(
  c: Circumstances,
  name: string,
  from: Circumstances['now'],
  { standing }: TargetWords,
  { loops, hint }: Waits,
): Severity {
  const patience = Math.max(c.patience.init, usualOf(c, name)?.p95Ms ?? 0);
  const isUnmet = standing === 'absent' || standing === 'unready' || hint !== null;
  const waited = lasted(c, from);
  if (waited < patience)
    return isUnmet && standing !== 'there' && waited >= patience / 2 ? 'warning' : 'info';
  return standing === 'there' || !loops ? 'warning' : 'critical';
}

/** The log may say that the name is not the trouble: nobody answers who could know it. */
function dnsWords({ hint, target }: Waits, { standing }: TargetWords): readonly string[] {
  if (hint === null) return [];
  if (hint.says === 'no-dns') {
    return [
      'Its log says that no DNS server answered, so that no name can resolve: look at the cluster’s DNS too.',
    ];
  }
  if (hint.says === 'name-unknown' && standing === 'there')
    return ['Its log still says that the name does not resolve.'];
  if (hint.says === 'refused' && target.kind === 'host')
    return ['Its log says that the connection is refused.'];
  return hint.says === 'timed-out'
    ? ['Its log says that the connection times out: a network policy, or nobody there.']
    : [];
}

function usualWords(c: Circumstances, name: string): string {
  const usual = usualOf(c, name);
  return usual === null
    ? ''
    : `, usually ${humanDuration(usual.p50Ms)} (p95 ${humanDuration(usual.p95Ms)} of ${usual.starts} starts)`;
}

function evidenceOf(
  c: Circumstances,
  name: string,
  { by, target, line, others }: Waits,
): readonly Evidence[] {
  const log = logsOf(c, name)[0];
  const all = [target, ...others].map(targetName);
  return [
    ...(by === null ? [] : [bySpec(`${name} runs ${by} for ${all.join(', ')}`)]),
    ...(line === null || log === undefined
      ? []
      : [
          {
            at: null,
            kind: 'log',
            text: clipped(line),
            ref: { container: name, attempt: log.attempt },
          } as const,
        ]),
  ];
}
