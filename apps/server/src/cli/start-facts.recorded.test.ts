/** What real starts took, as far as it is counted: the recordings are read whole, pod by pod. */
import {
  type Known,
  millis,
  observe,
  observeGone,
  type StartFact,
  startFactsOf,
  startupOf,
  type Transition,
  timelineOf,
} from '@podline/domain';
import { isUnreadable, podFromApi } from '@podline/kube';
import { expect, test } from 'vitest';
import { recorded, recordingNames } from '../testing/recordings.ts';

/** By pod, in the order in which they appeared. */
async function startsOf(
  recording: string,
): Promise<readonly (readonly [pod: string, facts: readonly StartFact[]])[]> {
  const { pods, recordedAtMs, meta } = await recorded(recording);
  const seen = new Map<string, { known: Known; transitions: readonly Transition[] }>();
  for (const { t, type, object } of pods) {
    if (type === 'BOOKMARK' || type === 'ERROR') continue;
    const snapshot = podFromApi(object);
    if (isUnreadable(snapshot)) continue;
    const at = millis(recordedAtMs + t);
    const before = seen.get(snapshot.uid);
    const { known, transitions } = observe(before?.known ?? null, snapshot, at);
    const gone = type === 'DELETED' ? [observeGone(known, 'observed', at)] : [];
    seen.set(snapshot.uid, {
      known,
      transitions: [...(before?.transitions ?? []), ...transitions, ...gone],
    });
  }
  const now = millis(recordedAtMs + meta.durationMs);
  return [...seen.values()].map(({ known, transitions }) => {
    const timeline = timelineOf(transitions, []);
    const facts = startFactsOf(timeline, startupOf(timeline), { transitions, gaps: [], now });
    return [known.snapshot.name, facts] as const;
  });
}

/** `init-1 2s`, `flaky 17s in 3`; what did not finish by its end, without its length. */
const words = (facts: readonly StartFact[]): string =>
  facts
    .filter(({ stage }) => stage === 'init' || stage === 'native-sidecar')
    .map(({ container, durationMs, attempts, end }) => {
      const tries = attempts === 1 ? '' : ` in ${attempts}`;
      return end === 'finished'
        ? `${container} ${durationMs / 1000}s${tries}`
        : `${container} ${end}${tries}`;
    })
    .join(', ');

test.each<[string, string]>([
  ['init-three-in-order', 'init-1 2s, init-2 4s, init-3 5s'],
  ['init-fails-twice-then-succeeds', 'flaky 17s in 3'],
  [
    'native-sidecars-three-with-inits',
    'init-1 1s, sidecar-a 0s, init-2 2s, sidecar-b 1s, init-3 2s, sidecar-c 1s',
  ],
  // The image could not be pulled at first; the recording's Events are not told here.
  ['init-image-pull-backoff', 'fetch 44s'],
  ['init-crashloop', 'broken failed in 6'],
  ['native-sidecar-crash-blocks-init', 'proxy failed in 4'],
  ['native-sidecar-startup-probe-blocks', 'proxy unfinished'],
  ['seed-init-waits-for-service', 'init-myservice unfinished'],
  // SIGTERM reached them: how they then ended says nothing of their work.
  ['init-deleted-graceful-exit', 'polite unfinished'],
  ['init-slow-then-deleted', 'slow unfinished'],
  // Its inits ran again long after it was up.
  ['pod-sandbox-changed', 'init-a 2s, proxy 1s, init-b 2s'],
])('%s: %s', async (recording, expected) => {
  const [first] = await startsOf(recording);
  expect(words(first?.[1] ?? [])).toBe(expected);
});

test('every stage of a start begins where the one before it ends', async () => {
  const path = new Set(['scheduling', 'sandbox', 'init', 'native-sidecar', 'apps']);
  for (const name of recordingNames) {
    for (const [pod, facts] of await startsOf(name)) {
      const stages = facts.filter(
        ({ stage, container }) => path.has(stage) || (stage === 'readiness' && container === null),
      );
      const ends = stages.map(({ at, durationMs }) => at + durationMs);
      expect
        .soft(
          stages.slice(1).map(({ at }) => at),
          `${name} ${pod}`,
        )
        .toEqual(ends.slice(0, -1));
      expect.soft(ends.every(Number.isFinite)).toBe(true);
    }
  }
});
