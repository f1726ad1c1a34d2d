/**
 * The bytes of a list into its items, one text each, as they come: a page is never held whole, so an object that is too
 * large is dropped alone, and the event loop has its turn between two items instead of waiting for one long parse.
 */
import { COMMA, OPEN_LIST, OPEN_OBJECT, structureFinder } from './json-structure.ts';
import { type Piece, pieceCollector } from './pieces.ts';

/** What surrounds the items of a list is kind, apiVersion and ListMeta: a few hundred bytes. */
const MAX_ENVELOPE_BYTES = 1024 * 1024;

export interface ItemSplitter {
  /** The items that this chunk completes: the objects in the array `items`. */
  readonly push: (chunk: Uint8Array) => readonly Piece[];
  /** Everything else, once all chunks were pushed: the same JSON without those objects, cut off when far too long. */
  readonly envelope: () => string;
}

/** Where the bytes are, of `{"kind":"PodList", …, "items":[{…},{…}], …}`. */
type Place = 'before items' | 'between items' | 'in an item' | 'after items';

/** Knows strings and nesting and nothing else: whether the JSON is sound finds out who parses the parts. */
export function itemSplitter(maxItemBytes: number): ItemSplitter {
  const item = pieceCollector(maxItemBytes);
  const structure = structureFinder();
  let place: Place = 'before items';
  // One character a byte, so that a cut within a character does no harm.
  let envelope = '';

  const keep = (bytes: Uint8Array): void => {
    if (place === 'in an item') item.add(bytes);
    else if (envelope.length < MAX_ENVELOPE_BYTES)
      envelope += Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  };

  /** A list at the right depth is the list of items when its key says so. */
  const arriveAt = (next: Place): void => {
    const isOther = place === 'before items' && !/"items"\s*:\s*\[$/.test(envelope);
    if (!isOther) place = next;
  };
  /** Cuts at the byte `at`, and says from where on the bytes are still to be kept. */
  const cutAt = (chunk: Uint8Array, from: number, at: number, cut: Cut, items: Piece[]): number => {
    const to = cut.side === 'behind' ? at + 1 : at;
    keep(chunk.subarray(from, to));
    if (place === 'in an item') items.push(item.take());
    arriveAt(cut.place);
    return cut.side === 'around' ? at + 1 : to;
  };
  const push = (chunk: Uint8Array): readonly Piece[] => {
    const items: Piece[] = [];
    let from = 0;
    for (let at = structure.next(chunk, 0); at !== -1; at = structure.next(chunk, at + 1)) {
      const cut = CUTS[place](chunk[at], structure.depth());
      if (cut !== null) from = cutAt(chunk, from, at, cut, items);
    }
    keep(chunk.subarray(from));
    return items;
  };

  return { push, envelope: () => Buffer.from(envelope, 'latin1').toString('utf8') };
}

interface Cut {
  /** Where the byte itself goes: with what comes after it, with what comes before it, or away. */
  readonly side: 'before' | 'behind' | 'around';
  /** Where the bytes after the cut are. */
  readonly place: Place;
}

type CutOf = (byte: number | undefined, depth: number) => Cut | null;

const BEGIN_ITEMS: Cut = { side: 'behind', place: 'between items' };
const BEGIN_ITEM: Cut = { side: 'before', place: 'in an item' };
const SEPARATE: Cut = { side: 'around', place: 'between items' };
const END_ITEM: Cut = { side: 'behind', place: 'between items' };
const END_ITEMS: Cut = { side: 'behind', place: 'after items' };

/** `depth` counts what is open behind the byte: the list's own braces are 1, its items' array 2, an item 3. */
const CUTS: Readonly<Record<Place, CutOf>> = {
  'before items': (byte, depth) => (byte === OPEN_LIST && depth === 2 ? BEGIN_ITEMS : null),
  'between items': (byte, depth) => {
    if (byte === OPEN_OBJECT && depth === 3) return BEGIN_ITEM;
    if (byte === COMMA && depth === 2) return SEPARATE;
    return depth < 2 ? END_ITEMS : null;
  },
  // Back at the array's depth by the item's own last brace.
  'in an item': (_, depth) => (depth === 2 ? END_ITEM : null),
  'after items': () => null,
};
