/** Waiting for what a server has done, without asking again and again. */

export class Waiting {
  readonly #waiting = new Set<() => boolean>();

  /** Resolves as soon as `holds` is true: now, or after one of the next `tell`. A throw of `holds` rejects. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const isOver = (): boolean => {
        try {
          if (!holds()) return false;
          resolve();
        } catch (cause) {
          reject(cause);
        }
        return true;
      };
      if (!isOver()) this.#waiting.add(isOver);
    });
  }

  /** Something has happened: everybody who waits looks again. */
  tell(): void {
    for (const isOver of this.#waiting) if (isOver()) this.#waiting.delete(isOver);
  }
}
