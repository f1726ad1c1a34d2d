/** Counted starts, in few words. */
import { durationMs, millis, type PodStart, type StartFact } from '../src/index.ts';
import { at } from './build.ts';

type ToldFact = Partial<Omit<StartFact, 'durationMs' | 'at'>> & { readonly took: number };

/** An init `prepare` that finished in its first run; everything else as told. `took` in seconds. */
export const fact = ({ took, ...told }: ToldFact): StartFact => ({
  container: 'prepare',
  stage: 'init',
  attempts: 1,
  end: 'finished',
  ...told,
  at: at(0),
  durationMs: durationMs(took * 1000),
});

/** One pod a number of seconds that its init took, newest last. */
export const startsOf = (
  revision: string | null,
  took: readonly number[],
  told: Partial<ToldFact> = {},
): readonly PodStart[] =>
  took.map((seconds, n) => ({
    podUid: `${revision}-${n}`,
    revision,
    at: millis(at(n)),
    facts: [fact({ ...told, took: seconds })],
  }));
