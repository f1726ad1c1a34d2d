/** An init container that takes long, where nothing says what for. */
import { patienceFor } from '../../stuck.ts';
import { humanDuration, type Millis } from '../../time.ts';
import { type Circumstances, lasted, usualOf } from '../circumstances.ts';
import { byLine, byStatus, lastLine, saidWords } from '../evidence.ts';
import type { Finding, Severity } from '../finding.ts';
import { describePod, execIn, logsOfContainer } from '../kubectl.ts';
import type { Usual } from '../pod-case.ts';
import { courses, finding, heldUpWords, type Rule } from '../rule.ts';
import { forSince } from '../words.ts';

/** Work takes its time: where nothing is known of this container, so many times the patience are let pass. */
const LENIENCE = 5;

export const initSlow: Rule = (c) =>
  c.pod.deletion !== null || c.isOver
    ? []
    : courses(c).flatMap(({ lane, isRunning }) => {
        const from = lane.attempts.at(-1)?.startedAt ?? null;
        if (lane.role !== 'init' || !isRunning || from === null) return [];
        return lasted(c, from) < patienceWith(c, lane.name) ? [] : [slow(c, lane.name, from)];
      });

function slow(c: Circumstances, name: string, from: Millis): Finding {
  const line = lastLine(c, name);
  return finding(c, 'init-slow', {
    severity: slowness(c, name, from),
    container: name,
    since: from,
    title: `${name} has not completed`,
    sentence: `The init container ${name} has run for ${forSince(from, c.now)} and has not completed; ${usualWords(usualOf(c, name))}.${line === null ? '' : ` ${saidWords(line)}`}${heldUpWords(c, name)}`,
    evidence: [byStatus(`${name} is running`, from), ...byLine(line)],
    next: [logsOfContainer(c.pod, name), execIn(c.pod, name, 'ps'), describePod(c.pod)],
  });
}

const usualWords = (usual: Usual | null): string =>
  usual === null
    ? 'nothing is known of how long it usually takes'
    : `it usually takes ${humanDuration(usual.p50Ms)} (p95 ${humanDuration(usual.p95Ms)} of ${usual.starts} starts)`;

const patienceWith = (c: Circumstances, container: string): number =>
  patienceFor(c.patience, { stage: 'init', container });

function slowness(c: Circumstances, name: string, from: Millis): Severity {
  const usual = usualOf(c, name);
  const waited = lasted(c, from);
  if (usual !== null) {
    return waited > Math.max(usual.p95Ms, patienceWith(c, name)) ? 'warning' : 'info';
  }
  return waited > LENIENCE * c.patience.init ? 'warning' : 'info';
}
