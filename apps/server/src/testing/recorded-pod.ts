/** A pod of a recording with all that is recorded of it. */
import {
  type Known,
  type Millis,
  millis,
  observe,
  type PodSnapshot,
  type RecordedTransition,
  seq,
} from '@podline/domain';
import { isUnreadable, podFromApi } from '@podline/kube';
import { recorded } from './recordings.ts';

export interface RecordedPod {
  /** As last seen. */
  readonly pod: PodSnapshot;
  readonly known: Known;
  readonly transitions: readonly RecordedTransition[];
  readonly startedAt: Millis;
  /** When it was last seen. */
  readonly lastAt: Millis;
}

/** Its first pod, up to `untilMs` of the recording, or to where somebody asked for its deletion. */
export async function recordedPod(
  scenario: string,
  untilMs = Number.POSITIVE_INFINITY,
): Promise<RecordedPod> {
  const { pods, recordedAtMs } = await recorded(scenario);
  const uid = pods.find(({ type }) => type === 'ADDED')?.object.metadata['uid'];
  const transitions: RecordedTransition[] = [];
  let known: Known | null = null;
  let lastAt = millis(0);
  const seenOfIt = pods.filter(
    ({ t, type, object }) =>
      t <= untilMs && (type === 'ADDED' || type === 'MODIFIED') && object.metadata['uid'] === uid,
  );
  for (const { t, object } of seenOfIt) {
    const snapshot = podFromApi(object);
    if (isUnreadable(snapshot) || snapshot.deletion !== null) continue;
    lastAt = millis(recordedAtMs + t);
    const seen = observe(known, snapshot, lastAt);
    known = seen.known;
    for (const transition of seen.transitions)
      transitions.push({ ...transition, seq: seq(transitions.length + 1) });
  }
  if (known === null) throw new Error(`${scenario} has no pod.`);
  return { pod: known.snapshot, known, transitions, startedAt: known.snapshot.createdAt, lastAt };
}
