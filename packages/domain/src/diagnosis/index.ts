/**
 * The diagnosis: evidence in, findings out, ranked; the first is the cause. Pure: the same evidence gives the same findings, on the
 * server, the page, the command line and in tests.
 *
 * This table is all there is: a rule a file, and a family a question. Within a family the first rule that has something to say of a
 * container is the one that says it, so that what is more particular stands above.
 */

import { type Circumstances, circumstancesOf } from './circumstances.ts';
import type { Finding, Severity } from './finding.ts';
import type { PodCase } from './pod-case.ts';
import type { Rule } from './rule.ts';
import { initsAgain } from './rules/again.ts';
import { config } from './rules/config.ts';
import { deadlock } from './rules/deadlock.ts';
import { deletion } from './rules/deletion.ts';
import { endlessInit } from './rules/endless-init.ts';
import { endsWithZero } from './rules/ends-with-zero.ts';
import { exits } from './rules/exits.ts';
import { fallback } from './rules/fallback.ts';
import { postStartEndless, postStartFailed } from './rules/hooks.ts';
import { imagePull, imageSlow } from './rules/image.ts';
import { initSlow } from './rules/init-slow.ts';
import { jobSidecar } from './rules/job-sidecar.ts';
import { memory } from './rules/memory.ts';
import { namespaceTerminating } from './rules/namespace.ts';
import { neighbours } from './rules/neighbours.ts';
import { node } from './rules/node.ts';
import { podEnded } from './rules/pod-ended.ts';
import { probeKills } from './rules/probe-kills.ts';
import { readiness, readinessGate } from './rules/readiness.ts';
import { recovered } from './rules/recovered.ts';
import { sandbox } from './rules/sandbox.ts';
import { scheduling } from './rules/scheduling.ts';
import { sidecarStart } from './rules/sidecar-start.ts';
import { startFailed } from './rules/start-failed.ts';
import { volumes } from './rules/volumes.ts';
import { waitsFor } from './rules/waits-for.ts';

/** In the order in which one explains the next. */
const FAMILIES: readonly (readonly Rule[])[] = [
  // Who ended it, or will not have it.
  [podEnded, node, namespaceTerminating, deletion],
  // Where it is to run.
  [scheduling],
  // What must be there before any container.
  [volumes, sandbox],
  // What must be there before this container.
  [imagePull, imageSlow, config],
  // How it ended.
  [postStartFailed, probeKills, memory, startFailed, neighbours, exits, endsWithZero, recovered],
  // What it waits for while it runs.
  [deadlock, endlessInit, waitsFor, sidecarStart, postStartEndless, initSlow],
  // What keeps it from ending.
  [jobSidecar],
  // What keeps it from serving.
  [readinessGate, readiness],
  [initsAgain],
];

/** Ranked: the first is the cause; empty for a pod that is fine, merely starting, or ended as it should. Total. */
export function findingsOf(told: PodCase): readonly Finding[] {
  const c = circumstancesOf(told);
  const found = FAMILIES.flatMap((family) => ofFamily(c, family));
  const isExplained = found.some(
    ({ container, severity }) =>
      severity !== 'info' || (c.stuck !== null && container === c.stuck.container),
  );
  return ranked(c, isExplained ? found : [...found, ...fallback(c)]);
}

function ofFamily(c: Circumstances, rules: readonly Rule[]): readonly Finding[] {
  const said = new Map<string | null, Finding>();
  for (const finding of rules.flatMap((rule) => rule(c))) {
    if (!said.has(finding.container)) said.set(finding.container, finding);
  }
  return [...said.values()];
}

const WEIGHT: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 };

/** By severity; then the one that blames whom the pod is stuck at; then as the table has it. */
function ranked(c: Circumstances, found: readonly Finding[]): readonly Finding[] {
  const isBlamed = (it: Finding): number =>
    c.stuck !== null && it.container === c.stuck.container ? 0 : 1;
  return found.toSorted(
    (a, b) => WEIGHT[a.severity] - WEIGHT[b.severity] || isBlamed(a) - isBlamed(b),
  );
}
