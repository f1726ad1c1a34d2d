/** Who is connected from where, so that one address cannot take all the room. */

export interface Seats {
  /** Takes a seat; call what it returns to leave it. Null: there is none left, for anybody or for this address. */
  take(address: string | null): (() => void) | null;
}

/** An address of null is counted among all, and with no other. */
export function seats(limits: { readonly pages: number; readonly pagesPerAddress: number }): Seats {
  const ofAddress = new Map<string, number>();
  let taken = 0;

  function leave(address: string | null): void {
    taken -= 1;
    if (address === null) return;
    const left = (ofAddress.get(address) ?? 1) - 1;
    if (left === 0) ofAddress.delete(address);
    else ofAddress.set(address, left);
  }

  return {
    take(address) {
      const here = address === null ? 0 : (ofAddress.get(address) ?? 0);
      if (taken >= limits.pages || here >= limits.pagesPerAddress) return null;
      taken += 1;
      if (address !== null) ofAddress.set(address, here + 1);
      let isLeft = false;
      return () => {
        if (!isLeft) leave(address);
        isLeft = true;
      };
    },
  };
}
