/** Views whose answer comes from REST: asked when opened, and again when the moment moves or, of now, as time goes by. */
import {
  type NowState,
  type PodsAnswer,
  type Problem,
  problem,
  type ViewQuery,
  type ViewState,
} from '@podline/contract';
import type { Millis } from '@podline/domain';
import { pastPath } from './past-paths.ts';
import { type Answer, ask } from './rest.ts';

/** A list of pods that are gone, while the rest of the page is live. */
const LIVE_EVERY_MS = 5_000;
/** A server that did not answer is asked again. */
const AGAIN_MS = 3_000;

interface Told<T> {
  readonly answer: Answer<T>;
  /** The moment that it is of; null: now. */
  readonly at: Millis | null;
}

interface Asked {
  readonly look: () => void;
}

export class PastViews {
  readonly #at: () => Millis | null;
  readonly #open = new Set<Asked>();

  constructor(at: () => Millis | null) {
    this.#at = at;
  }

  /** The moment is another one. */
  moved(): void {
    for (const { look } of this.#open) look();
  }

  /** Tells each answer, and no answer of a moment that was left. Gives its close. */
  ask<T>(path: (at: Millis | null) => string, tell: (told: Told<T>) => void): () => void {
    let current = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      current.abort();
      clearTimeout(timer);
      current = new AbortController();
      const at = this.#at();
      void ask<T>(path(at), current.signal).then((answer) => {
        if (answer === null) return;
        tell({ answer, at });
        const isLost = !answer.ok && answer.problem.code === 'INTERNAL';
        if (isLost || at === null) timer = setTimeout(look, isLost ? AGAIN_MS : LIVE_EVERY_MS);
      });
    };
    const asked = { look };
    this.#open.add(asked);
    look();
    return () => {
      this.#open.delete(asked);
      current.abort();
      clearTimeout(timer);
    };
  }

  /** As the live feed's `open`, without deltas: each answer is the whole state. */
  open(
    query: ViewQuery,
    listener: { snapshot: (state: ViewState) => void; refused: (problem: Problem) => void },
  ): () => void {
    if (query.kind === 'facets') {
      listener.snapshot({ kind: 'facets', values: [] });
      return () => undefined;
    }
    if (pastPath(query, null) === null) {
      listener.refused(problem('NOT_FOUND', 'The past of this page is not kept.'));
      return () => undefined;
    }
    return this.ask<PodsAnswer | NowState>(
      (at) => pastPath(query, at) ?? '',
      ({ answer }) => {
        if (answer.ok) listener.snapshot(stateOf(answer.value));
        else listener.refused(answer.problem);
      },
    );
  }
}

const stateOf = (value: PodsAnswer | NowState): ViewState =>
  'kind' in value ? value : { ...value, kind: 'pods', rows: value.pods };
