/** Namespaces in which Podline may not read logs: asked again now and then, since somebody may grant it meanwhile. */
const REFUSED_MS = 300_000;

export class Refusals {
  readonly #monotonic: () => number;
  /** By namespace, until when nothing is asked there. */
  readonly #until = new Map<string, number>();

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  isRefused(namespace: string): boolean {
    const until = this.#until.get(namespace);
    return until !== undefined && until > this.#monotonic();
  }

  /** True when it is news. */
  refuse(namespace: string): boolean {
    if (this.isRefused(namespace)) return false;
    this.#until.set(namespace, this.#monotonic() + REFUSED_MS);
    return true;
  }
}
