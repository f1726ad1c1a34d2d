/** One pod as it was: its row of then from the server, its transitions cut where the moment is. */
import type { PodAtState, PodState, Problem, ViewQuery } from '@podline/contract';
import { gapsAt, type Millis, transitionsAt } from '@podline/domain';
import { createSubscriber } from 'svelte/reactivity';
import { pastPath } from './past-paths.ts';
import type { PastViews } from './past-views.ts';

interface Then extends PodAtState {
  readonly at: Millis;
}

interface Shown {
  readonly state: PodState;
  readonly then: Then;
  readonly pod: PodState;
}

/** What the page has of a pod as it is. */
export interface WholePod {
  readonly pod: PodState | null;
}

export class PastPodView {
  #answer: Then | Problem | null = null;
  #whole: { readonly uid: string; readonly view: WholePod } | null = null;
  #shown: Shown | null = null;
  readonly #wholeOf: (uid: string) => WholePod;
  readonly #subscribe: () => void;

  /** `wholeOf` gives the history of a pod by its uid: a name may mean another pod then than now. */
  constructor(
    views: PastViews,
    query: ViewQuery & { kind: 'pod' },
    wholeOf: (uid: string) => WholePod,
  ) {
    this.#wholeOf = wholeOf;
    this.#subscribe = createSubscriber((update) =>
      views.ask<PodAtState>(
        (at) => pastPath(query, at) ?? '',
        ({ answer, at }) => {
          if (at === null) return;
          this.#answer = answer.ok ? { ...answer.value, at } : answer.problem;
          update();
        },
      ),
    );
  }

  /** Null while it is loading, and when there is none. */
  get pod(): PodState | null {
    this.#subscribe();
    const then = this.#answer;
    if (then === null || 'code' in then) return null;
    const state = this.#wholeView(then.row.uid).pod;
    if (state === null) return null;
    if (this.#shown?.state !== state || this.#shown.then !== then) {
      this.#shown = { state, then, pod: cutAt(state, then) };
    }
    return this.#shown.pod;
  }

  get problem(): Problem | null {
    this.#subscribe();
    return this.#answer !== null && 'code' in this.#answer ? this.#answer : null;
  }

  #wholeView(uid: string): WholePod {
    if (this.#whole?.uid !== uid) this.#whole = { uid, view: this.#wholeOf(uid) };
    return this.#whole.view;
  }
}

/** Nothing that came to be known after the moment is left of it. */
export function cutAt(state: PodState, { at, row, successorUid, findings }: Then): PodState {
  const { events, tails } = state.evidence;
  return {
    ...state,
    row,
    successorUid,
    transitions: transitionsAt(state.transitions, at, state.gaps),
    gaps: gapsAt(state.gaps, at),
    evidence: {
      events: events.filter((event) => event.at <= at),
      tails: tails.filter(({ fetchedAt }) => fetchedAt <= at),
      findings,
    },
  };
}
