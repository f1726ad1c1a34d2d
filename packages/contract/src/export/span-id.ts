/** Ids of traces and spans, made from what they name alone: the same pod exported twice is the same trace. */

/** 64-bit FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/. No secret hangs on it, only that names differ. */
const OFFSET = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;

function fnv64(text: string): string {
  let hash = OFFSET;
  for (const byte of new TextEncoder().encode(text))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME);
  // All zeros means "no id" to OpenTelemetry.
  return (hash === 0n ? 1n : hash).toString(16).padStart(16, '0');
}

/** 16 bytes in hex: the pod's uid itself where it is a UUID (or the hash of a static pod), as then it can be searched for. */
export function traceId(uid: string): string {
  const bare = uid.replaceAll('-', '').toLowerCase();
  const isWhole = /^[0-9a-f]{32}$/.test(bare) && !/^0+$/.test(bare);
  return isWhole ? bare : `${fnv64(uid)}${fnv64(`${uid}/2`)}`;
}

/** 8 bytes in hex. */
export const spanId = (key: string): string => fnv64(key);
