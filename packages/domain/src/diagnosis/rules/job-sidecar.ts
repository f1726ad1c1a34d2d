/** The apps are done, and a classic sidecar runs on: the pod, and its Job, never complete. */
import { later, type Millis } from '../../time.ts';
import { byEnd, byStatus } from '../evidence.ts';
import { describePod, kubectl } from '../kubectl.ts';
import { lasted } from '../pod-case.ts';
import { courses, finding, type Rule } from '../rule.ts';
import { forSince, listed } from '../words.ts';

/** A helper may end by itself when the app has. */
const POLITE_MS = 10_000;

export const jobSidecar: Rule = (c) => {
  if (c.isOver || c.pod.deletion !== null || c.pod.restartPolicy === 'Always') return [];
  const apps = courses(c).filter(({ lane }) => lane.role === 'app');
  const done = apps.flatMap((course) => {
    const end = course.ends.at(-1);
    const isDone = course.current?.kind === 'completed' && end !== undefined;
    return isDone ? [{ course, end }] : [];
  });
  const [first] = done;
  const running = courses(c).filter(
    ({ lane, isRunning }) => lane.role === 'classic-sidecar' && isRunning,
  );
  const [keeper] = running;
  if (first === undefined || keeper === undefined || done.length < apps.length) return [];
  const since = done
    .map(({ end }) => end.finishedAt ?? c.now)
    .reduce((a: Millis, b) => later(a, b));
  const waited = lasted(c, since);
  const names = running.map(({ lane }) => lane.name);
  const job = c.pod.owner?.kind === 'Job' ? c.pod.owner.name : null;
  return [
    finding(c, 'sidecar-keeps-job', {
      severity: waited < POLITE_MS ? 'info' : waited < c.patience.apps ? 'warning' : 'critical',
      container: keeper.lane.name,
      since,
      title: `${listed(names)} keep${names.length === 1 ? 's' : ''} ${job === null ? 'the pod' : 'its Job'} from completing`,
      sentence: `${listed(done.map(({ course }) => course.lane.name))} ended with 0 ${forSince(since, c.now)} ago, but ${listed(names)} run${names.length === 1 ? 's' : ''} on beside it, so ${job === null ? 'the pod' : `the Job ${job}`} never completes. As an init container with restartPolicy Always it would be stopped when the app ends.`,
      evidence: [
        ...done.map(({ course, end }) => byEnd(c, course, end)),
        byStatus(`${keeper.lane.name} is running`, keeper.lane.attempts.at(-1)?.startedAt ?? null),
      ],
      next: [
        ...(job === null ? [] : [kubectl(c.pod.namespace, 'get', 'job', job, '-o', 'yaml')]),
        describePod(c.pod),
      ],
    }),
  ];
};
