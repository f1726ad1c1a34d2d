/** A workload as its page has it: the live rows at once, and what its pods did, asked for again whenever a row changes. */
import type { PodRow, PodsQuery, PodsState, Problem, WorkloadState } from '@podline/contract';
import { WORKLOAD_LIMITS } from '@podline/contract';
import { foldPods } from '@podline/transport/client';
import type { PageFeed } from '../feed.svelte.ts';
import { visibleIn } from '../ui/visible.ts';
import { podsQuery, type WorkloadName, workloadPath } from './address.ts';
import { foldWorkload } from './workload-fold.ts';

/** A rollout changes rows many times a second; nothing shown is older than this and one answer. */
const GATHER_MS = 250;
const RETRY_MS = 2000;

/** What the page has of a workload, of now or of a moment that is over. */
export interface ShownWorkload {
  /** Null until the first answer. */
  readonly state: WorkloadState | null;
  /** Why there is no answer; null while there is one, or none yet. */
  readonly problem: Problem | null;
  /** Its pods that are there now, where they are told of live. */
  readonly rows: readonly PodRow[];
  close(): void;
}

export class WorkloadLive implements ShownWorkload {
  /** Null until the first answer. */
  state = $state.raw<WorkloadState | null>(null);
  /** Why there is no answer; null while there is one, or none yet. */
  problem = $state.raw<Problem | null>(null);
  /** Null until they are told. */
  #rows = $state.raw<PodsState | null>(null);
  readonly #address: string;
  readonly #close: () => void;
  readonly #abort = new AbortController();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #wanted: 'nothing' | 'news' | 'all' = 'nothing';
  #isAsking = false;

  constructor(feed: PageFeed, { namespace, kind, name }: WorkloadName) {
    this.#address = `/api${workloadPath({ namespace, kind, name })}`;
    const query: PodsQuery = {
      kind: 'pods',
      query: podsQuery({ namespace, kind, name }),
      sort: { key: 'age', isDescending: false },
      window: { from: 0, size: WORKLOAD_LIMITS.pods },
    };
    this.#close = feed.open(query, {
      snapshot: (state) => {
        if (state.kind === 'pods') this.#rows = state;
        // After a time away more than pods may be new, such as that nobody watched.
        this.#want('all');
      },
      delta: (delta) => {
        if (this.#rows !== null) this.#rows = foldPods(this.#rows, delta);
        this.#want('news');
      },
      refused: (problem) => {
        this.problem = problem;
      },
    });
  }

  /** Its pods that are there now, as the list has them. */
  get rows(): readonly PodRow[] {
    return this.#rows?.rows ?? [];
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#abort.abort();
    this.#close();
  }

  #want(wanted: 'news' | 'all', inMs = this.state === null ? 0 : GATHER_MS): void {
    if (this.#wanted !== 'all') this.#wanted = wanted;
    if (this.#isAsking || this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#ask();
    }, inMs);
  }

  async #ask(): Promise<void> {
    const before = this.#wanted === 'all' ? null : this.state;
    this.#wanted = 'nothing';
    this.#isAsking = true;
    const answer = await this.#fetch(before).catch(() => null);
    this.#isAsking = false;
    if (this.#abort.signal.aborted) return;
    if (answer === null) this.#want('all', RETRY_MS);
    else if ('code' in answer) this.#refused(answer);
    else this.#took(answer, before);
    if (this.#wanted !== 'nothing') this.#want(this.#wanted);
  }

  #refused(problem: Problem): void {
    this.problem = problem;
    // What is not kept any more is not shown; whatever else is wrong may pass, and the page keeps what it has.
    if (problem.code === 'WORKLOAD_NOT_FOUND') this.state = null;
    else this.#want('all', RETRY_MS);
  }

  #took(answer: WorkloadState, before: WorkloadState | null): void {
    const state = before === null ? answer : foldWorkload(before, answer);
    if (state === null) {
      this.#want('all', 0);
      return;
    }
    this.state = state;
    this.problem = null;
  }

  async #fetch(before: WorkloadState | null): Promise<WorkloadState | Problem> {
    const since = before === null ? '' : `?since=${before.seq}`;
    const answer = await fetch(`${this.#address}${since}`, { signal: this.#abort.signal });
    return visibleIn((await answer.json()) as WorkloadState | Problem);
  }
}
