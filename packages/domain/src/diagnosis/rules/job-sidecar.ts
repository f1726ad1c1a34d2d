/** The apps are done, and a classic sidecar runs on: the pod, and its Job, never complete. */
import { type DurationMs, millis } from '../../time.ts';
import { type Circumstances, lasted } from '../circumstances.ts';
import type { Course } from '../course.ts';
import { byEnd, byStatus } from '../evidence.ts';
import type { Finding, Severity } from '../finding.ts';
import { describePod, kubectl } from '../kubectl.ts';
import { courses, finding, type Rule } from '../rule.ts';
import { forSince, listed } from '../words.ts';

/** A helper may end by itself when the app has. */
const POLITE_MS = 10_000;

export const jobSidecar: Rule = (c) => {
  if (c.isOver || c.pod.deletion !== null || c.pod.restartPolicy === 'Always') return [];
  const apps = courses(c).filter(({ lane }) => lane.role === 'app');
  const isDone = apps.every(
    ({ current, ends }) => current?.kind === 'completed' && ends.length > 0,
  );
  const running = courses(c).filter(
    ({ lane, isRunning }) => lane.role === 'classic-sidecar' && isRunning,
  );
  const [keeper] = running;
  return isDone && keeper !== undefined && apps.length > 0 ? [kept(c, apps, running, keeper)] : [];
};

function kept(
  c: Circumstances,
  apps: readonly Course[],
  running: readonly Course[],
  { lane }: Course,
): Finding {
  const ends = apps.flatMap((course) => course.ends.slice(-1).map((end) => ({ course, end })));
  const since = millis(Math.max(...ends.map(({ end }) => end.finishedAt ?? c.now)));
  const names = listed(running.map((it) => it.lane.name));
  const s = running.length === 1 ? 's' : '';
  const job = c.pod.owner?.kind === 'Job' ? c.pod.owner.name : null;
  return finding(c, 'sidecar-keeps-job', {
    severity: severityAfter(lasted(c, since), c),
    container: lane.name,
    since,
    title: `${names} keep${s} ${job === null ? 'the pod' : 'its Job'} from completing`,
    sentence: `${listed(apps.map((it) => it.lane.name))} ended with 0 ${forSince(since, c.now)} ago, but ${names} run${s} on beside it, so ${job === null ? 'the pod' : `the Job ${job}`} never completes. As an init container with restartPolicy Always it would be stopped when the app ends.`,
    evidence: [
      ...ends.map(({ course, end }) => byEnd(c, course, end)),
      byStatus(`${lane.name} is running`, lane.attempts.at(-1)?.startedAt ?? null),
    ],
    next: [
      ...(job === null ? [] : [kubectl(c.pod.namespace, 'get', 'job', job, '-o', 'yaml')]),
      describePod(c.pod),
    ],
  });
}

function severityAfter(waited: DurationMs, { patience }: Circumstances): Severity {
  if (waited < POLITE_MS) return 'info';
  return waited < patience.apps ? 'warning' : 'critical';
}
