/** `whole` in pieces of the given lengths, in turn. */
export function cut(whole: Uint8Array, lengths: readonly number[]): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let from = 0, turn = 0; from < whole.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1;
    pieces.push(whole.subarray(from, from + length));
    from += length;
  }
  return pieces;
}
