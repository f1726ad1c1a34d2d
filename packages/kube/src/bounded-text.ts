/** Bodies as text, up to a limit: what is longer is never held. */

/** Enough for the metadata that Go servers write first: of a list, and of its first object. */
const HEAD_BYTES = 64 * 1024;

export interface BoundedText {
  /** The whole body, or its first 64 KiB when it is longer than the limit. */
  readonly text: string;
  readonly isWhole: boolean;
}

/** Reads no further than `maxBytes`. Leaving early ends the exchange, so the connection is not used again. */
export async function boundedText(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<BoundedText> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return { text: headOf(chunks), isWhole: false };
  }
  return { text: Buffer.concat(chunks).toString('utf8'), isWhole: true };
}

const headOf = (chunks: readonly Uint8Array[]): string =>
  Buffer.concat(chunks).subarray(0, HEAD_BYTES).toString('utf8');
