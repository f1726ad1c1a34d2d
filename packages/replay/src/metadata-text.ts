/** An object's metadata within its JSON text, found without parsing all of it. Pure. */

/** The text of the first `metadata` from `from` on; `null` when there is none that is an object. */
export function metadataIn(text: string, from = 0): { start: number; end: number } | null {
  const key = text.indexOf(METADATA, from);
  if (key === -1) return null;
  const start = key + METADATA.length - 1;
  const end = endOfObject(text, start);
  return end === null ? null : { start, end };
}

const METADATA = '"metadata":{';
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** Where the object ends that opens at `start`: the index after its brace. */
function endOfObject(text: string, start: number): number | null {
  let depth = 0;
  for (let index = start; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = endOfString(text, index);
    else if (code === OPEN) depth += 1;
    else if (code === CLOSE) {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return null;
}

/** The index of the quote that closes the string which opens at `start`. */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text.charCodeAt(index) !== QUOTE)
    index += text.charCodeAt(index) === BACKSLASH ? 2 : 1;
  return index;
}
