/** An init container that takes long, where nothing says what for. */
import { humanDuration } from '../../time.ts';
import { byStatus, logsOf } from '../evidence.ts';
import type { Severity } from '../finding.ts';
import { describePod, execIn, logsOfContainer } from '../kubectl.ts';
import { type Circumstances, lasted, usualOf } from '../pod-case.ts';
import { courses, finding, heldUpWords, type Rule } from '../rule.ts';
import { clipped, forSince, quoted } from '../words.ts';

/** Work takes its time: where nothing is known of this container, so many times the patience are let pass. */
const LENIENCE = 5;

export const initSlow: Rule = (c) =>
  c.pod.deletion !== null || c.isOver
    ? []
    : courses(c).flatMap(({ lane, isRunning }) => {
        const from = lane.attempts.at(-1)?.startedAt ?? null;
        if (lane.role !== 'init' || !isRunning || from === null) return [];
        if (lasted(c, from) < c.patience.init) return [];
        const { name } = lane;
        const usual = usualOf(c, name);
        const log = logsOf(c, name)[0];
        const last = log?.lines.findLast((line) => line.trim() !== '') ?? null;
        const than =
          usual === null
            ? 'nothing is known of how long it usually takes'
            : `it usually takes ${humanDuration(usual.p50Ms)} (p95 ${humanDuration(usual.p95Ms)} of ${usual.starts} starts)`;
        return [
          finding(c, 'init-slow', {
            severity: slowness(c, name, from),
            container: name,
            since: from,
            title: `${name} has not completed`,
            sentence: `The init container ${name} has run for ${forSince(from, c.now)} and has not completed; ${than}.${last === null ? '' : ` It said last: ${quoted(clipped(last, 160).replaceAll('`', '′'))}.`}${heldUpWords(c, name)}`,
            evidence: [
              byStatus(`${name} is running`, from),
              ...(last === null || log === undefined
                ? []
                : [
                    {
                      at: null,
                      kind: 'log',
                      text: clipped(last),
                      ref: { container: name, attempt: log.attempt },
                    } as const,
                  ]),
            ],
            next: [logsOfContainer(c.pod, name), execIn(c.pod, name, 'ps'), describePod(c.pod)],
          }),
        ];
      });

function slowness(c: Circumstances, name: string, from: Circumstances['now']): Severity {
  const usual = usualOf(c, name);
  const waited = lasted(c, from);
  if (usual !== null) return waited > Math.max(usual.p95Ms, c.patience.init) ? 'warning' : 'info';
  return waited > LENIENCE * c.patience.init ? 'warning' : 'info';
}
