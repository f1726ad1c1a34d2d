/** The spec of a pod, asked for when it is looked at. */
import { type PodSpecAnswer, type Problem, problem } from '@podline/contract';
import { visible, visibleIn } from '../ui/visible.ts';

interface Asked {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

const GONE: ReadonlySet<Problem['code']> = new Set(['POD_GONE', 'POD_REPLACED']);

export class SpecReading {
  spec: PodSpecAnswer | null = $state.raw(null);
  /** Line by line, with nothing unseen in them. */
  lines: readonly string[] = $state.raw([]);
  problem: Problem | null = $state.raw(null);
  readonly #asked: Asked;
  #reading = new AbortController();

  constructor(asked: Asked) {
    this.#asked = asked;
    void this.again();
  }

  /** The cluster has no such pod any more, and it will not come back. */
  get isGone(): boolean {
    return this.problem !== null && GONE.has(this.problem.code);
  }

  async again(): Promise<void> {
    this.#reading.abort();
    this.#reading = new AbortController();
    const { signal } = this.#reading;
    const { namespace, name, uid } = this.#asked;
    const path = `/api/pods/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}/spec`;
    try {
      const answer = await fetch(`${path}?uid=${encodeURIComponent(uid)}`, { signal });
      if (answer.ok) this.#take((await answer.json()) as PodSpecAnswer);
      else this.problem = visibleIn((await answer.json()) as Problem);
    } catch {
      // Whoever was told to stop is not answered; anything else is a server that cannot be reached.
      if (!signal.aborted)
        this.problem = problem('CLUSTER_UNREACHABLE', 'Podline does not answer.');
    }
  }

  stop(): void {
    this.#reading.abort();
  }

  #take(spec: PodSpecAnswer): void {
    this.problem = null;
    this.spec = spec;
    // Line by line: all at once would be cut where a cell's text is.
    this.lines = spec.yaml.trimEnd().split('\n').map(visible);
  }
}
