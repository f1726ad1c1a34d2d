/** The cause that was there a moment ago and is not any more. */
import type { Finding, Millis } from '@podline/domain';

export interface Solved {
  readonly title: string;
  readonly at: Millis;
}

/** Keeps the first finding of a page's pod, and tells when it is found no more. */
export class Solving {
  solved = $state.raw<Solved | null>(null);
  #last: Finding | null = null;

  /** To be called with each state of the findings. */
  heard(findings: readonly Finding[], now: Millis): void {
    const last = this.#last;
    const serious = findings.find(({ severity }) => severity !== 'info') ?? null;
    if (last !== null && !findings.some((it) => isSame(it, last))) {
      this.solved = { title: last.title, at: now };
    }
    if (serious !== null && this.solved?.title === serious.title) this.solved = null;
    this.#last = serious;
  }
}

/** An `info` about the same thing is what is left of it. */
const isSame = (a: Finding, b: Finding): boolean =>
  a.severity !== 'info' &&
  a.code === b.code &&
  a.container === b.container &&
  a.subject === b.subject;
