/** How many logs are read from the cluster at once: each is a connection to its API server. */

export interface SeatLimits {
  readonly inAll: number;
  /** Of one address; this machine's are not counted, for behind a port-forward and a proxy everybody is there. */
  readonly perAddress: number;
}

const LIMITS: SeatLimits = { inAll: 256, perAddress: 64 };

export class LogSeats {
  readonly #limits: SeatLimits;
  readonly #taken = new Map<string | null, number>();

  constructor(limits: SeatLimits = LIMITS) {
    this.#limits = limits;
  }

  get taken(): number {
    let all = 0;
    for (const seats of this.#taken.values()) all += seats;
    return all;
  }

  /** Takes so many for an address (null: it is not counted), and gives what gives them back; null when there are not so many. */
  take(address: string | null, seats: number): (() => void) | null {
    const own = this.#taken.get(address) ?? 0;
    if (this.taken + seats > this.#limits.inAll) return null;
    if (address !== null && own + seats > this.#limits.perAddress) return null;
    this.#taken.set(address, own + seats);
    let isGivenBack = false;
    return () => {
      if (isGivenBack) return;
      isGivenBack = true;
      const left = (this.#taken.get(address) ?? 0) - seats;
      if (left > 0) this.#taken.set(address, left);
      else this.#taken.delete(address);
    };
  }
}
